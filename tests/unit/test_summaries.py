"""What is counted over seeds, exemplar writers and methods."""

import numpy as np
import pandas as pd
import pytest

from ductus.tables import measured
from ductus.tables.summaries import confusion, count_correct, difficulty, headline

WRITERS = ("007", "w2")


def cases(right, method="paper", among_all=True, conditions=("generated", "other_writer")):
    """Cases of four learners; `right` is the characters that are identified."""
    rows = []
    for seed in (1, 2):
        for writer in WRITERS:
            for condition in conditions:
                for c in "noz":
                    taken = c if c in right else "z" if c != "z" else "n"
                    rows.append(
                        {"seed": seed, "exemplar_writer": writer, "method": method}
                        | {"condition": condition, "character": c, "writer": "x", "instance": 0}
                        | {"noise": 0.05 if condition == "generated" else np.nan}
                        | {"predicted_among_new": taken, "correct_among_new": taken == c}
                        | {"predicted": "a" if among_all else ""}
                        | {"correct": False if among_all else np.nan, "mse": 0.1}
                        | {f"code_{s}": 0.1 for s in "abnoz"}
                    )
    return pd.DataFrame(rows)


def tables(found):
    generation = pd.DataFrame(
        [
            (s, w, c, k, 10, mse, 2 * mse)
            for s in (1, 2)
            for w in WRITERS
            for c in "noz"
            for k, mse in (("inferred", 0.01), ("not_inferred", 0.04), ("untrained", 0.02))
        ],
        columns=["seed", "exemplar_writer", "character", "condition", "iterations", "mse", "dtw"],
    )
    variation = generation.assign(noise=0.05, draw=0, nearest="n")
    steps = np.linspace(1, 0, 5)
    blending = pd.DataFrame(
        [(s, w, "n", "o", x, 1 - x, x) for s in (1, 2) for w in WRITERS for x in steps],
        columns=[
            *("seed", "exemplar_writer", "first", "second", "weight"),
            *("dtw_to_first", "dtw_to_second"),
        ],
    )
    return {
        "generation": generation,
        "variation": variation,
        "blending": blending,
        "classification_cases": found,
        "classification": count_correct(found),
    }


def test_cases_are_counted_by_seed_method_condition_and_for_all():
    both = pd.concat([cases("n"), cases("nz", "nn_dtw", among_all=False)], ignore_index=True)
    counts = count_correct(both)
    assert list(counts.columns) == [
        *("seed", "method", "condition", "noise", "n", "correct", "accuracy", "low", "high"),
        *("correct_among_new", "accuracy_among_new", "low_among_new", "high_among_new"),
    ]
    assert counts.seed.tolist() == [1] * 4 + [2] * 4 + ["all"] * 4
    total = counts[counts.seed == "all"].set_index(["method", "condition"])
    assert (total.n == 12).all()
    own = total.loc[("paper", "generated")]
    assert (own.correct, own.correct_among_new) == (0, 4)
    assert own.accuracy_among_new == pytest.approx(1 / 3)
    assert (own.accuracy, own.low, own.high) == (0, 0, 0)
    nearest = total.loc[("nn_dtw", "other_writer")]
    assert nearest[["correct", "accuracy", "low", "high"]].isna().all()
    assert nearest.correct_among_new == 8
    assert np.isnan(nearest.noise)


def test_counts_are_the_same_from_a_file(tmp_path):
    from ductus.tables.files import read, write

    both = pd.concat([cases("n"), cases("nz", "nn_dtw", among_all=False)], ignore_index=True)
    write(both, tmp_path, "cases")
    pd.testing.assert_frame_equal(count_correct(read(tmp_path / "cases.csv")), count_correct(both))


def test_intervals_come_from_seeds_and_writers():
    hits = cases("noz")
    hits.loc[hits.exemplar_writer == "w2", "correct_among_new"] = False
    total = count_correct(hits).query("seed == 'all' and condition == 'generated'").iloc[0]
    assert total.accuracy_among_new == pytest.approx(0.5)
    assert (total.low_among_new, total.high_among_new) == (0, 1)  # two writers, one each way


def test_confusion_counts_what_was_taken_for_what():
    table = confusion(cases("n")).set_index(["condition", "character", "predicted"])
    assert list(table.columns) == ["method", "noise", "n", "share"]
    own = table.loc["generated"]
    assert own.n.to_dict() == {("n", "n"): 4, ("o", "z"): 4, ("z", "n"): 4}
    shared = pd.concat([cases("n"), cases("noz")], ignore_index=True)
    shares = confusion(shared).set_index(["condition", "character", "predicted"]).share
    assert shares["other_writer", "o", "o"] == 0.5
    assert shares["other_writer", "o", "z"] == 0.5


def test_hardest_character_comes_first_with_its_numbers():
    both = pd.concat([cases("oz"), cases("noz", "nn_dtw", False)], ignore_index=True)
    table = difficulty(tables(both))
    assert table.character.iloc[0] == "n"
    mine = table[table.character == "n"].set_index(["measure", "method", "condition"])
    assert mine["mean"]["identified", "paper", "generated"] == 0
    assert mine["mean"]["identified", "nn_dtw", "other_writer"] == 1
    assert mine["mean"]["mse", "", "inferred"] == pytest.approx(0.01)
    assert mine.n["mse", "", "inferred"] == 4
    assert set(table.method) == {"", "paper", "nn_dtw"}


def test_headline_compares_the_network_with_the_best_baseline():
    found = pd.concat(
        [
            cases("n"),
            cases("no", "simplex"),
            cases("noz", "nn_dtw", among_all=False),
            cases("n", "nn_image", among_all=False),
            cases("", "chance"),
        ],
        ignore_index=True,
    )
    table = headline(tables(found))
    assert list(table.columns[:5]) == ["section", "measure", "method", "condition", "noise"]
    more = table[table.measure == "more identified than by nn_dtw"].iloc[0]
    assert (more.method, more.condition) == ("simplex", "other_writer")
    assert more["mean"] == pytest.approx(-1 / 3)
    assert (more.seeds, more.exemplar_writers, more.n) == (2, 2, 12)
    value = table.set_index(["measure", "method", "condition"])["mean"]
    assert value["mse of inferred over this", "", "not_inferred"] == pytest.approx(0.25)
    assert value["nearest to the own example", "", "generated"] == pytest.approx(1 / 3)
    assert value["smooth blends", "", ""] == 1
    assert ("identified", "nn_dtw", "other_writer") not in value  # it looks at new ones only


def test_without_peoples_drawings_or_baselines_there_is_less_to_say():
    table = headline(tables(cases("n", conditions=["generated"])))
    assert not table.measure.str.startswith("more identified").any()
    assert set(table.condition[table.section == "3.3"]) == {"generated"}
    assert set(difficulty(tables(cases("n", conditions=["generated"]))).condition) == {
        "inferred",
        "generated",
    }


def test_best_method_is_not_the_papers_and_is_judged_by_people():
    found = pd.concat(
        [
            cases("noz"),
            cases("no", "one", conditions=["other_writer"]),
            cases("", "one", conditions=["generated"]),
            cases("n", "two", conditions=["other_writer"]),
            cases("noz", "two", conditions=["generated"]),
        ],
        ignore_index=True,
    )
    assert measured.best_method(count_correct(found)) == "one"
    assert measured.best_method(count_correct(cases("n"))) is None


def test_a_blend_that_jumps_or_turns_back_is_not_smooth():
    def smooth(way):
        weights = np.linspace(1, 0, 11)
        rows = [(1, "w", "n", "o", w, way(w), way(1 - w)) for w in weights]
        names = ["seed", "exemplar_writer", "first", "second", "weight"]
        frame = pd.DataFrame(rows, columns=[*names, "dtw_to_first", "dtw_to_second"])
        return bool(measured.smooth({"blending": frame}).value.iloc[0])

    assert smooth(lambda w: 1 - w)
    assert not smooth(lambda w: float(w < 0.5))
    assert not smooth(lambda w: abs(w - 0.5))
    assert not smooth(lambda w: 0.3)


def test_the_noise_judged_is_the_papers_or_the_nearest_below():
    def kept(*levels):
        return measured.paper_noise(pd.DataFrame({"noise": [*levels, np.nan]}))

    assert kept(0.02, 0.05, 0.1) == 0.05
    assert kept(0.01, 0.04, 0.1) == 0.04
    assert kept(0.2, 0.3) == 0.2
    assert kept() == 0.05


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ([[0.1, 0.1]], (1, "w1", 1)),
        ([[0.3, 0.1], [0.4, 0.4], [0.0, 0.2]], (1, "w1", 3)),
        ([[0.3, 0.1], [0.4, 0.4], [0.0, 0.2], [0.9, 0.1]], (1, "w1", 4)),  # the lower of two
    ],
)
def test_single_drawings_are_of_the_learner_with_the_median_error(errors, expected):
    learners = [(1, "w1"), (1, "w2"), (2, "w1"), (2, "w2")]
    rows = [
        (*learner, character, condition, dtw if condition == "inferred" else 1 - dtw)
        for learner, each in zip(learners, errors, strict=False)
        for character, dtw in zip("vy", each, strict=True)
        for condition in ("inferred", "untrained")
    ]
    columns = ["seed", "exemplar_writer", "character", "condition", "dtw"]
    assert measured.median_learner(pd.DataFrame(rows, columns=columns)) == expected
