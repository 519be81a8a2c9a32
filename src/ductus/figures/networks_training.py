"""How fast networks with as many weights learn the trained letters."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.experiment.compared import compared
from ductus.figures.style import DASH, QUIET, colours, new_figure
from ductus.sweep.courses import GOALS


def draw(course: pd.DataFrame) -> Figure:
    """A panel for each question; `course` is the table `networks_training`."""
    names = list(dict.fromkeys(course.network))
    panels = {title: own for title, own in _panels(names).items() if own}
    figure = new_figure(5.4 * min(len(panels), 2) + 0.6, 3.6 * ((len(panels) + 1) // 2) + 0.2)
    shape = (len(panels) + 1) // 2, min(len(panels), 2)
    grid = figure.subplots(*shape, squeeze=False, sharey=True).flat
    for axes, (title, own) in zip(grid, panels.items(), strict=False):
        _draw_panel(axes, course, own)
        axes.set_title(title, fontsize="medium", loc="left")
    for axes in list(grid)[len(panels) :]:
        axes.set_axis_off()
    figure.supxlabel("CPU seconds of the training", fontsize="medium")
    figure.supylabel("excess of the loss over its floor", fontsize="medium")
    return figure


def _panels(names: list[str]) -> dict[str, list[str]]:
    """Which networks to show together, under which title."""
    asked = {name: compared(name) for name in names}
    plain = [n for n in names if not asked[n].training]
    usual = [n for n in plain if asked[n].model["start"] == "default"]
    deep = {asked[n].model["cell"] for n in usual if asked[n].model["layers"] > 1}
    started = {asked[n].model["cell"] for n in plain if n not in usual}
    return {
        "cells": [n for n in usual if asked[n].model["layers"] == 1],
        "layers": [n for n in usual if asked[n].model["cell"] in deep],
        "starts of the recurrent weights": [
            n for n in plain if asked[n].model["layers"] == 1 and asked[n].model["cell"] in started
        ],
        "optimisers, without mixing": [n for n in names if asked[n].training],
    }


def _draw_panel(axes: Axes, course: pd.DataFrame, names: list[str]) -> None:
    for number, (name, colour) in enumerate(zip(names, colours(len(names)), strict=True)):
        dash = DASH[number % len(DASH)]
        for _, own in course[course.network == name].groupby("seed"):
            own = own[own.step > 0]
            axes.plot(own.cpu_seconds, own.excess, dash, color=colour, lw=1.4, label=name)
    for goal in GOALS:
        axes.axhline(goal, color=QUIET, ls=":", lw=1)
    axes.set(xscale="log", yscale="log")
    axes.grid(color="0.92")
    lines, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, lines, strict=True))
    axes.legend(once.values(), once.keys(), fontsize=8)
