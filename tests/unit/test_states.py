import numpy as np
import pandas as pd
import pytest

from ductus.networks.catalogue import new_network
from ductus.tasks.states import (
    compare,
    distances,
    first_part_distance,
    ranked,
    record,
    repetition_distance,
)


@pytest.fixture
def walk():
    return np.random.default_rng(0).standard_normal((40, 6)).cumsum(axis=0)


def plain_open_end(whole, reference):
    """Time warping with an open end, as a table of sums."""
    cost = ((whole[:, None] - reference[None]) ** 2).sum(axis=-1)
    total = np.full((len(whole) + 1, len(reference) + 1), np.inf)
    total[0, 0] = 0
    for i in range(len(whole)):
        for j in range(len(reference)):
            best = min(total[i, j], total[i, j + 1], total[i + 1, j])
            total[i + 1, j + 1] = cost[i, j] + best
    return np.sqrt(total[-1, 1:].min() / len(whole))


def test_open_end_time_warping_against_the_plain_table(walk):
    rng = np.random.default_rng(1)
    for n, m in ((5, 9), (9, 5), (12, 12)):
        a, b = rng.standard_normal((n, 6)), rng.standard_normal((m, 6))
        assert first_part_distance(a, b) == pytest.approx(plain_open_end(a, b), rel=1e-6)


def test_a_first_part_is_found_at_another_tempo(walk):
    slower = np.repeat(walk[:20], 2, axis=0)
    assert first_part_distance(slower, walk) == pytest.approx(0, abs=1e-9)
    assert first_part_distance(walk[20:], walk) > 1


def test_repetition(walk):
    assert repetition_distance(np.concatenate([walk, walk])) == pytest.approx(0, abs=1e-9)
    assert repetition_distance(walk) > 0.3
    assert np.isnan(repetition_distance(np.zeros((3, 2))))
    assert np.isnan(repetition_distance(np.zeros((10, 2))))


def test_ranks_and_p():
    table = pd.DataFrame(
        {
            "seed": np.repeat([1, 2], 4),
            "claim": "repeated",
            "reference": "",
            "character": list("uabc") * 2,
            "tested": [True, False, False, False] * 2,
            "distance": [0.1, 0.2, 0.3, 0.4, 0.45, 0.2, 0.3, 0.4],
            "distance_written": [0.3, 0.2, 0.1, np.nan] * 2,
        }
    )
    result = ranked(table)
    u = result[result.tested].set_index("seed")
    assert u["rank"].to_dict() == {1: 1, 2: 4, "all": 2}  # means: .275; .2, .3, .4
    assert u.p.to_dict() == {1: 0.25, 2: 1.0, "all": 0.5}
    assert u.distance_others[1] == pytest.approx(0.3)
    assert u.rank_written.to_dict() == {1: 3, 2: 3, "all": 3}


def test_distances_are_averaged_over_exemplar_writers_before_they_are_ranked():
    """Ranked writer by writer, u would come second and third; its mean comes first."""
    table = pd.DataFrame(
        {
            "seed": 1,
            "exemplar_writer": np.repeat(["w1", "w2"], 3),
            "claim": "repeated",
            "reference": "",
            "character": list("uab") * 2,
            "tested": [True, False, False] * 2,
            "distance": [0.3, 0.1, 0.9, 0.3, 0.9, 0.1],
            "distance_written": 0.5,
        }
    )
    result = ranked(table)
    assert result.seed.tolist() == [1] * 3 + ["all"] * 3
    u = result[result.tested]
    assert u["rank"].tolist() == [1, 1]
    assert u.n.tolist() == [3, 3]
    assert u.distance.tolist() == pytest.approx([0.3, 0.3])


def test_compared_states_end_where_the_letter_ends(walk):
    symbols = {"a": walk, "b": walk[:10]}
    network = new_network(list("ab"), dense=8, hidden=6, bias=False, seed=0)
    states = record(network, {s: len(w) for s, w in symbols.items()})
    cut = {s: states["c"][i, : len(w)] for i, (s, w) in enumerate(symbols.items())}
    result = compare(states, shared=["b", "a"], repeated=None, seed=1)
    assert result.distance.tolist() == [pytest.approx(first_part_distance(cut["b"], cut["a"]))]
    moves = {s: states["features"][i, : len(w), :2] for i, (s, w) in enumerate(symbols.items())}
    written = first_part_distance(moves["b"], moves["a"])
    assert result.distance_written.tolist() == [pytest.approx(written)]


def test_under_the_null_p_is_uniform():
    """Letters without any order: p at most .2 in a fifth of the cases."""
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(200):
        table = pd.DataFrame(
            {
                "seed": 1,
                "claim": "shared",
                "reference": "y",
                "character": range(20),
                "tested": np.arange(20) == 7,
                "distance": rng.random(20),
                "distance_written": 0.5,
            }
        )
        result = ranked(table)
        hits += result[(result.seed == 1) & result.tested].p.iloc[0] <= 0.2
    assert 20 < hits < 60


def test_recorded_states_are_the_networks_own_and_end_with_the_letter():
    network = new_network(list("abc"), dense=8, hidden=6, bias=False, seed=0)
    states = record(network, {"b": 5, "c": 9})
    assert states["h"].shape == states["c"].shape == (2, 9, 6)
    assert states["features"].shape == (2, 9, 4)
    assert not states["c"][0, 5:].any()
    steps, h, c = network.states(network.codes(["b"]), 5)
    np.testing.assert_allclose(states["c"][0, :5], c[:, 0], atol=1e-6)
    np.testing.assert_allclose(states["h"][0, :5], h[:, 0], atol=1e-6)
    np.testing.assert_allclose(states["features"][0, :5], steps[:, 0], atol=1e-6)


def test_claims_about_letters_that_are_not_there_have_no_rows(walk):
    letters = {"a": walk, "b": walk[:10]}
    assert distances(*[letters] * 3, ("v", "y"), "u", 1).empty
    assert distances(*[letters] * 3, None, None, 1).empty
    assert ranked(distances(*[letters] * 3, None, None, 1)).empty
    some = distances(*[letters] * 3, ("a", "b"), "a", 1)
    assert some.groupby("claim").tested.sum().to_dict() == {"repeated": 1, "shared": 1}
