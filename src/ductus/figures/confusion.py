"""What each new character is taken for, by the paper's method and by the best other one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.labels import widest
from ductus.figures.style import PROBES, new_figure, symbol_ticks
from ductus.tables.measured import PAPER_METHOD, best_method, paper_noise

SIDE = 0.21, 0.12  # inches of a cell, with few and with many characters
MANY = 20  # characters; with more, cells are small and have no numbers


def draw(confusion: pd.DataFrame, counts: pd.DataFrame) -> Figure:
    """A row of heatmaps for each method, a column for each kind of probes.

    Parameters
    ----------
    confusion, counts : the tables `confusion` and `classification`.
    """
    noise = paper_noise(confusion)
    rows = confusion[confusion.noise.isna() | (confusion.noise == noise)]
    methods = [m for m in (PAPER_METHOD, best_method(counts)) if m in set(rows.method)]
    conditions = [c for c in PROBES if c in set(rows.condition)]
    characters = list(dict.fromkeys(rows.character))
    cell = SIDE[len(characters) > MANY]
    side = max(cell * len(characters), 1.8)
    names = widest(characters, 10)
    width, height = side + names + 0.5, side + names + 0.7
    figure = new_figure(len(conditions) * width + 1.1, len(methods) * height + 0.5)
    grid = figure.subplots(len(methods), len(conditions), squeeze=False)
    image = None
    for line, method in zip(grid, methods, strict=True):
        for axes, condition in zip(line, conditions, strict=True):
            part = rows[(rows.method == method) & (rows.condition == condition)]
            image = _heatmap(axes, part, characters, side / len(characters))
            what = f", noise {noise:g}" if condition == "generated" else ""
            axes.set_title(f"{method}:\n{PROBES[condition]}{what}", fontsize="small")
        line[0].set_ylabel("written")
    for axes in grid[-1]:
        axes.set_xlabel("taken for (among the new)")
    bar = figure.colorbar(image, ax=grid, shrink=0.6, pad=0.01, aspect=30)
    bar.set_label("share of the character's cases")
    return figure


def _heatmap(axes: Axes, part: pd.DataFrame, characters: list[str], cell: float):
    place = {c: i for i, c in enumerate(characters)}
    part = part[part.predicted.isin(place)]
    shares = np.zeros((len(characters), len(characters)))
    shares[part.character.map(place), part.predicted.map(place)] = part.share
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for which in ("x", "y"):
        symbol_ticks(axes, which, characters, cell)
    axes.tick_params(length=0)
    if len(characters) <= MANY:
        for i, j in zip(*np.nonzero(shares >= 0.045), strict=True):
            colour = "white" if shares[i, j] > 0.55 else "black"
            text = f"{100 * shares[i, j]:.0f}"
            axes.text(j, i, text, ha="center", va="center", fontsize=6, color=colour)
    for spine in axes.spines.values():
        spine.set(visible=True, color="0.8")
    return image
