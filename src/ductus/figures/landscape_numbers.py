"""Landscapes in numbers: networks, controls, and the network that writes, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.landscape_spheres import LOOK
from ductus.figures.style import new_figure, show_interval
from ductus.tables.landscape import values_of

MEASURES = {
    "recognition": "centres recognised",
    "completeness": "symbols present",
    "purity": "purity of clusters",
    "connected": "ways within a symbol\nthat keep it",
    "evenness": "evenness of ways\nbetween symbols",
}


def draw(numbers: pd.DataFrame) -> Figure:
    """A panel for each measure, a row for each space; `numbers` is the table `landscape`."""
    total = numbers[(numbers.seed.astype(str) == "all") & (numbers.clustering == "meanshift")]
    names = [name for name in LOOK if name in set(total.representation)]
    figure = new_figure(11.5, 0.42 * len(names) + 1.3)
    grid = figure.subplots(1, len(MEASURES), sharey=True)
    for axes, (measure, title) in zip(grid, MEASURES.items(), strict=True):
        for place, name in enumerate(names):
            colour, marker, *_ = LOOK[name]
            each = values_of(numbers, name, measure).value
            axes.plot(each, [place] * len(each), "|", color=colour, alpha=0.6)
            found = total[(total.representation == name) & (total.measure == measure)]
            for row in found.to_dict("records"):
                mean = row["mean"], row["low"], row["high"]
                show_interval(axes, place, mean, colour, marker, ms=5)
        axes.set(xlim=(-0.04, 1.05), ylim=(len(names) - 0.5, -0.5))
        axes.set_title(title, fontsize="medium", loc="left")
        axes.grid(axis="x", color="0.92")
    grid[0].set_yticks(range(len(names)), [LOOK[name][3] for name in names])
    return figure
