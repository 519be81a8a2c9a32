"""Abilities against how exactly a new letter is written: what cannot be had together."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from ductus.figures.style import COLOUR, QUIET, new_figure
from ductus.figures.sweep_panels import BLENDS, IDENTIFICATION, Line, Panel, rows_of

PANELS = [IDENTIFICATION[0], BLENDS]
DISTANCE = Line("dtw", "", "inferred", "")
ACROSS = {  # what is changed: colour, marker, name
    "iterations": (QUIET, "s", "iterations of one-shot inference"),
    "mixing": (COLOUR["inferred"], "o", "share of mixtures in it"),
}
WHERE = ["iterations", "mixing"]


def draw(numbers: pd.DataFrame, iterations: int, mixing: float) -> Figure:
    """Identified variants and smooth blends over the distance of new letters to their examples.

    Parameters
    ----------
    numbers : the table `oneshot_iterations`; what is drawn are its rows of all seeds.
    iterations, mixing : those of the experiment: along each line one of the two is as in it.
    """
    total = numbers[numbers.seed.astype(str) == "all"]
    own = {"iterations": iterations, "mixing": mixing}
    figure = new_figure(8.4, 4.2)
    for axes, panel in zip(figure.subplots(1, len(PANELS), sharey=True), PANELS, strict=True):
        points = _points(total, panel)
        for changed, kept in (WHERE, WHERE[::-1]):
            _line(axes, points[points[kept] == own[kept]], changed, own[changed])
        axes.set_title(panel.title, fontsize="medium", loc="left")
        axes.set_ylim(-0.05, 1.12)
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(color="0.92")
    figure.supxlabel("time warping distance of new letters to their examples", fontsize="medium")
    samples = [
        Line2D([], [], color=colour, marker=marker, ms=4, lw=1.2, mfc="white", label=name)
        for colour, marker, name in ACROSS.values()
    ]
    figure.legend(handles=samples, loc="outside upper center", ncols=2)
    return figure


def _points(total: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """A row for each network: iterations, mixing, and mean, low and high as ``x_`` and ``y_``."""
    found = [
        rows_of(total, line).set_index(WHERE)[["mean", "low", "high"]].add_prefix(axis)
        for axis, line in (("x_", DISTANCE), ("y_", panel.lines[0]))
    ]
    return found[0].join(found[1], how="inner").reset_index()


def _line(axes: Axes, points: pd.DataFrame, changed: str, own: float) -> None:
    """A line with a dot for each point, named by what is `changed`; filled at the `own` value."""
    colour, marker, _ = ACROSS[changed]
    points = points.sort_values(changed)
    axes.plot(points.x_mean, points.y_mean, color=colour, lw=1.2)
    for point in points.itertuples():
        value, x, y = getattr(point, changed), point.x_mean, point.y_mean
        axes.plot([point.x_low, point.x_high], [y, y], color=colour, lw=0.6, alpha=0.6)
        axes.plot([x, x], [point.y_low, point.y_high], color=colour, lw=0.6, alpha=0.6)
        axes.plot(x, y, marker, color=colour, ms=5, mfc=colour if value == own else "white")
        # Names stand across the way that lines go, one line's above and the other's below.
        below = changed == "mixing"
        look = {"rotation": -60, "fontsize": 7, "color": colour, "textcoords": "offset points"}
        look |= {"ha": "left", "va": "top"} if below else {"ha": "right", "va": "bottom"}
        axes.annotate(f"{value:g}", (x, y), (1, -3) if below else (-1, 3), **look)
