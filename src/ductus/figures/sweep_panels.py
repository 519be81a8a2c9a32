"""Small multiples of what networks can do: a panel for each measure of a table of the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, FixedLocator, NullLocator

from ductus.figures.style import PROBES, QUIET
from ductus.tables.columns import CONDITIONS


class Line(NamedTuple):
    """Which rows of a table are a line, and its dash."""

    measure: str
    method: str
    condition: str
    dash: str


class Panel(NamedTuple):
    """Lines that share axes. Scale: ``share`` (0 to 1), ``linear`` (from 0) or ``log``."""

    title: str
    scale: str
    lines: Sequence[Line]


class Series(NamedTuple):
    """Rows of a table that are drawn alike in all panels."""

    rows: pd.DataFrame
    colour: str
    marker: str
    label: str


PAPER, AMONG_NEW, NEAREST = "-", "--", ":"
IDENTIFIED = {
    PAPER: "the paper's method, among all",
    AMONG_NEW: "the paper's method, among the new",
    NEAREST: "nearest code (DTW), among the new",
}
MSE = Panel(
    "new letters written again:\nmean squared error", "linear", [Line("mse", "", "inferred", "-")]
)
DTW = Panel(
    "the same: time warping\ndistance of shapes", "linear", [Line("dtw", "", "inferred", "-")]
)
BLENDS = Panel("share of blends\nthat are smooth", "share", [Line("smooth blends", "", "", "-")])
IDENTIFICATION = [
    Panel(
        f"identified:\n{PROBES[condition]}",
        "share",
        [
            Line("identified", "paper", condition, PAPER),
            Line("identified among new", "paper", condition, AMONG_NEW),
            Line("identified among new", "nearest_code_dtw", condition, NEAREST),
        ],
    )
    for condition in CONDITIONS
]
EXPLANATION = {
    "output per code": "size of\nd output / d code",
    "column norm": "norm of\nthe letters' columns",
    "cell saturation": "saturation of cells:\nmean |tanh c|",
}


def draw_panel(axes: Axes, panel: Panel, series: Sequence[Series], at: str) -> None:
    """Draw a panel's lines over the column `at`, with the bands of their intervals."""
    for one in series:
        for line in panel.lines:
            rows = rows_of(one.rows, line).sort_values(at)
            look = {"marker": one.marker, "color": one.colour, "ms": 3.5, "lw": 1.4}
            axes.plot(rows[at], rows["mean"], line.dash, **look)
            axes.fill_between(rows[at], rows.low, rows.high, color=one.colour, alpha=0.14, lw=0)
    axes.set_title(panel.title, fontsize="medium", loc="left")
    if panel.scale == "log":
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.03 if panel.scale == "share" else None)
    axes.grid(color="0.92")


def count_axis(axes: Axes, counts: Sequence[int], mark: int | None) -> None:
    """Make x a logarithmic axis of counts in which 0 has a place, with a line at `mark`."""
    places = sorted(set(counts))
    least = min((n for n in places if n > 0), default=1)
    axes.set_xscale("symlog", linthresh=least, linscale=0.5)
    axes.xaxis.set_major_locator(FixedLocator(places))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.tick_params(axis="x", labelbottom=True, rotation=45 if len(places) > 5 else 0)
    axes.set_xlim(-0.15 * least if places[0] == 0 else None)
    if mark is not None:
        axes.axvline(mark, color=QUIET, lw=1, ls="-.")


def has(panel: Panel, rows: pd.DataFrame) -> bool:
    """Whether anything of a panel was measured."""
    return any(np.isfinite(rows_of(rows, line)["mean"]).any() for line in panel.lines)


def say_nothing(axes: Axes) -> None:
    """Say so in an empty panel."""
    axes.text(0.5, 0.5, "not measured", transform=axes.transAxes, ha="center", color=QUIET)


def dashes(names: dict[str, str]) -> list[Line2D]:
    """Lines in each dash, for a legend."""
    return [Line2D([], [], color="0.2", ls=d, lw=1.4, label=said) for d, said in names.items()]


def mark_sample(label: str) -> Line2D:
    """The line of `count_axis`, for a legend."""
    return Line2D([], [], color=QUIET, lw=1, ls="-.", label=label)


def rows_of(rows: pd.DataFrame, line: Line) -> pd.DataFrame:
    """The rows of a table that are a line."""
    wanted = rows[["measure", "method", "condition"]].eq(list(line[:3])).all(axis=1)
    return rows[wanted]
