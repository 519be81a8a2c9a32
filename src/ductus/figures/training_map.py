"""What a network can do with new letters, against the amount of training."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ductus.figures import sweep_panels as panels
from ductus.figures.style import COLOUR, QUIET, new_figure

LOOK = {  # of an objective: colour, marker, name
    "class_means": (COLOUR["inferred"], "o", "exact full batch (class_means)"),
    "samples": ("#c9803f", "s", "minibatches (samples)"),
}
WHOSE = {"-": "at the new letters' codes", "--": "at the trained letters' codes"}
EXCESS = panels.Panel(
    "training loss: its excess\nover the floor", "log", [panels.Line("excess", "", "", "-")]
)
EXPLANATION = [
    panels.Panel(
        title,
        "linear",
        [panels.Line(measure, "", whose, d) for whose, d in (("new", "-"), ("trained", "--"))],
    )
    for measure, title in panels.EXPLANATION.items()
]


def draw(numbers: pd.DataFrame, chosen: int | None = None) -> Figure:
    """Loss, abilities and what may explain them, over optimiser steps.

    Parameters
    ----------
    numbers : the table `training_map`; what is drawn are its rows of all seeds.
    chosen : training length of the experiment, a line in each panel.
    """
    total = numbers[numbers.seed.astype(str) == "all"]
    series = [
        panels.Series(total[total.objective == objective], *LOOK[objective])
        for objective in dict.fromkeys(total.objective)
    ]
    figure = new_figure(11.5, 8.6)
    grid = figure.subplots(3, 4, sharex=True)
    rows = (
        [EXCESS, panels.MSE, panels.DTW, panels.BLENDS],
        panels.IDENTIFICATION,
        EXPLANATION,
    )
    for line, row in zip(grid, rows, strict=True):
        for axes, panel in zip(line, row, strict=False):
            panels.draw_panel(axes, panel, series, "step")
            panels.count_axis(axes, total.step, chosen)
            if not panels.has(panel, total):
                panels.say_nothing(axes)
        for axes in line[len(row) :]:
            axes.set_axis_off()
    for axes in (*grid[2, :3], grid[0, 3]):  # below these there is no other panel
        axes.set_xlabel("optimiser steps")
    floor = total[total.measure == "floor"]["mean"].mean()
    grid[0, 0].axhline(floor, color=QUIET, lw=1)
    grid[0, 0].annotate(
        "floor",
        (1, floor),
        (0, 2),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        color=QUIET,
    )
    lines = [
        Line2D([], [], color=one.colour, marker=one.marker, ms=3.5, label=one.label)
        for one in series
    ]
    if chosen is not None:
        lines.append(panels.mark_sample(f"the experiment's training: {chosen} steps"))
    figure.legend(handles=lines, loc="outside upper center", ncols=3, title="bands: 95 % intervals")
    for axes, names in ((grid[1, 3], panels.IDENTIFIED), (grid[2, 3], WHOSE)):
        axes.legend(handles=panels.dashes(names), loc="center left")
    return figure
