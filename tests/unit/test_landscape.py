"""Landscapes that were planted by hand are found, and each measure has the answer it must have."""

import numpy as np
import pandas as pd
import pytest
import torch

from ductus.data.pictures import Pictures
from ductus.networks.catalogue import new_network
from ductus.tasks.landscape import own, ways
from ductus.tasks.landscape.controls import RandomProjection
from ductus.tasks.landscape.density import Cluster, distinct, landscape, significant_in, slices_of
from ductus.tasks.landscape.judge import Judge, Said
from ductus.tasks.landscape.measures import (
    Space,
    cross_entropy,
    examine,
    succeeded,
    symbol_counts,
    table_1,
    training_numbers,
)
from ductus.tasks.landscape.shown import EACH, MEMBERS, arrays_of

SHARES = {"significant": 0.25, "slice_share": 0.05, "cluster_share": 0.1}


def planted(rng, centre, count, neurons=8, spread=0.05):
    """Activations around a centre {neuron: activation}, zero elsewhere."""
    codes = np.zeros((count, neurons))
    for neuron, value in centre.items():
        codes[:, neuron] = value + spread * rng.standard_normal(count)
    return codes


@pytest.fixture(scope="module")
def two_slices():
    """120 drawings: 50 and 30 of two symbols in slice (0, 1, 2), 40 of a third in (3, 4, 5)."""
    rng = np.random.default_rng(0)
    codes = np.concatenate(
        [
            planted(rng, {0: 3, 1: 1, 2: 1}, 50),
            planted(rng, {0: 1, 1: 1, 2: 3}, 30),
            planted(rng, {3: 2, 4: 2, 5: 2}, 40),
        ]
    )
    return codes, np.array(["a"] * 50 + ["b"] * 30 + ["c"] * 40)


def test_slices_are_those_of_the_three_strongest_neurons(two_slices):
    codes, _ = two_slices
    assert slices_of(codes, 0.05) == [(0, 1, 2), (3, 4, 5)]
    assert slices_of(codes, 0.5) == [(0, 1, 2)]
    few = np.where(np.arange(8) < 2, 1.0, 0.0)[None].repeat(10, axis=0)
    assert slices_of(few, 0.0) == []  # two active neurons make no slice


def test_significant_is_what_has_a_quarter_of_the_largest_activation():
    codes = np.array([[4.0, 0, 0, 9], [1, 0, 0, 0], [0.9, 0, 0, 9], [0, 0, 0, 9]])
    assert significant_in(codes, (0, 1, 2), 0.25).tolist() == [0, 1]


@pytest.mark.parametrize("by", ["meanshift", "hdbscan"])
def test_planted_clusters_are_found_the_largest_first(two_slices, by):
    codes, _ = two_slices
    clusters = landscape(codes, by=by, **SHARES)
    assert [(c.slice, c.place) for c in clusters] == [
        ((0, 1, 2), 0),
        ((0, 1, 2), 1),
        ((3, 4, 5), 0),
    ]
    sizes = [len(c.members) for c in clusters]  # the rim goes to smaller clusters, or to none
    assert sizes == pytest.approx([50, 30, 40], 0.15)
    np.testing.assert_allclose(clusters[1].centre, [1, 1, 3, 0, 0, 0, 0, 0], atol=0.1)
    assert set(clusters[1].members) <= set(range(50, 80))
    large = landscape(codes, by=by, **{**SHARES, "cluster_share": 0.36})
    assert large
    assert all(len(c.members) >= 0.36 * 120 for c in large)


def test_distinct_clusters_are_those_that_share_at_most_half():
    def cluster(*members):
        return Cluster((0, 1, 2), 0, np.array(members), np.zeros(8))

    assert distinct([cluster(1, 2, 3), cluster(1, 2, 3), cluster(1, 2), cluster(7, 8)]) == [0, 3]


def test_table_1_of_a_landscape_made_by_hand():
    """Four drawings; clusters {0, 1} and {1, 2}, drawn as a (known) and b (not)."""
    clusters = [
        Cluster((0, 1, 2), 0, np.array([0, 1]), np.zeros(4)),
        Cluster((0, 1, 3), 0, np.array([1, 2]), np.zeros(4)),
    ]
    said = Said(np.array(["a", "b"]), np.array([True, False]))
    numbers = table_1(clusters, said, np.array(["a", "a", "b", "b"]), ["a", "b", "c"])
    found = {measure: value for measure, value, _ in numbers}
    assert found == {
        "slices": 2,
        "size": 2,
        "size over drawings": 0.5,
        "distinct clusters": 2,
        "drawings in clusters": 3,
        "completeness": pytest.approx(1 / 3),
        "recognition": 0.5,
        "purity": pytest.approx(0.75),
    }
    assert symbol_counts(said, ["a", "b", "c"]) == {"a": 1, "b": 0, "c": 0}


def test_nothing_found_is_said_in_numbers():
    numbers = table_1([], Said(np.array([], str), np.array([], bool)), np.array(["a"]), ["a"])
    assert {m: v for m, v, _ in numbers}["size"] == 0
    assert "recognition" not in {m for m, *_ in numbers}


def bar(at, upright):
    picture = np.zeros((28, 28), np.uint8)
    picture[(slice(4, 24), slice(at, at + 3))[:: 1 if upright else -1]] = 255
    return picture


@pytest.fixture(scope="module")
def judge():
    """Knows upright bars as I and lying ones as -."""
    images = np.stack([bar(at, up) for up in (True, False) for at in range(8, 18)])
    keys = pd.DataFrame({"writer": "w", "symbol": ["I"] * 10 + ["-"] * 10, "instance": 0})
    pictures = Pictures(images, keys)
    return Judge(pictures, pictures)


def test_the_judge_knows_bars_and_no_blot(judge):
    blot = np.zeros((28, 28))
    blot[2:26, 2:26] = 0.8
    said = judge.says(np.stack([bar(12, True) / 255, bar(14, False) / 255, blot]))
    assert said.symbols[:2].tolist() == ["I", "-"]
    assert said.recognised.tolist() == [True, True, False]
    assert judge.right(np.stack([bar(12, True) / 255] * 2), np.array(["I", "-"])) == 0.5


def drawn(codes):
    """Of a first entry from 1 on an upright bar, below it a lying one."""
    codes = np.asarray(codes)
    return np.stack([bar(12, code[0] >= 1) for code in codes]) / 255


def test_points_on_spheres_lie_on_them_and_in_the_slice():
    centres = np.array([[5.0, 5, 5, 0, 0], [0, 0, 9, 9, 9]])
    points = ways.on_spheres(centres, [(0, 1, 2), (2, 3, 4)], np.random.default_rng(0))
    far = np.linalg.norm(points[:, 0] - centres[:, None], axis=-1)
    length = np.linalg.norm(centres, axis=1, keepdims=True)
    np.testing.assert_allclose(far, np.full_like(far, ways.RADII[0]) * length, rtol=1e-6)
    assert (points[0, ..., 3:] == 0).all()
    assert (points >= 0).all()


def test_continuity_is_one_where_nothing_changes_and_falls_at_an_edge(judge):
    deep, edge = np.array([[100.0, 0, 0]]), np.array([[1.0, 0, 0]])
    for centre, expected in ((deep, "all"), (edge, "half")):
        points = ways.on_spheres(centre, [(0, 1, 2)], np.random.default_rng(1))
        kept = ways.kept_on_spheres(points, np.array(["I"]), drawn, judge)
        near = kept[0, :3].mean()
        assert near == 1 if expected == "all" else 0.2 < near < 0.8


def test_ways_are_connected_unless_they_leave_the_symbol(judge):
    centres = np.array([[2.0, 0], [8.0, 0], [0.0, 0]])
    pairs = np.array([[0, 1]])
    assert ways.connected(ways.along(centres, pairs), drawn, judge).tolist() == [True]

    def through_another(codes):  # between 4 and 6 there is a lying bar
        middle = (codes[:, 0] > 4) & (codes[:, 0] < 6)
        return drawn(np.where(middle, 0.0, 5.0)[:, None])

    assert ways.connected(ways.along(centres, pairs), through_another, judge).tolist() == [False]
    alike = ways.pairs_of(np.array(["a", "b", "a"]), True, np.random.default_rng(0))
    assert alike.tolist() == [[0, 2]]


def test_evenness_of_a_jump_and_of_a_steady_change():
    ink = np.linspace(0, 1, 28 * 28).reshape(28, 28)
    way = ways.along(np.array([[0.0], [1.0]]), np.array([[0, 1]]))
    assert ways.evenness(way, lambda codes: codes[:, :, None] * ink) == pytest.approx(1)
    jump = ways.evenness(way, lambda codes: (codes[:, :, None] > 0.5) * ink)
    assert jump == pytest.approx(1 / 8)
    assert ways.evenness(way, lambda codes: 0 * codes[:, :, None] * ink) == 1


def test_a_space_is_examined_by_both_clusterings(judge):
    rng = np.random.default_rng(3)
    codes = np.concatenate(
        [planted(rng, {0: 5, 1: 1, 2: 1}, 40, 4), planted(rng, {0: 0.5, 1: 3, 2: 1}, 40, 4)]
    )
    space = Space("sparse", codes, np.array(["I"] * 40 + ["-"] * 40), drawn, drawn(codes))
    found = examine(space, judge, ["I", "-"], 0, **SHARES)
    table = pd.DataFrame(found.rows, columns=["space", "by", "measure", "value", "n"])
    values = table.set_index(["by", "measure"]).value
    for by in ("meanshift", "hdbscan"):
        assert values[by, "size"] == 2
        assert values[by, "recognition"] == values[by, "completeness"] == values[by, "purity"] == 1
    assert len(found.spheres) == len(ways.RADII)
    shown = arrays_of(found, space, judge, 0)
    assert shown["said"].tolist() == ["", *found.said.symbols]
    assert shown["around"].shape == (3, 1 + EACH * len(ways.RADII), 28, 28)
    assert {frozenset(names) for names in shown["of"]} == {
        frozenset([one]) for one in ("", "I", "-")
    }
    assert shown["members"].shape == (3, MEMBERS, 28, 28)
    for place, members in zip(shown["largest"][1:], shown["members"][1:], strict=True):
        cluster = found.clusters[place - 1]
        far = np.square(codes[cluster.members] - cluster.centre)[:, list(cluster.slice)].sum(axis=1)
        nearest = drawn(codes)[cluster.members[far.argmin()]]
        assert (members[0] == np.round(255 * nearest)).all()


def test_cross_entropy_of_pixels():
    assert cross_entropy(np.full((1, 2, 2), 0.5), np.eye(2)[None]) == pytest.approx(np.log(2))
    assert cross_entropy(np.eye(2)[None], np.eye(2)[None]) == pytest.approx(0, abs=1e-5)


def test_a_training_succeeds_by_loss_and_by_what_is_drawn_again():
    good = {"loss": 0.1, "loss of the mean picture": 0.2, "drawn again": 0.5, "judged right": 0.8}

    def verdict(**change):
        return succeeded([(m, v, 1) for m, v in {**good, **change}.items()])

    assert verdict()
    assert not verdict(loss=0.16)
    assert not verdict(**{"drawn again": 0.39})


def test_random_projections_are_as_sparse_as_asked_and_draw_what_is_linear():
    rng = np.random.default_rng(0)
    images = rng.random((400, 28, 28))
    control = RandomProjection(images, neurons=24, active=3, seed=0)
    codes = control.encode(images)
    assert (codes > 0).sum(axis=1).mean() == pytest.approx(3, abs=0.05)
    assert control.decode(codes).shape == images.shape
    keys = pd.DataFrame({"writer": "w", "symbol": ["I"] * 400, "instance": 0})
    held = Pictures((255 * images).astype(np.uint8), keys)
    numbers = training_numbers(control, held, Judge(held, held), images.mean(axis=0))
    found = {measure: value for measure, value, _ in numbers}
    assert found["loss"] < found["loss of the mean picture"]
    assert found["active"] == pytest.approx(3, abs=0.2)


def test_people_are_asked_for_so_many_drawings_by_different_writers(drawings):
    rows = own.some_drawings(drawings.keys, 3)
    counts = drawings.keys.iloc[rows].groupby("symbol").writer.nunique()
    assert (counts == 3).all()
    assert len(rows) == 15


def test_hidden_states_are_means_over_the_steps_of_each_drawing():
    hidden = np.zeros((4, 3, 2))
    hidden[:2, 0, 0], hidden[2:, 0, 0] = 1, 99  # behind its end
    states = own.mean_states(hidden, [2, 4, 4])
    np.testing.assert_allclose(states, [[1, 0], [0, 0], [0, 0]])


def test_a_unit_is_active_above_one_standard_deviation():
    values = np.array([[0.0, 5], [0, 5], [0, 5], [10, 5]])  # mean 2.5, deviation 4.33
    active = own.activations(values)
    np.testing.assert_allclose(active[:, 0], [0, 0, 0, 7.5 / np.std(values[:, 0]) - 1])
    assert not active[:, 1].any()


def test_the_network_that_writes_has_the_same_spaces(drawings):
    network = new_network(list("abcde"), dense=8, hidden=8, bias=True, seed=0)
    codes, states = own.spaces_of(network, drawings, iterations=2, learning_rate=0.01)
    assert codes.codes.shape == (len(drawings), 5)
    assert states.codes.shape == (len(drawings), 8)
    assert min(codes.codes.min(), states.codes.min()) >= 0
    pictures = codes.decode(np.eye(5)[:2])
    assert pictures.shape == (2, 28, 28)
    assert torch.equal(network.codes(["a"]), torch.eye(5)[:1])
    cluster = Cluster((0, 1, 2), 0, np.array([0, 1]), np.zeros(8))
    np.testing.assert_allclose(states.places([cluster])[0], states.points[:2].mean(axis=0))
