"""Fig. 5: the way from one letter to another, as a grid and as an animation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from ductus.data.written import features_of
from ductus.figures.labels import literal, name_size, width_of
from ductus.figures.style import (
    COLOUR,
    LIGHT,
    QUIET,
    bare,
    draw_trajectory,
    new_figure,
    rows_and_columns,
)
from ductus.files.atomic import write_atomically

TALLEST = 16  # pairs below each other
CELL = 0.62  # inches
NAMES, NAMED = 10, 1.1  # points of the letters' names, and inches for two beside each other
NOTE = (
    "The network has no sign of the end: a blend is written for the interpolated length\n"
    "(weighted mean of the two letters' steps). Each drawing fills its cell."
)
PAUSE, MOVE = 700, 110  # milliseconds at a letter and at a blend
INCHES, DOTS = 2.4, 90  # of a picture of the animation, and dots per inch
GREATEST = 600  # pictures; beyond, every so manieth blend is left out


def draw(written: pd.DataFrame) -> Figure:
    """A row for each pair, a column for each weight.

    Parameters
    ----------
    written : first, second, weight (of the first), frame and the features.
    """
    pairs = _pairs(written)
    most = max(len(blends) for _, _, blends in pairs)
    names = [_name(first, second) for first, second, _ in pairs]
    beside = max(width_of(line, NAMES) for name in names for line in name.split("\n")) + 0.3
    blocks, _ = rows_and_columns(len(pairs), TALLEST)
    rows = -(-len(pairs) // blocks)
    width = max(blocks * (most * CELL + beside), 5.5)
    figure = new_figure(width, rows * CELL + 1.1)
    figure.supxlabel(NOTE, fontsize=8, color=QUIET)
    for block, part in enumerate(np.atleast_1d(figure.subfigures(1, blocks))):
        grid = part.subplots(rows, most, squeeze=False)
        for axes in grid.flat:
            bare(axes)
        part.suptitle("weight of the first letter", fontsize="medium")
        here = pairs[block * rows : (block + 1) * rows]
        for row, (line, pair) in enumerate(zip(grid, here, strict=False)):
            _row(line, *pair, titled=row == 0)
    return figure


def _name(first: str, second: str) -> str:
    """From the first to the second, in two lines where they are long."""
    name = f"{literal(first)} → {literal(second)}"
    return name if width_of(name, NAMES) <= NAMED else name.replace(" → ", " →\n")


def _pairs(written: pd.DataFrame) -> list[tuple[str, str, list[tuple[float, np.ndarray]]]]:
    """First, second and their blends (weight, features), from the first to the second."""
    pairs: dict[tuple[str, str], list[tuple[float, np.ndarray]]] = {}
    for (first, second, weight), rows in written.groupby(["first", "second", "weight"], sort=False):
        pairs.setdefault((first, second), []).append((float(weight), features_of(rows)))
    return [(*pair, sorted(b, key=lambda blend: -blend[0])) for pair, b in pairs.items()]


def _row(
    line: np.ndarray,
    first: str,
    second: str,
    blends: list[tuple[float, np.ndarray]],
    titled: bool,
) -> None:
    name = _name(first, second)
    line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=NAMES)
    for axes, (weight, steps) in zip(line, blends, strict=False):
        draw_trajectory(axes, steps, COLOUR["inferred"] if weight in (0, 1) else LIGHT, width=2)
        if weight in (0, 1):
            axes.set_facecolor("0.95")
        if titled:
            axes.set_title(f"{weight:.0%}", fontsize=8)


def animate(written: pd.DataFrame, path: Path) -> None:
    """Write all pairs' blends one after the other as an animated GIF."""
    pairs = _pairs(written)
    keep = -(-sum(len(blends) for _, _, blends in pairs) // GREATEST)
    pictures, durations = [], []
    for first, second, blends in pairs:
        for i, (weight, steps) in enumerate(blends):
            end = i in (0, len(blends) - 1)
            if not end and i % keep:
                continue
            pictures.append(_picture(first, second, weight, steps))
            durations.append(PAUSE if end else MOVE)
    with write_atomically(path) as beside:
        pictures[0].save(
            beside, save_all=True, append_images=pictures[1:], duration=durations, loop=0
        )


def _picture(first: str, second: str, weight: float, steps: np.ndarray) -> Image.Image:
    figure = Figure(figsize=(INCHES, INCHES * 1.2), dpi=DOTS)
    canvas = FigureCanvasAgg(figure)
    draw_trajectory(figure.add_axes((0.02, 0.14, 0.96, 0.8)), steps, COLOUR["inferred"], width=5)
    bar = figure.add_axes((0.2, 0.075, 0.6, 0.025))
    bar.barh(0, 1, color="0.88")
    bar.barh(0, 1 - weight, color=COLOUR["inferred"])
    bar.set(xlim=(0, 1), ylim=(-0.4, 0.4))
    bare(bar)
    for x, side, symbol, share in (
        (0.17, "right", first, weight),
        (0.83, "left", second, 1 - weight),
    ):
        figure.text(
            x, 0.08, literal(symbol), ha=side, va="baseline", fontsize=name_size([symbol], 0.4, 15)
        )
        figure.text(x, 0.004, f"{share:.0%}", ha=side, va="bottom", fontsize=7, color=QUIET)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # Few colours keep the file small, and so does no dithering: a GIF stores runs of one colour.
    return picture.quantize(24, dither=Image.Dither.NONE)
