"""What is measured of a network that writes words, and what is said of it."""

import numpy as np
import pandas as pd
import pytest

from ductus.data.sources.synthetic import synthesise
from ductus.data.words import TRAIN
from ductus.data.words.composed import composed_words
from ductus.learning.words import fit_words
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
        assert table.ours[0].endswith(f"missed {shares['missed']:.1%}")
    if "before" in shares:
        assert table["mean"].iloc[-1] == pytest.approx(shares["new"] - shares["before"])
        assert "3 seeds x 2 exemplar writers" in table.ours.iloc[-1]
    assert np.isfinite(table[["mean", "low", "high"]].to_numpy(float)).all()
