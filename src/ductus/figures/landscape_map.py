"""Centres of density clusters as they are drawn, by slice (the paper's Fig. 2)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.pictures import draw_picture, rows_of
from ductus.figures.style import QUIET, bare, new_figure

ROWS, COLUMNS = 12, 15


def draw(
    numbers: pd.DataFrame,
    shown: dict[str, np.ndarray],
    of: str = "latent neurons",
    missing: str = "no cluster was found",
) -> Figure:
    """A row for each of the slices with most clusters.

    Parameters
    ----------
    numbers : the table `landscape`, which chose whose pictures these are.
    shown : of `ductus.tasks.landscape.files.read`.
    """
    rows = rows_of(shown, ROWS)
    if not rows:
        figure = new_figure(5, 1.5)
        axes = figure.subplots()
        bare(axes)
        axes.text(0.5, 0.5, missing, ha="center", color=QUIET, transform=axes.transAxes)
        return figure
    wide = min(max(map(len, rows)), COLUMNS)
    figure = new_figure(1.1 + 0.62 * wide, 0.72 * len(rows) + 0.6)
    grid = figure.subplots(len(rows), wide, squeeze=False)
    for line, places in zip(grid, rows, strict=True):
        for axes in line:
            bare(axes)
        for axes, place in zip(line, places[:wide], strict=False):
            draw_picture(
                axes, shown["drawn"][place], shown["said"][place], bool(shown["recognised"][place])
            )
        one = ", ".join(str(neuron + 1) for neuron in shown["slices"][places[0]])
        line[0].set_ylabel(one, rotation=0, ha="right", va="center", fontsize=8)
    figure.supylabel(f"slice: three {of}", fontsize=9)
    figure.supxlabel("density clusters of the slice, the largest first", fontsize=9)
    return figure
