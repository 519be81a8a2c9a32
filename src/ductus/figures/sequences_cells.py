"""A text coloured by the states of cells that tell where in it they are."""

from __future__ import annotations

import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ductus.figures.style import bare, new_figure

WIDE, LINES = 72, 6  # characters of a line, and how many lines of the text
CHARACTER, LINE = 0.092, 0.2  # inches


def draw(cells: pd.DataFrame) -> Figure:
    """A panel for each property, by the cell that tells it best; `cells` is the table."""
    first = cells.iloc[0]
    same = (cells.seed == first.seed) & (cells.network == first.network)
    properties = list(dict.fromkeys(cells.property))
    figure = new_figure(WIDE * CHARACTER + 1.8, len(properties) * (LINES * LINE + 0.1) + 0.5)
    grid = figure.subplots(len(properties), 1, squeeze=False)[:, 0]
    for axes, name in zip(grid, properties, strict=True):
        own = cells[same & (cells.property == name)]
        _text(axes, own.sort_values("step"))
        said = f"{name}\ncell {own.cell.iloc[0]}, score {own.score.iloc[0]:.2f}"
        axes.set_ylabel(said, rotation=0, ha="right", va="center", fontsize=8)
    note = f"{first.network}, seed {first.seed}; blue: the cell's lowest state, red: its highest"
    figure.supxlabel(note, fontsize=8)
    return figure


def _text(axes: Axes, own: pd.DataFrame) -> None:
    scale, colours = Normalize(own.state.min(), own.state.max()), colormaps["coolwarm"]
    line = place = 0
    for one, state in zip(own.text, own.state, strict=True):
        axes.add_patch(Rectangle((place, line), 1, 1, color=colours(scale(state)), lw=0))
        if one.isprintable():
            axes.text(
                place + 0.5, line + 0.5, one.replace("$", r"\$"), ha="center", va="center",
                family="DejaVu Sans Mono", fontsize=7,
            )  # fmt: skip
        place += 1
        if one == "\n" or place == WIDE:
            line, place = line + 1, 0
        if line == LINES:
            break
    axes.set(xlim=(0, WIDE), ylim=(LINES, 0))
    bare(axes)
