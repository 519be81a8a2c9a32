import numpy as np
import pandas as pd
import pytest

from ductus.data.features import begins_stroke, pad, resample, to_features, to_positions
from ductus.data.trajectory import KEYS
from ductus.errors import DuctusError


@pytest.mark.parametrize("normalisation", ["max_step", "extent"])
def test_positions_come_back_from_features(table, normalisation):
    drawings = to_features(table, normalisation)
    for steps, (_, drawing), scale in zip(
        drawings, table.groupby(KEYS), drawings.keys.scale, strict=True
    ):
        back = to_positions(steps, scale, (drawing.x.iloc[0], drawing.y.iloc[0]))
        np.testing.assert_allclose(back[["x", "y"]], drawing[["x", "y"]], atol=1e-5)
        np.testing.assert_array_equal(back.stroke, drawing.stroke)
        np.testing.assert_allclose(
            back.pressure, drawing.pressure / drawing.pressure.max(), atol=1e-6
        )


@pytest.mark.parametrize(
    ("onset", "begins"),
    [
        ([1, 0, 1, 1, 0], [0, 2, 3]),  # a recording, one of its strokes a point
        ([0.9, 0.02, 0.08, 0.03, 0], [0]),  # ripples
        ([0.9, 0, 0.15, 0.35, 0.3, 0.05, 0.2], [0, 3, 6]),  # moments that differ between drawings
        ([0.2, 0.1, 0.7, 0.6, 0.1], [0, 2, 3]),
    ],
)
def test_a_stroke_begins_where_an_onset_peaks(onset, begins):
    assert np.flatnonzero(begins_stroke(np.array(onset, dtype=float))).tolist() == begins


def test_max_step_makes_the_longest_step_one(drawings):
    for steps in drawings:
        assert np.hypot(steps[:, 0], steps[:, 1]).max() == pytest.approx(1, abs=1e-6)


def test_extent_makes_the_larger_side_one(table):
    for steps in to_features(table, "extent"):
        assert np.ptp(np.cumsum(steps[:, :2], axis=0), axis=0).max() == pytest.approx(1, abs=1e-5)


def test_aspect_ratio_is_kept(table):
    wide = table.assign(x=table.x * 3)
    for steps, (_, drawing) in zip(to_features(wide), wide.groupby(KEYS), strict=True):
        sides = np.ptp(np.cumsum(steps[:, :2], axis=0), axis=0)
        expected = np.ptp(drawing[["x", "y"]].to_numpy(), axis=0)
        assert sides[0] / sides[1] == pytest.approx(expected[0] / expected[1], rel=1e-4)


def test_first_step_and_onsets(drawings):
    for steps in drawings:
        assert steps[0, :2].tolist() == [0, 0]
        assert steps[0, 3] == 1
        assert steps[:, 3].sum() == 2  # two strokes


def test_a_dot_and_a_pen_without_pressure_do_not_divide_by_zero():
    dot = pd.DataFrame(
        {
            "writer": "w",
            "symbol": ".",
            "instance": 0,
            "frame": [0, 1],
            "x": 0.5,
            "y": 0.5,
            "pressure": 0.0,
            "stroke": 0,
            "time": [0.0, 0.02],
        }
    )
    steps = to_features(dot).steps
    np.testing.assert_array_equal(steps, [[0, 0, 0, 1], [0, 0, 0, 0]])


def test_resampling_keeps_ends_of_strokes_and_the_shape(table):
    fine = resample(table, 200)
    assert len(fine) > 3 * len(table)
    for column in ("x", "y", "time"):
        for which in ("first", "last"):
            ends = [getattr(t.groupby([*KEYS, "stroke"])[column], which)() for t in (table, fine)]
            np.testing.assert_allclose(ends[0], ends[1])
    within = fine.groupby([*KEYS, "stroke"]).time.diff().dropna()
    assert within.median() == pytest.approx(1 / 200, rel=0.1)
    again = resample(fine, 50)  # the recording's own rate
    np.testing.assert_allclose(again.x, table.x, atol=0.05)


def test_points_at_equal_distances_are_the_same_letter_without_its_tempo(table):
    even, sampled = to_features(table, "extent", spacing=0.05), to_features(table, "extent")
    for one, other in zip(even, sampled, strict=True):
        assert one[:, 3].sum() == other[:, 3].sum()  # strokes
        ends = [np.cumsum(steps[:, :2], axis=0)[-1] for steps in (one, other)]
        np.testing.assert_allclose(*ends, atol=0.02)
        within = np.hypot(*one[one[:, 3] == 0, :2].T)
        assert within.max() < 0.09
        assert np.percentile(within, 10) > 0.02
    fine = to_features(table, "quarter_extent", spacing=0.05)
    np.testing.assert_allclose(fine.steps[:, :2], 4 * even.steps[:, :2], atol=1e-5)


def test_a_dot_is_one_point_however_points_are_spaced():
    dot = pd.DataFrame({"writer": "w", "symbol": ".", "instance": 0, "frame": range(3)})
    dot = dot.assign(x=1.0, y=2.0, pressure=0.5, stroke=0, time=[0.0, 0.1, 0.2])
    (steps,) = to_features(dot, "quarter_extent", spacing=0.1)
    np.testing.assert_allclose(steps, [[0, 0, 1, 1]])


def test_unknown_normalisation_is_a_clear_error(table):
    with pytest.raises(
        DuctusError, match="expected max_step, extent or quarter_extent, got 'unit'"
    ):
        to_features(table, "unit")


def test_choosing_drawings(drawings):
    some = drawings.where(symbol=["a", "b"], writer="w02")
    assert len(some) == 8
    assert set(some.keys.writer) == {"w02"}
    np.testing.assert_array_equal(some[3], list(some)[3])
    padded, lengths = pad(some)
    assert padded.shape == (lengths.max(), 8, 4)
    np.testing.assert_array_equal(padded[: lengths[5], 5], some[5])
    assert not padded[lengths[5] :, 5].any()


def test_pad_keeps_order():
    padded, lengths = pad([np.full((n, 4), n, dtype=np.float32) for n in (2, 3, 1)])
    assert lengths.tolist() == [2, 3, 1]
    assert padded[0, :, 0].tolist() == [2, 3, 1]
