"""Letters coloured by the states of cells that can be read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from ductus.figures.style import bare, new_figure

CELL = 0.72  # inches
MOST = 13  # letters


def draw(atlas: pd.DataFrame) -> Figure:
    """A row for each property, by the cell that tells it best; `atlas` is the table."""
    properties = list(dict.fromkeys(atlas.property))
    letters = list(dict.fromkeys(atlas.character))[:MOST]
    figure = new_figure(CELL * len(letters) + 2.4, CELL * len(properties) + 0.9)
    grid = figure.subplots(len(properties), len(letters), squeeze=False)
    for row, name in zip(grid, properties, strict=True):
        own = atlas[atlas.property == name]
        scale = Normalize(own.state.min(), own.state.max())
        for axes, letter in zip(row, letters, strict=True):
            _letter(axes, own[own.character == letter], scale)
        said = f"{name}\ncell {own.cell.iloc[0]}, score {own.score.iloc[0]:.2f}"
        row[0].set_ylabel(said, rotation=0, ha="right", va="center", fontsize=8)
    one = atlas.iloc[0]
    note = f"{one.network}, seed {one.seed}; blue: the cell's lowest state, red: its highest"
    figure.supxlabel(note, fontsize=8)
    return figure


def _letter(axes: Axes, steps: pd.DataFrame, scale: Normalize) -> None:
    points = np.cumsum(steps[["dx", "dy"]].to_numpy(float), axis=0)
    written = steps.onset.to_numpy()[1:] <= 0.5  # else the pen was lifted on the way
    lines = np.stack([points[:-1], points[1:]], axis=1)[written]
    states = steps.state.to_numpy()[1:][written]
    axes.add_collection(LineCollection(lines, array=states, cmap="coolwarm", norm=scale, lw=2.2))
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    half = 0.58 * max(np.ptp(points, axis=0).max(), 1e-9)
    axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))
    axes.set_aspect("equal")
    bare(axes)
