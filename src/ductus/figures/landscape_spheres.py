"""What is drawn on spheres of growing radius around cluster centres (the paper's Fig. 3)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.pictures import draw_picture
from ductus.figures.style import COLOUR, KIND, QUIET, bare, new_figure

LOOK = {  # of a representation: colour, marker, dash, name
    "sparse": (COLOUR["inferred"], "o", "-", "sparse autoencoder"),
    "dense": (KIND["network"][0], "D", "--", "dense autoencoder"),
    "random": (COLOUR["not_inferred"], "s", ":", "random projections"),
    "codes": (COLOUR["example"], "^", "-.", "codes of the network that writes"),
    "codes_untrained": (COLOUR["untrained"], "v", ":", "codes, untrained network"),
    "states": ("0.2", "P", "--", "its hidden states"),
}


def draw(numbers: pd.DataFrame, spheres: pd.DataFrame, shown: dict[str, np.ndarray]) -> Figure:
    """Pictures around centres; beside them the share that keeps its symbol, over the radius.

    Parameters
    ----------
    numbers : the table `landscape`, which chose whose pictures these are.
    spheres : the table `landscape_spheres`.
    shown : of `ductus.tasks.landscape.files.read`.
    """
    around = shown["around"]
    radii = sorted(set(spheres.radius))
    rows, each = len(around) - 1, (around.shape[1] - 1) // max(len(radii), 1)
    figure = new_figure(12.5, max(0.58 * rows + 0.9, 3.2))
    left, right = figure.subfigures(1, 2, width_ratios=(2.4, 1))
    grid = left.subplots(max(rows, 1), around.shape[1] + 1, squeeze=False)
    for axes in grid.flat:
        bare(axes)
    for line, pictures in zip(grid, around[1:], strict=False):
        for axes, picture in zip(line, [*pictures, around[0, 0]], strict=True):
            draw_picture(axes, picture)
    heads = ["centre", *(f"{radius:g}" for radius in radii for _ in range(each)), "none"]
    for axes, head in zip(grid[0], heads, strict=False):
        axes.set_title(head, fontsize=8)
    left.suptitle("radius, in lengths of the centre", fontsize=9)
    axes = right.subplots()
    total = spheres[spheres.seed.astype(str) == "all"]
    for name, part in total.groupby("representation", sort=False):
        colour, marker, dash, said = LOOK[name]
        axes.plot(part.radius, part["mean"], dash, marker=marker, ms=4, color=colour, label=said)
        axes.fill_between(part.radius, part.low, part.high, color=colour, alpha=0.14, lw=0)
    axes.axhline(0.9, color=QUIET, lw=0.8, ls=":")
    axes.set(xlabel="radius, in lengths of the centre", ylim=(0, 1.03))
    axes.set_ylabel("share drawn as the centre")
    if len(total):
        axes.legend(fontsize=7.5, loc="lower left")
    return figure
