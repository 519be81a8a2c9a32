"""Fig. 2: new letters written again after one example, and the two controls."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.data.written import features_of
from ductus.figures.labels import SMALLEST, literal, name_size, widest
from ductus.figures.style import (
    COLOUR,
    MARKER,
    QUIET,
    draw_trajectory,
    new_figure,
    rows_and_columns,
    samples_of,
    show_interval,
    symbol_ticks,
)
from ductus.tables.intervals import FACTORS, crossed_interval

SHOWN = ("example", "inferred", "not_inferred", "untrained")
ROW_NAME = {
    "example": "example",
    "inferred": "with\ninference",
    "not_inferred": "without\ninference",
    "untrained": "untrained\nnetwork",
}
WIDEST, NARROWEST = 13, 8  # letters side by side
CELL, GAP = 0.72, 0.1  # inches of a drawing and between two names


def draw(written: pd.DataFrame, numbers: pd.DataFrame) -> Figure:
    """Trajectories of one learner above, the errors of all learners below.

    Parameters
    ----------
    written : character, condition (`example`, `inferred`, `not_inferred`, `untrained`), frame and
        the features.
    numbers : seed, exemplar_writer, character, condition, mse.
    """
    characters = list(dict.fromkeys(written.character))
    blocks, columns = rows_and_columns(len(characters), WIDEST)
    cells = max(columns, NARROWEST)
    cell = max(CELL, widest(characters, SMALLEST, bold=True) + GAP)
    width, letters = cell * cells + 1.0, blocks * len(SHOWN) * CELL + blocks * 0.3
    ratio = max(columns, 6), 4
    room = (width - 1) * ratio[0] / sum(ratio) / len(characters)
    names = widest(characters, 10)
    errors = 2.9 + (names if names > room else 0)  # the labels are turned then
    figure = new_figure(width, letters + errors)
    above, below = figure.subfigures(2, 1, height_ratios=[letters, errors])
    parts = np.atleast_1d(above.subfigures(blocks, 1))
    drawings = dict(iter(written.groupby(["character", "condition"])))
    for block, part in enumerate(parts):
        _letters(part, characters[block * columns : (block + 1) * columns], cells, cell, drawings)

    left, right = below.subplots(1, 2, width_ratios=ratio, sharey=True)
    _errors_by_character(left, numbers, characters, room)
    _errors_by_learner(right, numbers)
    below.legend(handles=samples_of(MARKER), loc="outside upper center", ncols=len(MARKER))
    return figure


def _letters(part, characters: list[str], columns: int, cell: float, drawings: dict) -> None:
    grid = part.subplots(len(SHOWN), columns, squeeze=False)
    for row, condition in enumerate(SHOWN):
        label = grid[row, 0]
        label.set_ylabel(
            ROW_NAME[condition], color=COLOUR[condition], rotation=0, ha="right", va="center"
        )
        for column, axes in enumerate(grid[row]):
            if column >= len(characters):
                axes.set_axis_off()
                continue
            steps = features_of(drawings[characters[column], condition])
            draw_trajectory(axes, steps, COLOUR[condition])
            if row == 0:
                name = characters[column]
                size = name_size([name], cell - GAP, 10)
                axes.set_title(literal(name), fontweight="bold", fontsize=size)


def _errors_by_character(
    axes: Axes, numbers: pd.DataFrame, characters: list[str], room: float
) -> None:
    place = {c: i for i, c in enumerate(characters)}
    for shift, (condition, marker) in zip((-0.22, 0.0, 0.22), MARKER.items(), strict=True):
        rows = numbers[numbers.condition == condition]
        per = rows.groupby("character", sort=False).mse.agg(["mean", "min", "max"])
        x = np.array([place[c] for c in per.index]) + shift
        axes.vlines(x, per["min"], per["max"], color=COLOUR[condition], lw=1.2)
        axes.plot(x, per["mean"], marker, color=COLOUR[condition], ms=4)
    axes.set(
        yscale="log",
        ylabel="mean squared error\n(normalised features)",
        xlim=(-0.6, len(characters) - 0.4),
    )
    axes.set_xlabel("new character\n(mean and range over seeds and exemplar writers)", size=8)
    symbol_ticks(axes, "x", characters, room)
    axes.grid(axis="y", color="0.9")


def _errors_by_learner(axes: Axes, numbers: pd.DataFrame) -> None:
    """A point for each seed and exemplar writer, and the mean with its interval."""
    for place, (condition, marker) in enumerate(MARKER.items()):
        rows, colour = numbers[numbers.condition == condition], COLOUR[condition]
        each = rows.groupby(FACTORS).mse.mean()
        x = place - 0.15 + np.linspace(-0.1, 0.1, len(each))
        axes.plot(x, each, marker, color=colour, ms=4, mfc="none", mew=0.7)
        found = crossed_interval(rows.assign(value=rows.mse))
        show_interval(axes, place + 0.2, found, colour, marker, upright=True)
        axes.annotate(
            f"{found.mean:.3g}",
            (place, max(each.max(), 0 if np.isnan(found.high) else found.high)),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            color=QUIET,
        )
    names = [ROW_NAME[c] for c in MARKER]
    axes.set_xticks(range(len(MARKER)), names)
    axes.set_xlim(-0.6, len(MARKER) - 0.4)
    axes.set_xlabel("open: one learner, filled: all,\nwith 95 % interval", size=8)
    axes.grid(axis="y", color="0.9")
