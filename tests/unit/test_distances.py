import numpy as np
import pytest
from dtaidistance import dtw as library
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ductus.data.distances import dtw, shape
from ductus.errors import DuctusError

positions = st.integers(1, 12).flatmap(
    lambda n: arrays(np.float64, (n, 2), elements=st.floats(-2, 2, width=32))
)


def slow_dtw(a, b):
    """Dynamic time warping as its definition reads."""
    cost = np.full((len(a) + 1, len(b) + 1), np.inf)
    cost[0, 0] = 0
    for i in range(len(a)):
        for j in range(len(b)):
            before = min(cost[i, j], cost[i, j + 1], cost[i + 1, j])
            cost[i + 1, j + 1] = np.hypot(*(a[i] - b[j])) + before
    return cost[-1, -1] / max(len(a), len(b))


@given(positions, positions)
def test_dtw_is_the_definition(a, b):
    assert dtw(a, b) == pytest.approx(slow_dtw(a, b), abs=1e-9)
    assert dtw(a, b) == pytest.approx(dtw(b, a), abs=1e-9)


def test_dtw_of_known_sequences():
    line = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    assert dtw(line, line) == 0
    assert dtw(line, np.repeat(line, 3, axis=0)) == 0  # the tempo does not count
    assert dtw(line, line + np.array([0.0, 0.25])) == pytest.approx(0.25)  # the mean distance
    assert dtw(line, line[::-1]) > 0.5  # the direction does
    assert dtw(line[:1], line) == pytest.approx(1.0)  # (0 + 1 + 2) / 3


def test_dtw_takes_single_precision_and_views():
    a = np.arange(24, dtype=np.float32).reshape(6, 4)[:, :2]
    b = np.asfortranarray(a[::-1])
    assert dtw(a, b) == pytest.approx(slow_dtw(a.astype(float), b.astype(float)))


def test_dtw_runs_compiled():
    assert library.try_import_c()


@pytest.mark.parametrize("bad", [np.zeros((0, 2)), np.zeros((3, 4))])
def test_dtw_refuses_what_has_no_distance(bad):
    with pytest.raises(ValueError, match="expected positions"):
        dtw(bad, np.zeros((3, 2)))


@pytest.mark.reliability("Numbers that go wrong: what a network writes: NaN, infinite")
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_no_distance_and_says_where(value):
    position = np.zeros((5, 2))
    position[3, 1] = value
    with pytest.raises(DuctusError, match=r"not finite at step 3, .*smaller training\.learning_r"):
        dtw(position, np.zeros((3, 2)))


def features(position):
    steps = np.zeros((len(position), 4))
    steps[1:, :2] = np.diff(position, axis=0)
    return steps


def test_shape_forgets_place_and_size_but_not_proportion():
    letter = np.array([[0.0, 0.0], [1.0, 3.0], [2.0, 0.0], [2.0, 1.0]])
    one, other = shape(features(letter)), shape(features(letter * 7 - 100))
    np.testing.assert_allclose(one, other, atol=1e-9)
    np.testing.assert_allclose(one.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.ptp(one, axis=0), [2 / 3, 1])
    assert dtw(one, shape(features(letter * [2.0, 1.0]))) > 0.05


def test_shape_of_a_dot():
    np.testing.assert_array_equal(shape(np.zeros((3, 4))), np.zeros((3, 2)))
