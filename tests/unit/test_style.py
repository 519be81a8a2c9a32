"""How trajectories and symbols look in every figure."""

import matplotlib as mpl
import numpy as np
import pytest
import seaborn as sns
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from ductus.figures import style
from ductus.figures.labels import FONT, labels_of, literal, name_size


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        *(("a", "a"), ("ß", "ß"), ("α", "α"), ("Ж", "Ж"), ("$", r"\$"), ("Korean01", "Korean01")),
        *(("가", "‹ga›"), ("마바", "‹ma ba›"), ("あ", "‹a›"), ("ぁ", "‹small a›")),
        *(("一", "‹U+4E00›"), ("a가", "‹a ga›"), ("\ue000", "‹U+E000›")),
    ],
)
def test_a_symbol_that_the_font_lacks_is_named(symbol: str, said: str) -> None:
    assert literal(symbol) == said


ALIKE = ["あ", "ア", "‹a›", "क", "ꦏ", "letter-one-of-a-set", "letter-two-of-a-set", "a", "а", "가"]


def test_no_two_symbols_of_a_run_have_one_label() -> None:
    labels = labels_of(ALIKE)
    assert len(set(labels.values())) == len(ALIKE)
    assert all(len(label) <= 12 for label in labels.values())
    assert (labels["あ"], labels["ꦏ"], labels["가"]) == ("‹a U+3042›", "‹ka U+A98F›", "‹ga›")
    with style.look(ALIKE):
        assert literal("あ") == labels["あ"]
    assert literal("あ") == "‹a›"


def places_of_glyphs(text: str, letters: str) -> list[int]:
    """As the how many-th from the left each letter stands when matplotlib writes a text."""
    font = get_font(findfont(FontProperties(family=FONT)))

    def glyphs(written: str) -> list[str]:
        return [glyph for glyph, *_ in text_to_path.get_glyphs_with_font(font, written)[0]]

    return [glyphs(text).index(*glyphs(letter)) for letter in letters]


@pytest.mark.parametrize("letters", ["אב", "اب", "zא", "אz"])
def test_what_is_right_to_left_turns_nothing_around_it(letters: str) -> None:
    first, second = map(literal, letters)
    for text in (f"{first} → {second}", f"“{first}” taken for, → “{second}”"):
        places = places_of_glyphs(text, f"{letters[0]}→{letters[1]}")
        assert places == sorted(places)


def test_fonts_of_names_shrink_with_what_they_name_and_stay_readable() -> None:
    assert name_size(["n"], 0.7) == 12
    assert 6 < name_size(["n", "letter-with-a-long-name"], 0.7) < 8


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


OWN = {
    *("axes.spines.top", "axes.spines.right", "font.family", "font.sans-serif"),
    "image.cmap",  # each figure names its own
}


def test_the_look_is_that_of_seaborn_but_for_what_is_of_ductus() -> None:
    asked = {**sns.axes_style("ticks"), **sns.plotting_context("paper")}
    with mpl.rc_context({"axes.grid": True, "legend.shadow": True}), style.look():
        assert {k: mpl.rcParams[k] for k in asked.keys() - OWN} == {
            k: asked[k] for k in asked.keys() - OWN
        }
        assert sns.color_palette("colorblind", 12).as_hex() == style.colours(12)
        assert not mpl.rcParams["legend.shadow"]  # nor does it take anything from its user's
