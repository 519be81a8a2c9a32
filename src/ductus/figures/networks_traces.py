"""How long networks remember a step with another code."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.style import QUIET, colours, new_figure, rows_and_columns

WIDEST = 6  # panels in a row


def draw(traces: pd.DataFrame) -> Figure:
    """A panel for each network, a line for each layer and seed; `traces` is the table."""
    names = list(dict.fromkeys(traces.network))
    rows, columns = rows_and_columns(len(names), WIDEST)
    figure = new_figure(1.9 * columns + 0.7, 1.6 * rows + 1.0)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    of_layers = colours(int(traces.layer.max()))
    for axes, name in zip(grid, names, strict=False):
        own = traces[traces.network == name]
        for (layer, seed), course in own.groupby(["layer", "seed"]):
            share = course.distance / course.distance.max()
            first = seed == own.seed.iloc[0] and own.layer.max() > 1
            label = f"layer {layer}" if first else None
            axes.plot(course.after, share, color=of_layers[layer - 1], lw=1.2, label=label)
        axes.axhline(0.5, color=QUIET, ls=":", lw=1)
        axes.set_title(name, fontsize=8, loc="left")
        axes.grid(color="0.92")
        if own.layer.max() > 1:
            axes.legend(fontsize=7)
    for axes in grid[len(names) :]:
        axes.set_axis_off()
    figure.supxlabel("steps since a step with another code", fontsize="medium")
    figure.supylabel("distance, of its largest", fontsize="medium")
    return figure
