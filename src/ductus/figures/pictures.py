"""How pictures of a landscape are shown (no figure of its own)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.labels import literal
from ductus.figures.style import COLOUR, QUIET, bare, new_figure


def draw_picture(axes: Axes, image: np.ndarray, said: str = "", known: bool = True) -> None:
    """A picture (28, 28) in dark ink; below it what it is said to be, pale if it is not known."""
    axes.imshow(
        image, cmap="Greys", vmin=0, vmax=255, interpolation="bilinear", alpha=1 if known else 0.45
    )
    bare(axes)
    if said:
        colour = COLOUR["inferred"] if known else QUIET
        words = literal(said) if known else f"({literal(said)})"
        axes.set_xlabel(words, fontsize=8, color=colour, labelpad=1)


def without_clusters() -> Figure:
    """A figure that says that there are none."""
    figure = new_figure(5, 1.5)
    axes = figure.subplots()
    bare(axes)
    said = {"ha": "center", "color": QUIET, "transform": axes.transAxes}
    axes.text(0.5, 0.5, "no cluster was found", **said)
    return figure


def rows_of(shown: dict[str, np.ndarray], most: int) -> list[np.ndarray]:
    """For each slice, those of most clusters first, the places of its clusters in `shown`."""
    slices = shown["slices"]
    found: dict[tuple, list[int]] = {}
    for place in range(1, len(slices)):
        found.setdefault(tuple(slices[place]), []).append(place)
    longest = sorted(found.values(), key=lambda places: -len(places))
    return [np.array(places) for places in longest[:most]]
