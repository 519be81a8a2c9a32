"""Figures draw any split upright, whole, and the same each time."""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from PIL import Image

from ductus.commands import figure as command
from ductus.errors import DuctusError
from ductus.figures import (
    blending,
    cell_states,
    classification,
    generation,
    hidden_states,
    states,
    style,
    training,
    variation,
)
from ductus.written import written_table

ALPHABET = list("abcdefghijklm"), list("nopqrstuvwxyz")
TINY = ["a"], ["ß", "$"]
MANY = ["あ", "_"], [chr(0x0410 + i) for i in range(62)]  # Cyrillic
SPLITS = {"alphabet": ALPHABET, "tiny": TINY, "many": MANY}
NOISES, CONDITIONS = (0.02, 0.05), ("inferred", "not_inferred", "untrained")


def steps_of(rng: np.random.Generator, length: int) -> np.ndarray:
    steps = rng.uniform(-1, 1, (length, 4))
    steps[:, 3] = np.arange(length) == 0
    return steps


class Results:
    """Tables and trajectories of two seeds, as the stages write them, with random numbers."""

    def __init__(self, trained: list[str], new: list[str]) -> None:
        rng = np.random.default_rng(0)
        symbols = [*trained, *new]
        self.training = pd.DataFrame(
            [(s, k, 9 * k, 0.5 / (k + 1) + 0.04, 0.04, 0.5 / (k + 1)) for s in (1, 2)
             for k in (0, 10, 20)],
            columns=["seed", "step", "samples", "loss", "floor", "excess"],
        )  # fmt: skip
        self.generation = pd.DataFrame(
            [(s, c, k, 5, rng.uniform(0.01, 1), 0.1) for s in (1, 2) for c in new
             for k in CONDITIONS],
            columns=["seed", "character", "condition", "iterations", "mse", "dtw"],
        )  # fmt: skip
        self.generated = written_table(
            ({"character": c, "condition": k}, steps_of(rng, 6))
            for c in new
            for k in ("example", *CONDITIONS)
        )
        keys = [(c, n, d) for c in new for n in NOISES for d in (0, 1)]
        self.variation = pd.DataFrame(
            [(s, *k, rng.uniform(), k[0]) for s in (1, 2) for k in keys],
            columns=["seed", "character", "noise", "draw", "dtw_to_example", "nearest"],
        )
        self.variants = written_table(
            ({"character": c, "noise": n, "draw": d}, steps_of(rng, 6)) for c, n, d in keys
        )
        probes = [("generated", n, c) for n in NOISES for c in new]
        probes += [("other_writer", np.nan, c) for c in new]
        cases = pd.DataFrame(probes, columns=["condition", "noise", "character"])
        cases["predicted"] = [new[i % 2] for i in range(len(cases))]
        cases["correct"] = cases.predicted == cases.character
        for symbol in symbols:
            cases[f"code_{symbol}"] = rng.uniform(-0.1, 0.5, len(cases))
        self.cases = pd.concat([cases.assign(seed=s) for s in (1, 2)], ignore_index=True)
        self.probes = written_table(
            ({"case": i, "kind": k}, steps_of(rng, 6))
            for i in range(len(cases))
            for k in ("probe", "written")
        )
        rows = [
            (s, k, n, 13, 7, *(0.5, 0.3, 0.7), 8, *(0.6, 0.4, 0.8))
            for s in ("1", "2", "all")
            for k, n in (*(("generated", n) for n in NOISES), ("other_writer", np.nan))
        ]
        measured = ["correct", "accuracy", "low", "high"]
        self.classification = pd.DataFrame(
            rows,
            columns=["seed", "condition", "noise", "n"]
            + measured
            + [f"{m}_among_new" for m in measured],
        )
        self.blends = written_table(
            ({"first": a, "second": b, "weight": w}, steps_of(rng, 6))
            for a, b in zip(new, [*new[1:], new[0]], strict=True)
            for w in (1.0, 0.5, 0.0)
        )
        lengths = np.array([5 + i % 4 for i in range(len(symbols))])
        shape = len(symbols), int(lengths.max())
        self.states = {
            "symbols": np.array(symbols),
            "lengths": lengths,
            "features": np.stack([steps_of(rng, shape[1]) for _ in symbols]),
            "h": rng.uniform(-1, 1, (*shape, 7)),
            "c": rng.uniform(-3, 3, (*shape, 7)),
        }

    def write(self, folder: Path) -> Path:
        (folder / "tables").mkdir(parents=True)
        (folder / "seed1").mkdir()
        for name in ("training", "generation", "variation", "classification"):
            getattr(self, name).to_csv(folder / f"tables/{name}.csv", index=False)
        self.cases.to_csv(folder / "tables/classification_cases.csv", index=False)
        for name, table in {
            "generation": self.generated,
            "variation": self.variants,
            "classification": self.probes,
            "blending": self.blends,
        }.items():
            table.to_parquet(folder / f"seed1/{name}.parquet")
        np.savez(folder / "seed1/states.npz", **self.states)
        return folder


def ductus_figure(*arguments: object) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args([str(a) for a in arguments]))


@pytest.fixture(scope="module", params=list(SPLITS))
def results(request: pytest.FixtureRequest) -> Results:
    return Results(*SPLITS[request.param])


def text_of(figure: Figure) -> str:
    figure.draw_without_rendering()
    return " ".join(t.get_text() for t in figure.findobj(plt.Text))


def assert_whole(figure: Figure) -> None:
    """Nothing that is drawn lies beyond the edge of the figure."""
    figure.draw_without_rendering()
    tight = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert tight.x0 > -0.03
    assert tight.y0 > -0.03
    assert tight.x1 < width + 0.03
    assert tight.y1 < height + 0.03


@pytest.fixture(scope="module")
def figures(results: Results) -> dict[str, Figure]:
    r = results
    cases = r.cases[r.cases.seed == 1].reset_index(drop=True)
    with style.look():
        return {
            "training": training.draw(r.training),
            "generation": generation.draw(r.generated, r.generation),
            "variation": variation.draw(r.variants, r.generated, r.variation),
            "classification": classification.draw(cases, r.probes, r.classification),
            "blending": blending.draw(r.blends),
            "cell_states": cell_states.draw(r.states),
            "hidden_states": hidden_states.draw(r.states),
        }


# A font may lack a script: the figure is still drawn.
@pytest.mark.filterwarnings("ignore:Glyph")
def test_any_split_is_drawn_whole_and_with_each_new_character(
    results: Results, figures: dict[str, Figure]
) -> None:
    for figure in figures.values():
        assert_whole(figure)
    for name in ("generation", "variation", "blending", "classification"):
        text = " ".join(t.get_text() for t in figures[name].findobj(plt.Text))
        assert all(c in text for c in results.generated.character)


def test_a_trajectory_is_upright_in_equal_units_and_its_strokes_are_apart() -> None:
    #  up by 2, then (a new stroke, after a lifted pen) right by 1
    steps = np.array([[0, 0, 1, 1], [0, 2, 0.5, 0], [1, 0, 1, 1], [1, 0, 1, 0]])
    axes = Figure().subplots()
    position = style.draw_trajectory(axes, steps, "black", width=2.0)
    (lines,) = axes.findobj(LineCollection)
    first, second = lines.get_segments()
    assert first[1, 1] - first[0, 1] == pytest.approx(2)
    assert second[1, 0] - second[0, 0] == pytest.approx(1)
    assert not np.allclose(first[1], second[0])
    assert axes.get_aspect() == 1
    low, high = axes.get_ylim()
    assert low < position[:, 1].min() < position[:, 1].max() < high
    assert lines.get_linewidths()[0] < lines.get_linewidths()[1]  # pressed less


def test_a_stroke_of_one_step_is_a_dot() -> None:
    steps = np.array([[0, 0, 1, 1], [0, -1, 1, 0], [0, 2, 1, 1]])
    axes = Figure().subplots()
    position = style.draw_trajectory(axes, steps, "black")
    (dots,) = (c for c in axes.collections if not isinstance(c, LineCollection))
    np.testing.assert_allclose(dots.get_offsets(), position[2:])


def test_a_trajectory_that_does_not_move_is_drawn() -> None:
    axes = Figure().subplots()
    style.draw_trajectory(axes, np.zeros((3, 4)), "black")
    axes.figure.draw_without_rendering()


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
    cases = r.cases[r.cases.correct].reset_index(drop=True)
    figure = classification.draw(cases, r.probes, r.classification)
    assert "every case was identified" in text_of(figure)


def test_units_of_like_course_are_neighbours() -> None:
    t = np.linspace(0, 3, 30)
    early, late = np.exp(-t), np.exp(t)
    activity = np.column_stack([early, late, 5 * early, 9 * late, 2 * early])
    order = [int(i) % 2 for i in states.similar_units_together(activity)]
    assert order in ([0, 0, 0, 1, 1], [1, 1, 0, 0, 0])


def test_states_without_the_papers_letters_show_others() -> None:
    figure = cell_states.draw(Results(*TINY).states, ["v", "y"])
    assert "ß" in text_of(figure)


@pytest.mark.parametrize("name", command.NAMES)
def test_a_figure_is_written_and_the_same_twice(name: str, tmp_path: Path) -> None:
    folder = Results(*ALPHABET).write(tmp_path / "results")
    outs = [[tmp_path / f"{i}.svg", tmp_path / f"{i}.png"] for i in (1, 2)]
    for out in outs:
        ductus_figure(name, "--results", folder, "--seed", 1, "--out", *out)
    assert outs[0][0].read_bytes() == outs[1][0].read_bytes()
    with Image.open(outs[0][1]) as first, Image.open(outs[1][1]) as second:
        assert np.array_equal(np.asarray(first), np.asarray(second))
        assert len(np.unique(np.asarray(first.convert("L")))) > 10  # something is on it


def test_animation_goes_through_all_blends_and_is_light(tmp_path: Path) -> None:
    folder = Results(*ALPHABET).write(tmp_path / "results")
    out = tmp_path / "blending.gif"
    ductus_figure("blending", "--results", folder, "--seed", 1, "--out", out)
    with Image.open(out) as gif:
        assert gif.n_frames == 13 * 3
        assert gif.info["loop"] == 0
    assert out.stat().st_size < 1_500_000


def test_mistakes_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DuctusError, match=r"expected \.svg or \.png, got .*\.gif"):
        ductus_figure("training", "--results", tmp_path, "--seed", 1, "--out", "a.gif")
    with pytest.raises(DuctusError, match=r"training\.csv: cannot be read"):
        ductus_figure("training", "--results", tmp_path, "--seed", 1, "--out", tmp_path / "a.svg")
    with pytest.raises(DuctusError, match=r"blending\.parquet: cannot be read"):
        ductus_figure("blending", "--results", tmp_path, "--seed", 1, "--out", tmp_path / "a.svg")
    with pytest.raises(DuctusError, match=r"states\.npz: cannot be read"):
        ductus_figure(
            "cell_states", "--results", tmp_path, "--seed", 1, "--out", tmp_path / "a.svg"
        )
