"""Letters that networks write by themselves as pen tokens, by temperature."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.sequences import with_names
from ductus.figures.style import COLOUR, bare, draw_trajectory, new_figure

CELL, LETTERS = 0.62, 12  # inches; in a row


def draw(written: pd.DataFrame) -> Figure:
    """A row for each network at the last temperature, of the first for all; the table."""
    first = written.seed == written.seed.iloc[0]
    pen = with_names(written[(written.task == "pen") & first])
    last = pen.case.iloc[-1]
    rows = pen[(pen.name == pen.name.iloc[0]) | (pen.case == last)].groupby(
        ["name", "case"], sort=False
    )
    figure = new_figure(CELL * LETTERS + 2.2, CELL * len(rows) + 0.2)
    grid = figure.subplots(len(rows), LETTERS, squeeze=False)
    for places, ((name, case), own) in zip(grid, rows, strict=True):
        for axes, text in zip(places, [*own.text, *[""] * LETTERS], strict=False):
            if text:
                draw_trajectory(axes, _steps(text), COLOUR["inferred"], width=1.4)
            bare(axes)
        said = name if case == last else f"{name},\n{case}"
        places[0].set_ylabel(said, rotation=0, ha="right", va="center", fontsize=8)
    return figure


def _steps(text: str) -> np.ndarray:
    """Features (T, 4) of moves ``dx,dy,lifted``."""
    moves = np.array([[float(n) for n in move.split(",")] for move in text.split()])
    dx, dy, lifted = np.vstack([[0.0, 0.0, 1.0], moves]).T
    return np.column_stack([dx, dy, np.ones(len(dx)), lifted])
