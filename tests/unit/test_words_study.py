"""What is measured of a network that writes words, and what is said of it."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import yaml
from configs import DEFAULT
from PIL import Image

from ductus.cli import main
from ductus.data.sources.synthetic import synthesise
from ductus.data.words import TRAIN
from ductus.data.words.composed import composed_words
from ductus.errors import DuctusError
from ductus.figures.catalogue import of_target
from ductus.learning.words import fit_words
from ductus.pages.words import MARKS, publish
from ductus.tables.files import write
from ductus.tables.words import combine
from ductus.tables.words_claims import CLAIMS, judge
from ductus.tasks.words.study import study, study_of_letters

SPLIT = {
    "trained": ["a", "d", "u"],
    "new": ["v"],
    "training_writers": ["w01", "w02", "w03", "w04"],
    "exemplars": {"writers": ["w03"], "instance": 0},
}
SIZES = {"dense": 4, "hidden": 6, "layers": 2, "components": 2, "gaussians": 3}


@pytest.fixture(scope="module")
def found():
    """What is found of a network that has hardly learned."""
    table = synthesise([*SPLIT["trained"], "v"], writers=7, instances=3, seed=0)
    words = composed_words(table, SPLIT, words=20, held_out=3, spacing=0.5)
    how = {"steps": 6, "batch_size": 8, "learning_rate": 0.02, "noise": 0.0}
    network, _ = fit_words(words.part(TRAIN), seed=1, progress=False, **SIZES, **how)
    found = study(network, words, biases=[0, 2], seed=1)
    study_of_letters(
        *(network, words, table, SPLIT),
        found=found,
        **{"spacing": 0.5, "biases": [0, 2], "seed": 1, "iterations": 1, "learning_rate": 0.01},
    )
    return found.tables(1)


def test_goals_are_asked_of_words_of_five_letters(found):
    _, read, *_ = found
    fives = read[read.whose.str.contains("trained letters|one letter new|not learned")]
    assert set(fives.text.map(len)) == {5}
    new = fives[fives.whose == "one letter new"]
    assert (new[new.letter == "v"].groupby("text").size() == 1).all()
    assert set(fives[fives.whose == "trained letters"].letter) == {"a", "d", "u"}


def test_shares_are_those_of_the_letters_that_were_read(found):
    numbers, read, *_ = found
    assert (read.groupby(["whose", "exemplar_writer"]).size() > 0).all()
    right = read.assign(value=read.letter == read.predicted)
    for whose in ("people, trained letters", "one letter new", "new hand", "the writer"):
        row = numbers[(numbers.whose == whose) & (numbers.measure == "letters read")].iloc[0]
        mine = right[right.whose == whose].value
        assert (row.value, row.n) == (pytest.approx(mine.mean()), len(mine))


def test_every_claim_is_about_what_is_measured(found):
    """Of one seed nothing is judged, and of a seed copied three times all is."""
    numbers = found[0]
    one = judge(numbers)
    assert one.claim.tolist() == [said for said, _ in CLAIMS]
    assert set(one.verdict) == {"not judged"}
    seeds = pd.concat([numbers.assign(seed=seed) for seed in (1, 2, 3)])
    assert "not judged" not in set(judge(seeds).verdict)
    total = combine(seeds)
    assert set(total.seed.astype(str)) == {"1", "2", "3", "all"}


def rows_of(**shares):
    """Measured of three seeds and two exemplar writers: whose and measure -> share."""
    asked = {
        "trained": ("trained letters", "letters read"),
        "new": ("one letter new", "new letters read"),
        "before": ("not learned", "new letters read"),
        "missed": ("people", "stops missed"),
        "early": ("people", "stops too early"),
    }
    rows = []
    for seed, hair in ((1, -0.01), (2, 0.0), (3, 0.01)):
        for name, share in shares.items():
            alone = name in ("trained", "missed", "early")
            for writer in [""] if alone else ["x", "y"]:
                rows.append((seed, writer, asked[name][0], 2.0, asked[name][1], share + hair, 100))
    columns = ["seed", "exemplar_writer", "whose", "bias", "measure", "value", "n"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("shares", "verdicts"),
    [
        ({"trained": 0.95, "new": 0.8, "before": 0.1}, ["reproduced"] * 3),
        ({"trained": 0.905, "new": 0.755, "before": 0.1}, ["partly", "partly", "reproduced"]),
        ({"trained": 0.85, "new": 0.2, "before": 0.3}, ["not", "not", "not"]),
        ({"missed": 0.02, "early": 0.03}, ["reproduced"]),
        ({"missed": 0.02, "early": 0.2}, ["not"]),
    ],
)
def test_a_goal_is_met_by_its_whole_interval(shares, verdicts):
    table = judge(rows_of(**shares))
    assert table.verdict.tolist() == verdicts
    if "early" in shares:
        assert table["mean"][0] == pytest.approx(shares["missed"] + shares["early"])
        assert table.ours[0].endswith(f"missed {100 * shares['missed']:.3g} %")
    if "before" in shares:
        assert table["mean"].iloc[-1] == pytest.approx(shares["new"] - shares["before"])
        assert "3 seeds x 2 exemplar writers" in table.ours.iloc[-1]
    assert np.isfinite(table[["mean", "low", "high"]].to_numpy(float)).all()


@pytest.fixture
def folders(tmp_path, found):
    """Results of composed words, of three seeds, and of cursive words, of one."""
    runs = []
    for name, source, seeds in (("letters", "composed", (1, 2, 3)), ("joined", "cursive", (1,))):
        folder = tmp_path / "results" / name
        numbers, read, *_ = found
        if source == "cursive":
            numbers, read = (t[t.whose.isin(["people", "samples"])] for t in (numbers, read))
        measured = pd.concat([numbers.assign(seed=seed) for seed in seeds])
        tables = {"words": combine(measured), "words_claims": judge(measured), "words_read": read}
        for table, rows in tables.items():
            write(rows, folder / "tables", table)
        (folder / "words").mkdir()
        config = {**DEFAULT, "name": name, "words": {**DEFAULT["words"], "source": source}}
        (folder / "words" / "config.resolved.yaml").write_text(yaml.safe_dump(config))
        noted = {"command": "snakemake --config name=x", "commit": None, "dirty": False}
        (folder / "words" / "provenance.json").write_text(json.dumps(noted))
        (folder / "figures").mkdir()
        for figure in of_target("words"):
            Image.new("RGB", (20, 30)).save(folder / "figures" / f"{figure}.png")
        (folder / "benchmarks" / "words").mkdir(parents=True)
        (folder / "benchmarks" / "words" / "seed1.tsv").write_text("s\tcpu_time\n99\t120\n")
        runs.append(folder)
    return runs


def test_the_page_says_what_the_tables_say(folders, found, tmp_path):
    page, images = tmp_path / "docs" / "words.md", tmp_path / "docs" / "images"
    page.parent.mkdir()
    page.write_text(f"By hand.\n\n{MARKS[0]}\nnumbers by hand\n{MARKS[1]}\n\nBehind.\n")
    given = " ".join(map(str, folders))
    assert main(f"study-doc words --results {given} --out {page} --images {images}".split()) == 0
    text = page.read_text()
    assert text.startswith("By hand.")
    assert text.endswith("\nBehind.\n")
    assert "numbers by hand" not in text
    assert "snakemake --cores 8 words --config name=x" in text
    assert "### cursive" in text
    assert "took 2 CPU minutes" in text
    for image in re.findall(r"\]\((images/[\w/]+\.png)\)", text):
        assert (page.parent / image).exists()
    assert len(re.findall(r"!\[", text)) == len(of_target("words")) + 2
    # A claim that was not asked of cursive words has a dash, and letters that fail have names.
    assert re.search(r"\| The letter learned from one example [^\n]*\| – +\|\n", text)
    numbers, read, *_ = found
    mine = read[(read.whose == "one letter new") & (read.letter == "v")]
    right = (mine.predicted == "v").mean()
    assert right == 1 or f"v {100 * right:.0f} % of {len(mine)} (" in text
    own = read[(read.whose == "the writer") & (read.exemplar_writer == "w03")]
    share = 100 * (own.letter == own.predicted).mean()
    assert re.search(rf"\| w03 +\| {share:.0f} % of {len(own)} +\| {100 * right:.0f} % of ", text)
    row = numbers[(numbers.whose == "new hand") & (numbers.measure == "letters read")].iloc[0]
    assert re.search(rf"in the new hand\*\* *\| 2 +\| {100 * row.value:.3g} %", text)


def test_without_a_figure_or_a_place_for_the_results_nothing_is_written(folders, tmp_path):
    page, images = tmp_path / "words.md", tmp_path / "images"
    page.write_text("no marks")
    with pytest.raises(DuctusError, match="once each, in this order"):
        publish(folders, page, images)
    page.write_text("\n".join(MARKS))
    (folders[1] / "figures" / "words.png").unlink()
    with pytest.raises(DuctusError, match="no such figure"):
        publish(folders, page, images)
    assert not images.exists()
    assert page.read_text() == "\n".join(MARKS)
