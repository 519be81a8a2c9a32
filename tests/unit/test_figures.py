"""Figures draw any split upright, whole, and the same each time."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from configs import given
from figure_results import ALPHABET, KOREAN, SPLITS, TINY, Results
from figure_text import unreadable
from matplotlib.figure import Figure
from PIL import Image

from ductus.commands import figure as command
from ductus.errors import DuctusError
from ductus.figures import (
    accuracy_by_noise,
    blending,
    cell_states,
    classification,
    confusion,
    difficulty,
    generation,
    hidden_states,
    methods,
    states,
    style,
    training,
    variation,
)
from ductus.figures.catalogue import FIGURES, of_target
from ductus.figures.labels import literal
from ductus.tables.measured import median_learner, symbols_of
from ductus.tables.summaries import confusion as confusion_table
from ductus.tables.summaries import count_correct


def ductus_figure(*arguments: object) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args([str(a) for a in arguments]))


WITH_CHARACTERS = (
    *("generation", "variation", "blending", "classification", "confusion", "difficulty"),
)


@pytest.fixture(scope="module", params=[s for s in SPLITS if s != "13 new, 2 long"])
def results(request: pytest.FixtureRequest) -> Results:
    return Results(*SPLITS[request.param])


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper's letters of the states among them."""
    return Results(list("amu"), list("nvwy")).write(tmp_path_factory.mktemp("few") / "results")


def text_of(figure: Figure) -> str:
    if figure.stale:  # ticks have their labels when it is drawn
        figure.draw_without_rendering()
    return " ".join(t.get_text() for t in figure.findobj(plt.Text))


def all_figures(r: Results, only: Collection[str] | None = None) -> dict[str, Figure]:
    """Figures by name, those with single drawings with the word on whose they are."""
    symbols = symbols_of(r.cases)
    counts = r.classification
    learner = median_learner(r.generation)
    figures = {}
    draw = {
        "training": lambda: training.draw(r.training),
        "generation": lambda: generation.draw(r.generated, r.generation),
        "variation": lambda: variation.draw(r.variants, r.generated, r.variation),
        "classification": lambda: classification.draw(r.probes, r.shown(), counts),
        "accuracy_by_noise": lambda: accuracy_by_noise.draw(counts, r.cases),
        "methods": lambda: methods.draw(counts, r.cases),
        "confusion": lambda: confusion.draw(r.confusion, counts),
        "difficulty": lambda: difficulty.draw(r.difficulty),
        "blending": lambda: blending.draw(r.blends),
        "cell_states": lambda: cell_states.draw(r.states),
        "hidden_states": lambda: hidden_states.draw(r.states),
    }
    with style.look(symbols):
        for name in only or draw:
            figures[name] = draw[name]()
            if FIGURES[name].of_a_learner:
                style.say_whose(figures[name], learner)
    return figures


@pytest.fixture(scope="module")
def figures(results: Results) -> dict[str, Figure]:
    many = results.generated.character.nunique() > 26  # the other figures do not grow with them
    return all_figures(results, WITH_CHARACTERS if many else None)


@pytest.mark.filterwarnings("error:Glyph")  # no boxes in place of what the font lacks
def test_any_split_is_drawn_whole_and_with_each_new_character(
    results: Results, figures: dict[str, Figure]
) -> None:
    assert set(figures) in ({*WITH_CHARACTERS}, set(of_target("figures")))
    with style.look(symbols_of(results.cases)):
        for name, figure in figures.items():
            assert not unreadable(figure), name
        for name in WITH_CHARACTERS:
            text = " ".join(t.get_text() for t in figures[name].findobj(plt.Text))
            assert all(literal(c) in text for c in results.generated.character), name


def test_one_long_name_turns_no_other_and_shrinks_no_other() -> None:
    r = Results(*SPLITS["13 new, 2 long"])
    drawn = all_figures(r, ["generation", "confusion"])
    for figure in drawn.values():
        figure.draw_without_rendering()
        ticks = next(a.get_xticklabels() for a in figure.axes if len(a.get_xticklabels()) == 13)
        assert [t.get_rotation() for t in ticks] == [90, *[0] * 11, 90]
        assert min(t.get_fontsize() for t in ticks) >= 8
    heads = [t for a in drawn["generation"].axes if (t := a.title).get_text()]
    assert [t.get_fontsize() for t in heads[1:12]] == [10] * 11


@pytest.mark.parametrize("without", ["other_writer", "generated", "nn_dtw", "paper"])
def test_what_was_not_measured_is_left_out(without: str, tmp_path: Path) -> None:
    r = Results(*KOREAN)
    r.cases = r.cases[(r.cases.condition != without) & (r.cases.method != without)]
    r.classification, r.confusion = count_correct(r.cases), confusion_table(r.cases)
    folder = r.write(tmp_path / "results")
    for name in ("classification", "accuracy_by_noise", "methods", "confusion"):
        out = tmp_path / f"{name}.png"
        ductus_figure(name, "--results", folder, "--out", out)
        assert out.stat().st_size > 5000


def test_people_are_beside_the_variants_and_methods_in_order() -> None:
    r = Results(*ALPHABET)
    wins = (r.cases.method == "nn_dtw") | (r.cases.index % 3 == 0)
    r.cases["correct_among_new"] = wins
    figure = methods.draw(count_correct(r.cases), r.cases)
    labels = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert labels[0] == "nn_dtw"
    assert "other writers' drawings" in text_of(figure)
    assert "nn_dtw, the best other method" in text_of(
        accuracy_by_noise.draw(count_correct(r.cases), r.cases)
    )


def test_cases_are_one_correct_and_one_not_of_the_same_letter() -> None:
    cases = pd.DataFrame(
        [
            ("generated", 0.2, "n", True),
            ("generated", 0.05, "p", False),
            ("other_writer", np.nan, "p", False),
            ("generated", 0.2, "p", True),
            ("generated", 0.05, "p", True),
        ],
        columns=["condition", "noise", "character", "correct"],
    )
    assert classification.choose(cases) == {True: 4, False: 2}
    assert classification.choose(cases[:1]) == {True: 0, False: None}


def test_figure_says_so_where_no_case_was_missed() -> None:
    r = Results(*TINY)
    cases = r.shown()
    cases = cases[(cases.method == "paper") & cases.correct.astype(bool)]
    figure = classification.draw(r.probes, cases, r.classification)
    assert "every case was identified" in text_of(figure)


def test_only_cases_that_were_kept_as_drawings_are_shown() -> None:
    r = Results(*ALPHABET)
    shown = r.shown()
    kept = shown.index[shown.method == "paper"][-3:]
    figure = classification.draw(r.probes[r.probes.case.isin(kept)], shown, r.classification)
    assert "another writer's drawing" in text_of(figure)
    assert "variant by the network" not in text_of(figure)


def test_drawings_are_those_of_the_median_learner(tmp_path: Path) -> None:
    r = Results(*TINY)
    pictures = []
    for name, writer in (("alone", None), ("beside", "w2"), ("other", "w2")):
        if name == "other":  # of four the lower median is (1, w2) now
            mine = (r.generation.seed == 1) & (r.generation.exemplar_writer == writer)
            r.generation.loc[mine, "dtw"] = 0.07
        folder, out = r.write(tmp_path / name), tmp_path / f"{name}.png"
        ductus_figure("generation", "--results", folder, "--out", out)
        pictures.append(out.read_bytes())
        if writer != "w2":
            other = r.generated.assign(exemplar_writer="w2", dx=0.0)
            r.generated = pd.concat([r.generated, other], ignore_index=True)
    assert pictures[0] == pictures[1]
    assert pictures[1] != pictures[2]


@pytest.mark.parametrize("name", [n for n in FIGURES if FIGURES[n].of_a_learner])
def test_a_figure_with_single_drawings_says_whose_they_are(name: str) -> None:
    (figure,) = all_figures(Results(*TINY), [name]).values()
    assert "seed 1, writer 007, the median of 4 learners" in text_of(figure)


def test_units_of_like_course_are_neighbours() -> None:
    t = np.linspace(0, 3, 30)
    early, late = np.exp(-t), np.exp(t)
    activity = np.column_stack([early, late, 5 * early, 9 * late, 2 * early])
    order = [int(i) % 2 for i in states.similar_units_together(activity)]
    assert order in ([0, 0, 0, 1, 1], [1, 1, 0, 0, 0])


def test_states_without_the_papers_letters_show_others() -> None:
    figure = cell_states.draw(Results(*TINY).states, ["v", "y"])
    assert "ß" in text_of(figure)


@pytest.mark.parametrize("name", of_target("figures"))
def test_a_figure_is_written_and_the_same_twice(name: str, few: Path, tmp_path: Path) -> None:
    outs = [[tmp_path / "1.svg", tmp_path / "1.png"], [tmp_path / "2.svg"]]
    for out in outs:
        ductus_figure(name, "--results", few, "--config", given(), "--out", *out)
    assert outs[0][0].read_bytes() == outs[1][0].read_bytes()
    with Image.open(outs[0][1]) as drawn:
        assert len(np.unique(np.asarray(drawn.convert("L")))) > 10  # something is on it


def test_animation_goes_through_all_blends_and_is_light(tmp_path: Path) -> None:
    folder, out = Results(*ALPHABET).write(tmp_path / "results"), tmp_path / "blending.gif"
    ductus_figure("blending", "--results", folder, "--out", out)
    with Image.open(out) as gif:
        assert gif.n_frames == 13 * 3
        assert gif.info["loop"] == 0
    assert out.stat().st_size < 1_500_000


def test_mistakes_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DuctusError, match=r"expected \.svg or \.png, got .*\.gif"):
        ductus_figure("training", "--results", tmp_path, "--out", "a.gif")
    with pytest.raises(DuctusError, match=r"training\.csv: cannot be read"):
        ductus_figure("training", "--results", tmp_path, "--out", tmp_path / "a.svg")
    folder = Results(*TINY).write(tmp_path / "results")
    for name, file, said in (
        ("blending", "blending.parquet", "cannot be read"),
        ("cell_states", "states.npz", "expected states"),
    ):
        (folder / "seed1" / file).unlink()
        with pytest.raises(DuctusError, match=rf"{file}: {said}"):
            ductus_figure(name, "--results", folder, "--out", tmp_path / "a.svg")
