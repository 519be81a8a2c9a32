"""The tasks, on a small network that learned the made-up letters well enough."""

import numpy as np
import pytest
import torch

from ductus.challenge import blending, generation, variation
from ductus.challenge.classification import (
    gather_cases,
    identify,
    infer_codes,
    largest_entry,
)
from ductus.model import new_network
from ductus.oneshot import learn, with_columns
from ductus.preprocessing import pad
from ductus.split import examples, make_split, probes
from ductus.training import train
from ductus.training_data import Schedule
from ductus.written import features_of

SYMBOLS, TRAINED, NEW = list("abcde"), list("abc"), list("de")


@pytest.fixture(scope="module")
def split(drawings):
    return make_split(drawings.keys, TRAINED, NEW, same_writer=3, other_writers=2)


@pytest.fixture(scope="module")
def inferences(drawings, split):
    network = new_network(SYMBOLS, 24, 24, False, seed=0)
    untrained = new_network(SYMBOLS, 24, 24, False, seed=0)
    plan = Schedule("class_means", 400, 1, 0.01, (0.9, 0.999), False, 100)
    train(network, drawings.where(symbol=TRAINED), plan, seed=0, progress=False)
    results = learn(network, untrained, NEW, list(examples(drawings, split, NEW)), 400, 0.02)
    return network, results


@pytest.fixture(scope="module")
def learner(inferences):
    network, results = inferences
    columns = {r["character"]: torch.from_numpy(r["column_inferred"]) for r in results}
    return with_columns(network, columns)


@pytest.fixture(scope="module")
def variants(learner, inferences):
    shown = {r["character"]: r["example"] for r in inferences[1]}
    return variation.compare(learner, shown, [0.0, 0.05, 0.5], 3, seed=1)


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
        return variation.write_variants(learner, "d", 10, 0.1, draws, seed)

    assert torch.equal(write(3), write(3))
    assert not torch.equal(write(3), write(4))


def test_probes_do_not_influence_each_other(learner, drawings):
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings.where(symbol="d")))
    codes, losses = infer_codes(learner, padded, lengths, 30, 0.01)
    alone = padded[: lengths[2], 2:3]
    code, loss = infer_codes(learner, alone, lengths[2:3], 30, 0.01)
    torch.testing.assert_close(codes[2:3], code, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(losses[2:3], loss, rtol=1e-3, atol=1e-5)


def test_the_code_starts_where_it_is_told(learner, drawings):
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings.where(symbol="d")))
    assert not infer_codes(learner, padded, lengths, 0, 0.01)[0].any()
    assert (infer_codes(learner, padded, lengths, 0, 0.01, "uniform")[0] == 0.2).all()


def test_what_the_network_writes_it_identifies(learner):
    with torch.no_grad():
        own = learner(learner.codes(SYMBOLS), 12)
    codes, losses = infer_codes(learner, own, torch.full((5,), 12), 2000, 0.01)
    assert largest_entry(codes.numpy(), SYMBOLS, SYMBOLS) == SYMBOLS
    assert losses.max() < 1e-2


def test_largest_entry_among_some():
    codes = np.array([[5.0, 1.0, 2.0], [0.0, 0.0, -1.0]])
    assert largest_entry(codes, ["a", "b", "c"], ["a", "b", "c"]) == ["a", "a"]
    assert largest_entry(codes, ["a", "b", "c"], ["b", "c"]) == ["c", "b"]


def test_identification_tells_every_case(learner, drawings, split, variants):
    people = {c: probes(drawings, split, c) for c in ("same_writer", "other_writer")}
    cases, trajectories = gather_cases(variants[1], people, seed=5)
    assert cases.condition.value_counts().to_dict() == {
        "generated": 18,
        "same_writer": 6,
        "other_writer": 4,
    }
    numbers, written = identify(learner, cases, trajectories, NEW, 200, 0.02, "zero")
    entries = numbers[[f"code_{s}" for s in SYMBOLS]].to_numpy()
    assert numbers.predicted.tolist() == [SYMBOLS[i] for i in entries.argmax(axis=1)]
    assert set(numbers.predicted_among_new) <= set(NEW)
    np.testing.assert_array_equal(numbers.correct, numbers.predicted == numbers.character)
    for case in (0, 20):
        rows = written[written.case == case]
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
    numbers, written = blending.compare(learner, [("d", "a")], {"d": 10, "a": 14}, 4, seed=1)
    assert numbers.dtw_to_first.iloc[0] == numbers.dtw_to_second.iloc[-1] == 0
    assert numbers.dtw_to_first.iloc[-1] == pytest.approx(numbers.dtw_to_second.iloc[0])
    assert set(written.weight) == set(numbers.weight)
