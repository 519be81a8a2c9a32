"""Centres of density clusters as they are drawn, by slice (the paper's Fig. 2)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.pictures import draw_picture, rows_of, without_clusters
from ductus.figures.style import bare, new_figure

ROWS, COLUMNS, BLOCKS = 12, 15, 3


def draw(numbers: pd.DataFrame, shown: dict[str, np.ndarray]) -> Figure:
    """A row for each of the slices with most clusters.

    Parameters
    ----------
    numbers : the table `landscape`, which chose whose pictures these are.
    shown : of `ductus.tasks.landscape.files.read`.
    """
    rows = rows_of(shown, ROWS * BLOCKS)
    if not rows:
        return without_clusters()
    wide = min(max(map(len, rows)), COLUMNS)
    blocks = max(min(BLOCKS, COLUMNS // wide), 1)  # beside each other, where rows are short
    long = min(math.ceil(len(rows) / blocks), ROWS)
    rows = rows[: long * blocks]
    figure = new_figure(1.2 * blocks + 0.66 * wide * blocks, 0.72 * long + 0.6)
    grid = figure.subplots(long, (wide + 1) * blocks, squeeze=False)
    for axes in grid.flat:
        bare(axes)
    for number, places in enumerate(rows):
        begin = (wide + 1) * (number // long) + 1  # an empty column for the slice's name
        line = grid[number % long][begin : begin + wide]
        for axes, place in zip(line, places[:wide], strict=False):
            draw_picture(
                axes, shown["drawn"][place], shown["said"][place], bool(shown["recognised"][place])
            )
        one = ", ".join(str(neuron + 1) for neuron in shown["slices"][places[0]])
        line[0].set_ylabel(one, rotation=0, ha="right", va="center", fontsize=8)
    said = "a row: three latent neurons (their numbers), and the slice's density clusters"
    figure.supxlabel(f"{said}, the largest first", fontsize=9)
    return figure
