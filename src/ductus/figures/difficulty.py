"""Which characters are hard: to write after one example, and to identify."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ductus.figures.style import (
    COLOUR,
    KIND,
    PROBES,
    kind_of,
    new_figure,
    show_interval,
    symbol_ticks,
)

ROW = 0.2  # inches
MEASURES = {
    "mse": "mean squared error\n(normalised features)",
    "dtw": "distance in shape\n(DTW, letter's size)",
}
IDENTIFIED = "identified"


def draw(numbers: pd.DataFrame) -> Figure:
    """A row for each character, the hardest above; a part for each measure.

    Parameters
    ----------
    numbers : the table `difficulty`.
    """
    characters = list(dict.fromkeys(numbers.character))
    place = {c: i for i, c in enumerate(characters)}
    conditions = [c for c in PROBES if c in set(numbers.condition)]
    methods = list(dict.fromkeys(numbers.method[numbers.measure == IDENTIFIED]))
    parts = len(MEASURES) + len(conditions)
    figure = new_figure(2.0 * parts + 0.6, max(ROW * len(characters) + 1.6, 2.6))
    grid = figure.subplots(1, parts, sharey=True, squeeze=False)[0]
    for axes, (measure, name) in zip(grid, MEASURES.items(), strict=False):
        for row in numbers[numbers.measure == measure].itertuples():
            found = row.mean, row.low, row.high
            show_interval(axes, place[row.character], found, COLOUR["inferred"], "o", ms=4.5)
        axes.set(xlabel=name, xlim=(0, None))
        axes.xaxis.set_major_locator(MaxNLocator(3))
    for axes, condition in zip(grid[len(MEASURES) :], conditions, strict=True):
        part = numbers[(numbers.measure == IDENTIFIED) & (numbers.condition == condition)]
        for row in part.itertuples():
            colour, marker, _ = KIND[kind_of(row.method)]
            shift = 0.32 * (methods.index(row.method) / max(len(methods) - 1, 1) - 0.5)
            found, y = (row.mean, row.low, row.high), place[row.character] + shift
            show_interval(axes, y, found, colour, marker, ms=4)
        noise = f" ({part.noise.max():g})" if condition == "generated" else ""
        axes.set(xlim=(-0.03, 1.03), xlabel=f"share identified:\n{PROBES[condition]}{noise}")
        axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    for axes in grid:
        axes.grid(color="0.92")
        axes.tick_params(axis="y", length=0)
    symbol_ticks(grid[0], "y", characters, ROW)
    grid[0].set(ylim=(len(characters) - 0.4, -0.6), ylabel="new character, hardest above")
    if methods:
        figure.legend(handles=_samples(methods), loc="outside upper right", ncols=2)
    return figure


def _samples(methods: list[str]) -> list[Line2D]:
    samples = []
    for method in methods:
        colour, marker, _ = KIND[kind_of(method)]
        label = f"identified among the new by {method}"
        samples.append(Line2D([], [], color=colour, marker=marker, ms=4, lw=1.5, label=label))
    return samples
