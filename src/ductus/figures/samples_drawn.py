"""Drawings of new letters after one example: people's, and the network's samples."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.data.written import features_of
from ductus.figures.labels import literal
from ductus.figures.style import COLOUR, bare, draw_trajectory, new_figure

CELL = 0.62  # inches
MOST = 13  # letters beside each other
PEOPLE = {  # source: what stands beside its rows
    "example": "the one example",
    "same_writer": "the same writer",
    "other_writer": "other writers",
}
NETWORK = {"noise": "noise", "sample": "bias"}


def draw(shown: pd.DataFrame) -> Figure:
    """A column for each letter, rows for people and for each level; `shown` is `samples_shown`."""
    letters = list(dict.fromkeys(shown.character))[:MOST]
    drawn = dict(
        iter(shown.fillna({"level": -1.0}).groupby(["source", "level", "draw", "character"]))
    )
    rows = list(dict.fromkeys(key[:3] for key in _in_order(drawn)))
    figure = new_figure(CELL * len(letters) + 1.5, CELL * len(rows) + 0.4)
    grid = figure.subplots(len(rows), len(letters), squeeze=False)
    for row, axes_of_row in zip(rows, grid, strict=True):
        source, level, draw = row
        colour = COLOUR["example" if source in PEOPLE else "inferred"]
        for letter, axes in zip(letters, axes_of_row, strict=True):
            bare(axes)
            if (*row, letter) in drawn:
                draw_trajectory(axes, features_of(drawn[*row, letter]), colour, width=1.6)
        if not draw:
            name = PEOPLE.get(source) or f"{NETWORK[source]} {level:g}"
            axes_of_row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
    for letter, axes in zip(letters, grid[0], strict=True):
        axes.set_title(literal(letter))
    return figure


def _in_order(keys) -> list[tuple]:
    order = {source: place for place, source in enumerate((*PEOPLE, *NETWORK))}
    return sorted(keys, key=lambda key: (order[key[0]], *key[1:3]))
