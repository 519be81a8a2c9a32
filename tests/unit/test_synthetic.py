"""The embedded handwriting is valid, reproducible, and like real handwriting."""

import string

import numpy as np
import pandas as pd
import pytest

from ductus.data.features import to_features
from ductus.data.sources.catalogue import synthetic_writers
from ductus.data.sources.synthetic import synthesise
from ductus.data.sources.synthetic.allographs import allographs
from ductus.data.sources.synthetic.kinematics import Movements, Plan, arcs, plan, positions
from ductus.data.trajectory import KEYS, as_trajectories
from ductus.errors import DuctusError

LETTERS = list(string.ascii_lowercase)
LATIN = [*string.digits, *string.ascii_letters]

# Quartiles over all drawings (or samples) of a-z in DigiLeTs, see docs/data.md: a median of the
# synthetic source has to lie well inside.
POINTS = (20, 34)
DURATION = (0.435, 0.791)  # seconds
STEP = (0.078, 0.474)  # within strokes, over the drawing's longest
PRESSURE = (0.336, 0.524)
STROKES = 1.30  # mean


@pytest.fixture(scope="module")
def letters() -> pd.DataFrame:
    return synthesise(LETTERS, writers=10, instances=8, seed=0)


@pytest.fixture(scope="module")
def boxes(letters):
    """Left, right, bottom and top of every drawing, a row each."""
    return letters.groupby(KEYS).agg(
        left=("x", "min"), right=("x", "max"), bottom=("y", "min"), top=("y", "max")
    )


def well_inside(value: float, quartiles: tuple[float, float]) -> bool:
    low, high = quartiles
    margin = (high - low) / 5
    return low + margin < value < high - margin


def test_is_the_one_table_with_every_drawing(letters):
    assert len(letters.groupby(KEYS)) == 10 * 8 * 26
    pd.testing.assert_frame_equal(as_trajectories(letters, "again"), letters)
    assert sorted(letters.writer.unique()) == synthetic_writers(10)


def test_same_arguments_same_table(letters):
    again = synthesise(LETTERS, writers=10, instances=8, seed=0)
    pd.testing.assert_frame_equal(again, letters)


def test_another_seed_makes_other_writers(letters):
    other = synthesise(["a"], writers=1, instances=1, seed=1)
    same = letters[letters.writer.eq("w01") & letters.symbol.eq("a") & letters.instance.eq(0)]
    assert len(other) != len(same) or not np.allclose(other.x, same.x)


def test_a_small_request_is_part_of_a_large_one(letters):
    small = synthesise(["q", "c", "q"], writers=2, instances=3, seed=0)
    part = letters[
        letters.writer.isin(["w01", "w02"])
        & letters.symbol.isin(["c", "q"])
        & letters.instance.lt(3)
    ]
    pd.testing.assert_frame_equal(small, part.reset_index(drop=True))


def test_every_latin_letter_and_digit_can_be_written():
    table = synthesise(LATIN, writers=2, instances=1, seed=3)
    assert set(table.symbol) == set(LATIN)
    sides = table.groupby(KEYS).agg(
        width=("x", lambda x: x.max() - x.min()), height=("y", lambda y: y.max() - y.min())
    )
    assert sides.max(axis=1).between(0.1, 1).all()


@pytest.mark.parametrize("symbol", ["ß", "ab", " ", ""])
def test_a_symbol_without_skeleton_is_named(symbol):
    with pytest.raises(DuctusError, match=repr(symbol)):
        synthesise(["a", symbol], writers=1, instances=1, seed=0)


def test_letters_are_upright(boxes):
    size = pd.DataFrame({"height": boxes.top - boxes.bottom, "width": boxes.right - boxes.left})
    by_symbol = size.groupby("symbol").median()
    assert by_symbol.height["l"] > 2 * by_symbol.width["l"]
    assert by_symbol.width["m"] > by_symbol.height["m"]
    for tall in "bdfhkl":
        assert by_symbol.height[tall] > 1.25 * by_symbol.height["a"]

    bottom, top = boxes.bottom.groupby("symbol").median(), boxes.top.groupby("symbol").median()
    for letter in "bdhkl":
        assert top[letter] > top["a"] + 0.08
    for letter in "gpqy":
        assert bottom[letter] < bottom["a"] - 0.04


def test_letters_stand_in_the_square(boxes):
    inside = boxes.left.gt(0) & boxes.right.lt(1) & boxes.bottom.gt(0) & boxes.top.lt(1.1)
    assert inside.mean() > 0.995


def test_dots_and_bars_come_last_and_letters_begin_where_people_begin(letters):
    first = letters[letters.frame.eq(0)].set_index(KEYS)
    drawings = letters.groupby(KEYS)
    last_stroke = letters[letters.stroke.eq(drawings.stroke.transform("max"))].groupby(KEYS)
    top = drawings.y.max()
    dot = last_stroke.y.mean().loc[:, "i", :]
    assert (dot > first.y.loc[:, "i", :]).mean() > 0.95  # above the beginning of the stem
    bar = last_stroke.agg(begin=("x", "first"), end=("x", "last")).loc[:, "t", :]
    assert (bar.end > bar.begin).mean() > 0.95  # to the right
    for letter in "ch":  # from the top, not from the foot
        lower = (top - first.y).loc[:, letter, :] / (top - drawings.y.min()).loc[:, letter, :]
        assert lower.median() < 0.33


def test_distributions_are_near_those_of_real_handwriting(letters):
    drawings = letters.groupby(KEYS)
    steps = to_features(letters).steps
    within = steps[:, 3] == 0
    assert well_inside(drawings.size().median(), POINTS)
    assert well_inside(drawings.time.max().median(), DURATION)
    assert well_inside(np.median(np.hypot(steps[within, 0], steps[within, 1])), STEP)
    assert well_inside(letters.pressure.median(), PRESSURE)
    assert drawings.stroke.max().add(1).mean() == pytest.approx(STROKES, abs=0.1)
    period = letters.time.diff()[letters.stroke.diff().eq(0) & letters.frame.gt(0)]
    assert period.median() == pytest.approx(1 / 50, rel=0.05)


def test_drawings_of_a_letter_vary_as_much_as_real_ones(letters):
    """The variance about the mean drawing of each of a-m; in DigiLeTs it is about .04."""
    drawings = to_features(letters[letters.symbol.isin(LETTERS[:13])])
    symbol = np.repeat(drawings.keys.symbol.to_numpy(), drawings.keys.length)
    frame = np.concatenate([np.arange(n) for n in drawings.keys.length])
    steps = pd.DataFrame(drawings.steps)
    floor = ((steps - steps.groupby([symbol, frame]).transform("mean")) ** 2).to_numpy().mean()
    assert 0.03 < floor < 0.06


def test_a_writer_is_more_like_himself_than_like_others(letters):
    height = letters.groupby(KEYS).y.agg(lambda y: y.max() - y.min()).loc[:, "h", :]
    pressure = letters.groupby(KEYS).pressure.mean().loc[:, "h", :]
    for value in (height, pressure):
        within = value.groupby("writer").var().mean()
        between = value.groupby("writer").mean().var()
        assert between > 2 * within


def test_pen_is_lifted_only_where_it_must():
    joined = {letter: len(allographs(letter)[0]["joined"]) for letter in LETTERS}
    assert {letter for letter, strokes in joined.items() if strokes > 1} == set("fijktx")


def test_an_arc_is_travelled_from_end_to_end():
    angle = np.linspace(0, np.pi / 2, 9)
    quarter = np.column_stack([np.cos(angle), np.sin(angle)])
    shape = plan(quarter)
    assert len(shape.middles) == 1
    chord, turning, length = arcs(shape)
    assert turning == pytest.approx(np.pi / 2, abs=0.02)
    assert length == pytest.approx(np.pi / 2, rel=0.01)
    movements = Movements(chord, turning, np.array([0.1]), np.array([0.2]), np.array([0.2]))
    path = positions(movements, shape.nodes[0], np.linspace(0, 0.5, 40))
    assert path[0] == pytest.approx([1, 0], abs=0.01)
    assert path[-1] == pytest.approx([0, 1], abs=0.01)
    assert np.hypot(*path.T) == pytest.approx(1, abs=0.01)  # stays on the circle


def test_movements_meet_at_corners():
    shape = plan(np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]))
    np.testing.assert_allclose(shape.nodes, [[0, 1], [0, 0], [1, 0]])
    straight = arcs(Plan(shape.nodes, shape.middles))[1]
    np.testing.assert_allclose(straight, 0, atol=1e-12)
