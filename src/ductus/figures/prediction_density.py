"""Where a network expects the pen next, along some letters (Graves 2013, Figure 10)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.labels import literal
from ductus.figures.style import bare, new_figure

SIDE = 2.5  # inches
FINE = 160  # points across a map


def draw(density: pd.DataFrame) -> Figure:
    """A column for each letter: its map, and below the components' weights step by step.

    density : the table `prediction_density`.
    """
    letters = list(dict.fromkeys(density.character))
    figure = new_figure(SIDE * len(letters) + 0.6, SIDE + 1.3)
    shape = {"squeeze": False, "height_ratios": [SIDE, 0.9]}
    maps, weights = figure.subplots(2, len(letters), **shape)
    for above, below, letter in zip(maps, weights, letters, strict=True):
        own = density[density.character == letter]
        _map(above, own)
        above.set_title(literal(letter))
        table = own.pivot(index="component", columns="step", values="probability")
        extent = [0.5, table.shape[1] + 0.5, table.shape[0], 0]
        how = {"aspect": "auto", "cmap": "magma", "interpolation": "nearest", "extent": extent}
        below.imshow(table, vmin=0, vmax=1, **how)
        below.set(xlabel="step", yticks=[])
    maps[0].set_ylabel("density of the next point", fontsize=8)
    weights[0].set_ylabel("component", fontsize=8)
    return figure


def _map(axes: Axes, own: pd.DataFrame) -> None:
    """The densities of all next points together, and the drawing on them."""
    first = own.drop_duplicates("step")
    moves = first[["dx", "dy"]].to_numpy(float)
    points = np.concatenate([np.zeros((1, 2)), moves.cumsum(0)])
    low, high = points.min(0), points.max(0)
    middle, half = (low + high) / 2, 0.62 * max((high - low).max(), 1e-6)
    places = np.linspace(-half, half, FINE)
    x, y = np.meshgrid(middle[0] + places, middle[1] + places)
    whole = np.zeros_like(x)
    for start, (_, part) in zip(points[:-1], own.groupby("step"), strict=True):
        whole += sum(_normal(x - start[0], y - start[1], row) for row in part.itertuples())
    extent = [middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half]
    axes.imshow(np.log1p(whole), origin="lower", extent=extent, cmap="magma")
    broken = np.where((first.onset.to_numpy() > 0.5)[:, None], np.nan, points[1:])
    strokes = np.concatenate([points[:1], broken])
    axes.plot(*strokes.T, color="w", lw=0.5)
    axes.plot(*points.T, ".", color="w", ms=1.6)
    bare(axes)


def _normal(x: np.ndarray, y: np.ndarray, row) -> np.ndarray:
    """A component's density, times its probability, of moves (x, y)."""
    across, up = (x - row.mean_x) / row.deviation_x, (y - row.mean_y) / row.deviation_y
    left = 1 - row.correlation**2
    square = (across**2 + up**2 - 2 * row.correlation * across * up) / left
    height = 2 * np.pi * row.deviation_x * row.deviation_y * np.sqrt(left)
    return row.probability * np.exp(-square / 2) / height
