"""How well drawings are predicted, by writers who trained nothing, a row for each predictor."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ductus.figures.style import COLOUR, QUIET, new_figure, show_interval
from ductus.tables.columns import PREDICTORS
from ductus.tables.prediction import ERROR, NATS

PANELS = {
    NATS: "nats a point, moves and onsets",
    "nats a point, onsets": "of these: onsets",
    ERROR: "squared error of the likeliest move\n(steps of deviation 1), a point",
}
NAMES = {
    "gaussian": "Gaussian at each step of the letter",
    "autoregression": "autoregression of order two",
    "one_layer": "one layer",
    "three_layers": "three layers",
    "three_layers_noise": "three layers, adaptive noise",
}
LOOKS = {  # of a condition: colour, marker, name, filled
    "trained": (QUIET, "s", "drawings that the network learned from", "white"),
    "new": (COLOUR["inferred"], "o", "drawings by writers kept apart", COLOUR["inferred"]),
}


def draw(numbers: pd.DataFrame) -> Figure:
    """A panel for each measure; `numbers` is the table `prediction`."""
    total = numbers[numbers.seed.astype(str) == "all"]
    figure = new_figure(10.5, 2.6)
    grid = figure.subplots(1, len(PANELS), sharey=True, width_ratios=[1.4, 1, 1])
    for axes, (measure, title) in zip(grid, PANELS.items(), strict=True):
        _panel(axes, total[total.measure == measure])
        axes.set_title(title, fontsize="medium", loc="left")
        axes.grid(axis="x", color="0.92")
    grid[0].set_yticks(range(len(PREDICTORS)), [NAMES[name] for name in PREDICTORS])
    grid[0].set_ylim(len(PREDICTORS) - 0.5, -0.5)
    handles = [
        Line2D([], [], ls="", marker=marker, color=colour, mfc=face, label=name)
        for colour, marker, name, face in LOOKS.values()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=8)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    for condition, (colour, marker, _, face) in LOOKS.items():
        own = rows[rows.condition == condition].set_index("predictor")
        for place, name in enumerate(PREDICTORS):
            if name in own.index:
                found = own.loc[name, ["mean", "low", "high"]].astype(float)
                above = place - 0.12 if condition == "new" else place + 0.12
                show_interval(axes, above, found, colour, marker, mfc=face, ms=4.5)
