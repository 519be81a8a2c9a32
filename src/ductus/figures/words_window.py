"""Where the network looks while a word is written: the window's weights over time (his Fig. 13)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ductus.figures.style import bare, new_figure
from ductus.figures.word_panels import draw_word, literal, strokes_of

SAID = {"people": "somebody's word, as the network is told it", "samples": "a word of its own"}
COLOURS = ("#1f4fb4", "#ef9a2d")  # of letters in turn, as the window sees them


def draw(window: pd.DataFrame) -> Figure:
    """A column for each word: the word above, below it the weights; `window` is the table."""
    words = list(dict.fromkeys(window.whose))
    figure = new_figure(4.6 * len(words), 4.0)
    grid = figure.subplots(2, len(words), squeeze=False, height_ratios=(1, 1.4))
    for (above, below), whose in zip(grid.T, words, strict=True):
        mine = window[window.whose == whose]
        weights = mine.pivot(index="place", columns="step", values="weight").to_numpy()
        letters = mine.drop_duplicates("place").sort_values("place").letter
        steps = mine.drop_duplicates("step").sort_values("step")
        _word(above, steps, np.maximum.accumulate(weights[:-1].argmax(axis=0)))
        above.set_title(SAID[whose], fontsize=9)
        shares = weights / np.maximum(weights.sum(axis=0), 1e-9)
        below.imshow(shares, aspect="auto", origin="lower", cmap="Greys", vmin=0, vmax=1)
        names = [literal(letter) if letter else "end" for letter in letters]
        below.set_yticks(range(len(names)), names)
        below.xaxis.set_major_locator(MaxNLocator(integer=True))
        below.set_xlabel("step")
    grid[1][0].set_ylabel("share of the window")
    return figure


def _word(axes, steps: pd.DataFrame, seen: np.ndarray) -> None:
    strokes, place = strokes_of(steps), 0
    for stroke in strokes:
        of = seen[place : place + len(stroke)]
        for letter in np.unique(of):
            at = np.flatnonzero(of == letter)
            part = stroke[max(at[0] - 1, 0) : at[-1] + 1]
            draw_word(axes, [part], COLOURS[letter % len(COLOURS)])
        place += len(stroke)
    axes.autoscale_view()
    axes.set_aspect("equal")
    bare(axes)
