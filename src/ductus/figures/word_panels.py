"""Words side by side, all to one scale, as several figures show them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from ductus.figures.labels import literal
from ductus.figures.style import COLOUR, QUIET, bare, new_figure

SCALE = 0.3  # inches for a letter's height
ROOM = 0.35  # beside and above words, in inches


def strokes_of(word: pd.DataFrame) -> list[np.ndarray]:
    """Strokes (n, 2) of a word's steps, from its left edge at x = 0."""
    points = np.cumsum(word[["dx", "dy"]].to_numpy(float), axis=0)
    points[:, 0] -= points[:, 0].min()
    return np.split(points, np.flatnonzero(word.onset.to_numpy()[1:] > 0.5) + 1)


def draw_word(axes: Axes, strokes: Sequence[np.ndarray], colour: str, width: float = 1.4) -> None:
    """Draw strokes; one of a point is a dot."""
    axes.add_collection(
        LineCollection(
            [s for s in strokes if len(s) > 1], colors=colour, lw=width, capstyle="round"
        )
    )
    for stroke in strokes:
        if len(stroke) == 1:
            axes.plot(*stroke[0], ".", color=colour, ms=2 * width)


def words_in(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The words of a table's rows, one after the other: each begins with step 0."""
    begins = [*np.flatnonzero(rows.step.to_numpy() == 0), len(rows)]
    return [rows.iloc[begin:end] for begin, end in pairwise(begins)]


def panels(
    grid: Sequence[Sequence[pd.DataFrame | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    colours: Sequence[str] | None = None,
) -> Figure:
    """A figure with a word in each cell, or none.

    Parameters
    ----------
    rows, columns : what they are called; no names of columns, no line above.
    colours : of each column.
    """
    drawn = [[None if word is None else strokes_of(word) for word in line] for line in grid]
    wide = [max((_extent(line[c])[0] for line in drawn), default=1.0) for c in range(len(drawn[0]))]
    high = [max((_extent(one)[1] for one in line), default=1.0) for line in drawn]
    across, down = [SCALE * w + ROOM for w in wide], [SCALE * h + 0.2 for h in high]
    figure = new_figure(max(sum(across) + 1.6, 4.0), sum(down) + 0.6)
    axes = figure.subplots(
        len(drawn), len(drawn[0]), squeeze=False, width_ratios=across, height_ratios=down
    )
    for r, line in enumerate(drawn):
        for c, strokes in enumerate(line):
            one = axes[r][c]
            bare(one)
            if strokes is not None:
                draw_word(one, strokes, colours[c] if colours else COLOUR["inferred"])
                _fit(one, strokes, across[c] / SCALE, down[r] / SCALE)
        axes[r][0].set_ylabel(rows[r], rotation=0, ha="right", va="center", fontsize=8)
    for c, name in enumerate(columns):
        axes[0][c].set_title(name, fontsize=9, color=QUIET)
    return figure


def named(text: str) -> str:
    """A text as a figure says it."""
    return "".join(literal(symbol) for symbol in text)


def _extent(strokes: Sequence[np.ndarray] | None) -> np.ndarray:
    return np.ones(2) if strokes is None else np.maximum(np.ptp(np.concatenate(strokes), axis=0), 1)


def _fit(axes: Axes, strokes: Sequence[np.ndarray], wide: float, high: float) -> None:
    points = np.concatenate(strokes)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    axes.set(xlim=(-0.1, wide), ylim=(middle[1] - high / 2, middle[1] + high / 2))
    axes.set_aspect("equal")
