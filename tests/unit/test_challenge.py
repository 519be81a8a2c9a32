"""The tasks, on a small network that learned the made-up letters well enough."""

import numpy as np
import pandas as pd
import pytest
import torch
from configs import split_of

from ductus.data.split import probes
from ductus.data.written import features_of, of_each_writer
from ductus.tasks import blending, generation, variation
from ductus.tasks.classification import gather_cases, identify

SYMBOLS, TRAINED, NEW = list("abcde"), list("abc"), list("de")
DESCENT = {"iterations": 200, "learning_rate": 0.02, "start": "zero"}


@pytest.fixture(scope="module")
def variants(learner, inferences):
    shown = {r["character"]: r["example"] for r in inferences[1]}
    return variation.compare(learner, shown, noise=[0.0, 0.05, 0.5], draws=3, seed=1)


def test_generation_measures_what_was_written(inferences):
    numbers, written = generation.compare(inferences[1], seed=7)
    assert numbers.columns.tolist() == [
        "seed",
        "character",
        "condition",
        "iterations",
        "mse",
        "dtw",
    ]
    assert len(numbers) == 6
    means = numbers.groupby("condition").mse.mean()
    assert means["inferred"] < 0.8 * min(means["not_inferred"], means["untrained"])
    one = written[(written.character == "d") & (written.condition == "example")]
    np.testing.assert_array_equal(features_of(one), inferences[1][0]["example"])


def test_without_noise_every_variant_is_the_letter_itself(learner, variants):
    written = variants[1]
    still = written[(written.noise == 0) & (written.character == "d")]
    with torch.no_grad():
        plain = learner(learner.codes(["d"]), int(still.frame.max()) + 1)[:, 0].numpy()
    for _, one in still.groupby("draw"):
        np.testing.assert_allclose(features_of(one), plain, atol=1e-5)


def test_more_noise_leads_further_away_and_draws_differ(variants):
    numbers, written = variants
    distance = numbers.groupby("noise").dtw_to_example.mean()
    assert distance[0.05] < distance[0.5]
    loud = written[(written.noise == 0.5) & (written.character == "e")]
    first, second = (features_of(one) for _, one in list(loud.groupby("draw"))[:2])
    assert not np.allclose(first, second)


def test_same_seed_same_variants(learner):
    def write(seed, draws=2):
        return np.stack(variation.write_variants(learner, "d", 10, 0.1, draws, seed))

    assert np.array_equal(write(3), write(3))
    assert not np.array_equal(write(3), write(4))


def test_each_exemplar_writer_has_noise_of_its_own(learner, inferences, variants):
    shown = {r["character"]: r["example"] for r in inferences[1]}
    how = {"noise": [0.5], "draws": 2, "seed": 1}
    one, again, other = (
        variation.compare(learner, shown, **how, writer=writer)[0] for writer in ("w1", "w1", "w2")
    )
    pd.testing.assert_frame_equal(one, again)
    assert not np.allclose(one.dtw_to_example, other.dtw_to_example)


def test_a_condition_without_probes_is_left_out(drawings, variants):
    keys = drawings.keys
    bare = split_of(keys, TRAINED, NEW, same_writer=0, other_writers=1)
    people = {c: probes(drawings, bare, c, "w01") for c in ("same_writer", "other_writer")}
    cases, trajectories = gather_cases(variants[1].assign(exemplar_writer="w01"), people, 5, "w01")
    assert set(cases.condition) == {"generated", "other_writer"}
    assert len(cases) == len(trajectories)


def test_results_of_several_writers_are_one_table(inferences):
    numbers, written = of_each_writer(
        (w, generation.compare(inferences[1], 7)) for w in ("w02", "w01")
    )
    assert numbers.columns[:2].tolist() == ["seed", "exemplar_writer"]
    assert written.columns[0] == "exemplar_writer"
    assert numbers.groupby("exemplar_writer", sort=False).size().to_dict() == {"w02": 6, "w01": 6}


def test_identification_tells_every_case(task, drawings, split, variants):
    people = {c: probes(drawings, split, c, "w01") for c in ("same_writer", "other_writer")}
    written = pd.concat(variants[1].assign(exemplar_writer=w) for w in ("w01", "w02"))
    cases, trajectories = gather_cases(written, people, 5, "w01")
    assert set(cases.exemplar_writer) == {"w01"}  # others' variants are not its to identify
    assert cases.condition.value_counts().to_dict() == {
        "generated": 18,
        "same_writer": 6,
        "other_writer": 4,
    }
    methods = ["nn_dtw", "paper"]
    both, written = identify(task, cases, trajectories, methods=methods, **DESCENT)
    assert both.method.tolist() == ["nn_dtw"] * 28 + ["paper"] * 28
    among_new_only = both[both.method == "nn_dtw"]
    assert among_new_only.predicted.isna().all()
    assert among_new_only.correct.isna().all()
    assert among_new_only.correct_among_new.mean() > 0.7  # its own letters, a few of them deformed
    numbers = both[both.method == "paper"].reset_index(drop=True)
    entries = numbers[[f"code_{s}" for s in SYMBOLS]].to_numpy()
    assert numbers.predicted.tolist() == [SYMBOLS[i] for i in entries.argmax(axis=1)]
    assert set(numbers.predicted_among_new) <= set(NEW)
    np.testing.assert_array_equal(numbers.correct, numbers.predicted == numbers.character)
    for case in (0, 20):
        rows = written[written.case == 28 + case]  # row of all methods' table
        probe, again = (features_of(rows[rows.kind == k]) for k in ("probe", "written"))
        np.testing.assert_array_equal(probe, trajectories[case])
        assert np.mean((probe - again) ** 2) == pytest.approx(numbers.mse[case], rel=1e-3)


def test_a_blend_begins_with_one_letter_and_ends_with_the_other(learner):
    lengths = {"d": 10, "a": 14}
    blends = blending.write_blends(learner, "d", "a", lengths, steps=4)
    assert [w for w, _ in blends] == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert [len(steps) for _, steps in blends] == [10, 11, 12, 13, 14]
    with torch.no_grad():
        first = learner(learner.codes(["d"]), 10)[:, 0].numpy()
        last = learner(learner.codes(["a"]), 14)[:, 0].numpy()
    np.testing.assert_allclose(blends[0][1], first, atol=1e-6)
    np.testing.assert_allclose(blends[-1][1], last, atol=1e-6)


def test_blending_distances(learner):
    numbers, written = blending.compare(
        learner, {"d": 10, "a": 14}, pairs=[("d", "a")], steps=4, seed=1
    )
    assert numbers.dtw_to_first.iloc[0] == numbers.dtw_to_second.iloc[-1] == 0
    assert numbers.dtw_to_first.iloc[-1] == pytest.approx(numbers.dtw_to_second.iloc[0])
    assert set(written.weight) == set(numbers.weight)


def test_without_the_papers_method_nothing_is_written(task, drawings, split, variants):
    people = {"same_writer": probes(drawings, split, "same_writer", "w01")}
    written = variants[1].assign(exemplar_writer="w01")
    cases, trajectories = gather_cases(written, people, 5, "w01")
    numbers, written = identify(task, cases, trajectories, methods=["nn_points"])
    assert numbers.method.unique().tolist() == ["nn_points"]
    assert written.empty
    assert {"case", "kind", "frame", "dx"} <= set(written.columns)
