"""What is found inside a network: traces of a change, cells that can be read, motifs."""

import numpy as np
import pytest
import torch

from ductus.networks.catalogue import new_network
from ductus.sweep.motifs import STEPS, motifs, recurring
from ductus.sweep.readable import atlas, properties, readable, scores
from ductus.sweep.traces import CHANGED, half_life, half_lives, traces

SYMBOLS = list("abc")
LENGTHS = {"a": 30, "b": 14, "c": 30}


def network(cell="rnn", layers=1):
    shape = {"dense": 6, "hidden": 8, "bias": True, "cell": cell, "layers": layers}
    return new_network(SYMBOLS, **shape, seed=2)


def test_states_of_codes_that_change_are_those_of_what_is_written():
    model = network("gru", layers=2)
    codes = torch.rand(9, 2, 3, generator=torch.Generator().manual_seed(1))
    features, h, _ = model.states(codes, 9)
    assert h.shape == (9, 2, 16)
    for i, written in enumerate(model.write(codes, [9, 9])):
        np.testing.assert_allclose(features[:, i].numpy(), written, atol=1e-6)


def test_a_layer_without_recurrence_has_no_trace_and_a_chain_keeps_one():
    model = network()
    with torch.no_grad():
        model.rnn.weight_hh_l0.zero_()
    followed = traces(model, SYMBOLS, LENGTHS)
    assert followed.distance[0] > 0
    assert (followed.distance[1:] == 0).all()
    assert half_lives(followed).value.tolist() == [1.0]
    with torch.no_grad():
        model.rnn.weight_hh_l0.copy_(0.99 * torch.eye(8))
    kept = half_lives(traces(model, SYMBOLS, LENGTHS)).value[0]
    assert kept > 2
    assert followed.n.tolist()[: 14 - CHANGED] == [3] * (14 - CHANGED)  # then b has ended
    assert followed.n.iloc[-1] == 2


def test_each_layer_has_its_own_half_life():
    rows = half_lives(traces(network("lstm", layers=3), SYMBOLS, LENGTHS))
    assert rows.condition.tolist() == ["layer 1", "layer 2", "layer 3"]
    assert half_life(np.array([1.0, 4.0, 3.0, 2.0, 1.0])) == 2
    assert half_life(np.array([1.0, 0.9, 0.8])) == 2  # not reached: to the end


@pytest.fixture(scope="module")
def written():
    """Letters as features, of two strokes each."""
    rng, letters = np.random.default_rng(3), []
    for steps in (40, 33, 47, 38, 52):
        turning = np.cumsum(rng.normal(0, 0.5, steps))
        features = np.stack([np.cos(turning), np.sin(turning), rng.random(steps)], 1)
        onset = np.zeros((steps, 1))
        onset[[0, steps // 2]] = 1
        letters.append(np.hstack([features, onset]))
    return letters


def test_properties_are_those_of_the_pen(written):
    named = properties(written[0])
    np.testing.assert_allclose(named["height"], written[0][:, 1].cumsum())
    assert named["stroke number"].tolist() == [1.0] * 20 + [2.0] * 20
    assert np.flatnonzero(named["a lift soon"]).tolist() == [17, 18, 19]
    assert named["progress"][[0, -1]].tolist() == [0, 1]
    square = np.array([[1, 0, 1, 1], [1, 0, 1, 0], [0, 1, 1, 0], [-1, 0, 1, 0.0]])
    np.testing.assert_allclose(
        properties(square)["curvature"], [0, 0, np.pi / 2, np.pi / 2], atol=1e-9
    )


def test_a_cell_that_follows_a_property_is_read_and_noise_is_not(written):
    rng, cells = np.random.default_rng(1), []
    for steps in written:
        named, noise = properties(steps), rng.normal(size=(len(steps), 18))
        told = [named["height"] + 0.1 * noise[:, 0], named["a lift soon"] + 0.01 * noise[:, 1]]
        cells.append(np.column_stack([*told, noise]))
    rows, found = readable(cells, [properties(steps) for steps in written], 1)
    value = rows.set_index("measure").value
    assert value["cells that tell any property"] == pytest.approx(2 / 20)
    assert value["cells that tell height"] == value["cells that tell a lift soon"] == 1 / 20
    assert found["a lift soon"][1] == pytest.approx(1)
    one_stroke = [steps * [1, 1, 1, 0] for steps in written]
    rows, _ = readable(cells, [properties(steps) for steps in one_stroke], 1)
    assert "cells that tell stroke number" not in set(rows.measure)
    best = atlas(found, list("abcde"), cells, written)
    assert best[best.property == "height"].cell.unique().tolist() == [0]
    assert len(best) == found.shape[1] * sum(map(len, written))


def test_scores_are_correlations_and_areas():
    rng = np.random.default_rng(2)
    cells, values, truths = rng.normal(size=(50, 3)), rng.normal(size=50), rng.random(50) < 0.3
    found = scores(cells, {"number": values, "truth": truths, "flat": np.ones(50)})
    expected = [abs(np.corrcoef(cell, values)[0, 1]) for cell in cells.T]
    np.testing.assert_allclose(found["number"], expected)
    cell = cells[:, 1]
    won = (cell[truths][:, None] > cell[~truths]).mean()
    assert found["truth"][1] == pytest.approx(abs(2 * won - 1))
    assert found["flat"].isna().all()


def test_a_segment_that_letters_share_recurs_and_shuffled_it_does_not():
    rng = np.random.default_rng(4)
    shared = rng.normal(size=(10, 6))
    letters = [np.concatenate([rng.normal(size=(k, 6)), shared]) for k in (7, 9, 11)]
    share = recurring(letters, letters)
    n = sum(len(one) - STEPS + 1 for one in letters)
    assert share == pytest.approx(3 * 5 / n)
    found = motifs(letters, [rng.normal(size=one.shape) for one in letters], 1)
    value = found.set_index("condition").value
    assert value["after"] == share
    assert value["shuffled"] == value["before"] == 0
