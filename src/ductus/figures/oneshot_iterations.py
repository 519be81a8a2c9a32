"""What the trained network can do with new letters, against iterations of one-shot inference."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures import sweep_panels as panels
from ductus.figures.style import COLOUR, new_figure

EXPLANATION = [
    panels.Panel(title, "linear", [panels.Line(measure, "", "new", "-")])
    for measure, title in panels.EXPLANATION.items()
]


def draw(numbers: pd.DataFrame, chosen: int, mixing: float) -> Figure:
    """Abilities and what may explain them, over iterations.

    Parameters
    ----------
    numbers : the table `oneshot_iterations`; what is drawn are its rows of all seeds.
    chosen, mixing : iterations of the experiment, a line in each panel; its mixing, of all that is
        drawn.
    """
    total = numbers[(numbers.seed.astype(str) == "all") & (numbers.mixing == mixing)]
    series = [panels.Series(total, COLOUR["inferred"], "o", "")]
    figure = new_figure(8.4, 8.0)
    grid = figure.subplots(3, 3, sharex=True)
    shown = [panels.MSE, panels.DTW, panels.BLENDS, *panels.IDENTIFICATION, *EXPLANATION]
    for axes, panel in zip(grid.flat, shown, strict=True):
        panels.draw_panel(axes, panel, series, "iterations")
        panels.count_axis(axes, total.iterations, chosen)
        if not panels.has(panel, total):
            panels.say_nothing(axes)
    for axes in grid[-1]:
        axes.set_xlabel("iterations of one-shot inference")
    mark = panels.mark_sample(f"the experiment's inference: {chosen} iterations")
    lines = [*panels.dashes(panels.IDENTIFIED), mark]
    figure.legend(handles=lines, loc="outside lower center", ncols=2, title="bands: 95 % intervals")
    return figure
