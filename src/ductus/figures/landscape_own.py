"""What lies together in the hidden states of the network that writes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.labels import literal
from ductus.figures.pictures import draw_picture, without_clusters
from ductus.figures.style import QUIET, bare, new_figure

BLOCKS = 2  # beside each other


def draw(numbers: pd.DataFrame, shown: dict[str, np.ndarray]) -> Figure:
    """A row for each of the largest distinct clusters: what is written for it, and who is in it.

    Parameters
    ----------
    numbers : the table `landscape`, which chose whose pictures these are.
    shown : of `ductus.tasks.landscape.files.read`.
    """
    largest, members, symbols = (shown[name][1:] for name in ("largest", "members", "of"))
    clusters, count = members.shape[:2]
    if not clusters:
        return without_clusters()
    long = -(-clusters // BLOCKS)
    wide = count + 2  # with an empty column between blocks
    figure = new_figure(0.72 * wide * BLOCKS, 0.8 * long + 0.5)
    grid = figure.subplots(long, wide * BLOCKS, squeeze=False)
    for axes in grid.flat:
        bare(axes)
    for number, place in enumerate(largest):
        begin = wide * (number // long)
        line = grid[number % long][begin : begin + 1 + count]
        known = bool(shown["recognised"][place])
        draw_picture(line[0], shown["drawn"][place], shown["said"][place], known)
        pairs = zip(line[1:], members[number], symbols[number], strict=True)
        for axes, image, symbol in pairs:
            draw_picture(axes, image)
            axes.set_xlabel(literal(symbol), fontsize=8, color=QUIET, labelpad=1)
    figure.supxlabel(
        "a row: what is written from the mean code of a cluster, and drawings in it, with letters",
        fontsize=9,
    )
    return figure
