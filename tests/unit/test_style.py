"""How trajectories and symbols look in every figure."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from ductus.figures import style


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        *(("a", "a"), ("ß", "ß"), ("α", "α"), ("Ж", "Ж"), ("$", r"\$"), ("Korean01", "Korean01")),
        *(("가", "‹ga›"), ("마바", "‹ma ba›"), ("あ", "‹a›"), ("ぁ", "‹small a›")),
        *(("一", "‹U+4E00›"), ("a가", "‹a ga›"), ("\ue000", "‹U+E000›")),
    ],
)
def test_a_symbol_that_the_font_lacks_is_named(symbol: str, said: str) -> None:
    assert style.literal(symbol) == said


def test_fonts_of_names_shrink_with_what_they_name() -> None:
    assert style.name_size(["n"], 0.7) == 12
    assert 4.5 <= style.name_size(["n", "letter-with-a-long-name"], 0.7) < 6


def test_a_trajectory_is_upright_in_equal_units_and_its_strokes_are_apart() -> None:
    #  up by 2, then (a new stroke, after a lifted pen) right by 1
    steps = np.array([[0, 0, 1, 1], [0, 2, 0.5, 0], [1, 0, 1, 1], [1, 0, 1, 0]])
    axes = Figure().subplots()
    position = style.draw_trajectory(axes, steps, "black", width=2.0)
    (lines,) = axes.findobj(LineCollection)
    first, second = lines.get_segments()
    assert first[1, 1] - first[0, 1] == pytest.approx(2)
    assert second[1, 0] - second[0, 0] == pytest.approx(1)
    assert not np.allclose(first[1], second[0])
    assert axes.get_aspect() == 1
    low, high = axes.get_ylim()
    assert low < position[:, 1].min() < position[:, 1].max() < high
    assert lines.get_linewidths()[0] < lines.get_linewidths()[1]  # pressed less


def test_a_stroke_of_one_step_is_a_dot() -> None:
    steps = np.array([[0, 0, 1, 1], [0, -1, 1, 0], [0, 2, 1, 1]])
    axes = Figure().subplots()
    position = style.draw_trajectory(axes, steps, "black")
    (dots,) = (c for c in axes.collections if not isinstance(c, LineCollection))
    np.testing.assert_allclose(dots.get_offsets(), position[2:])


def test_a_trajectory_that_does_not_move_is_drawn() -> None:
    axes = Figure().subplots()
    style.draw_trajectory(axes, np.zeros((3, 4)), "black")
    axes.figure.draw_without_rendering()
