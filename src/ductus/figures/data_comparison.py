"""Sources of handwriting side by side: what a drawing is like in each, and a sheet of letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ductus.data.features import to_features
from ductus.data.trajectory import KEYS
from ductus.files.atomic import write_atomically

HISTOGRAMS = {  # measure: label, range drawn
    "points": ("points per drawing", (0, 90)),
    "duration": ("duration / s", (0, 2.5)),
    "step": ("step over the drawing's largest", (0, 1)),
    "strokes": ("strokes per drawing", (0.5, 4.5)),
    "pressure": ("pressure", (0, 1)),
}
BINS = 30
COURSE = 21  # points at which the course of the pressure is drawn
DASHES = ("-", "--", ":", "-.")  # sources are told apart in grey too


def measures(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """What is compared: one value a drawing or, for `step` and `pressure`, one a sample.

    Parameters
    ----------
    table : the one table of `ductus.data.trajectory`.

    Returns
    -------
    Arrays `points`, `duration` (seconds), `strokes`, `pressure`, and `step`: lengths of steps
    within strokes, over the longest of the drawing's steps (the features' normalisation).
    """
    drawings = table.groupby(KEYS, sort=False)
    steps = to_features(table).steps
    within = steps[:, 3] == 0
    return {
        "points": drawings.size().to_numpy(),
        "duration": drawings.time.max().to_numpy(),
        "step": np.hypot(steps[within, 0], steps[within, 1]),
        "strokes": drawings.stroke.max().to_numpy() + 1,
        "pressure": table.pressure.to_numpy(),
    }


def pressure_course(table: pd.DataFrame) -> pd.DataFrame:
    """Pressure over its maximum along a drawing: quartiles at equally spaced shares of its points.

    Returns
    -------
    DataFrame indexed by the share (0 to 1), columns 0.25, 0.5, 0.75.
    """
    drawings = table.groupby(KEYS, sort=False)
    share = table.frame / drawings.frame.transform("max").clip(lower=1)
    relative = table.pressure / drawings.pressure.transform("max")
    at = (share * (COURSE - 1)).round() / (COURSE - 1)
    return relative.groupby(at).quantile([0.25, 0.5, 0.75]).unstack()


def summary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Quartiles of every measure (column `measure`) and their mean, a row for each source."""
    rows = []
    for source, table in tables.items():
        for measure, values in measures(table).items():
            low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
            rows.append((measure, source, low, median, high, values.mean()))
    columns = ["measure", "source", "lower_quartile", "median", "upper_quartile", "mean"]
    frame = pd.DataFrame(rows, columns=columns)
    order = {measure: place for place, measure in enumerate(HISTOGRAMS)}
    return frame.sort_values("measure", key=lambda m: m.map(order), kind="stable")


def draw(tables: Mapping[str, pd.DataFrame], paths: Iterable[str | Path]) -> None:
    """Distributions of every measure, and the course of the pressure, a line for each source.

    Parameters
    ----------
    tables : the one table of `ductus.data.trajectory` for each source, by its name in the legend.
    paths : the figure's files; the suffix chooses the format.
    """
    with sns.axes_style("ticks"), plt.rc_context({"svg.fonttype": "none"}):
        figure, axes = plt.subplots(2, 3, figsize=(10, 5.6), layout="constrained")
        colours = sns.color_palette("colorblind", len(tables))
        for colour, dash, (source, table) in zip(colours, DASHES, tables.items(), strict=False):
            values = measures(table)
            for ax, measure in zip(axes.flat, HISTOGRAMS, strict=False):
                _histogram(ax, measure, values[measure], color=colour, ls=dash, label=source)
            course = pressure_course(table)
            ax = axes.flat[-1]
            ax.plot(course.index, course[0.5], color=colour, ls=dash, label=source)
            ax.fill_between(course.index, course[0.25], course[0.75], color=colour, alpha=0.15)
        axes.flat[-1].set(
            xlabel="share of the drawing",
            ylabel="pressure over its maximum\n(median, quartiles)",
            ylim=(0, 1.05),
        )
        axes.flat[-1].legend(frameon=False, loc="lower center")
        sns.despine(figure)
        _save(figure, paths)


def _histogram(ax: Axes, measure: str, values: np.ndarray, color, ls: str, label: str) -> None:
    """The share of the values in each bin; what lies beyond the range is counted at its edges."""
    name, (low, high) = HISTOGRAMS[measure]
    bins = int(high - low) if measure == "strokes" else BINS
    counts, edges = np.histogram(np.clip(values, low, high), bins, (low, high))
    share = counts / len(values)
    ax.stairs(share, edges, fill=True, color=color, alpha=0.15)
    ax.stairs(share, edges, color=color, ls=ls, lw=1.5, label=label)
    ax.set(xlabel=name, ylabel="share", xlim=(low, high))


def draw_sheet(
    table: pd.DataFrame,
    paths: Iterable[str | Path],
    writers: Sequence[str],
    symbols: Sequence[str],
    instance: int = 0,
) -> None:
    """A sheet of letters: a row for each writer, a column for each symbol, thicker where pressed.

    Parameters
    ----------
    table : the one table of `ductus.data.trajectory`.
    paths : the figure's files; the suffix chooses the format.
    writers, symbols, instance : which drawings.
    """
    shape = len(writers), len(symbols)
    figure, axes = plt.subplots(*shape, figsize=(shape[1] * 0.5, shape[0] * 0.62), squeeze=False)
    chosen = table[table.instance.eq(instance) & table.writer.isin(writers)]
    drawings = dict(iter(chosen.groupby(["writer", "symbol"])))
    for row, writer in enumerate(writers):
        for column, symbol in enumerate(symbols):
            _letter(axes[row, column], drawings[writer, symbol])
        label = axes[row, 0]
        label.text(0, 0.5, writer, ha="right", va="center", fontsize=8, transform=label.transAxes)
    for column, symbol in enumerate(symbols):
        axes[0, column].set_title(symbol, fontsize=9)
    figure.subplots_adjust(left=0.05, right=0.995, bottom=0.005, top=0.94, wspace=0, hspace=0)
    _save(figure, paths)


def _letter(ax: Axes, drawing: pd.DataFrame) -> None:
    """One drawing in a square that is centred on it and has the same size for all."""
    for _, stroke in drawing.groupby("stroke"):
        xy = stroke[["x", "y"]].to_numpy()
        ax.plot(*xy[0], "k.", markersize=1.5, clip_on=False)  # all there is to see of a still dot
        lines = np.stack([xy[:-1], xy[1:]], axis=1)
        width = 0.4 + 1.6 * stroke.pressure.to_numpy()[1:]
        ax.add_collection(
            LineCollection(lines, linewidths=width, colors="k", capstyle="round", clip_on=False)
        )
    middle = (drawing.x.min() + drawing.x.max()) / 2
    ax.set(xlim=(middle - 0.4, middle + 0.4), ylim=(0.05, 1.05), aspect="equal")
    ax.axis("off")


def _save(figure: plt.Figure, paths: Iterable[str | Path]) -> None:
    for path in paths:
        with write_atomically(path) as beside:
            figure.savefig(beside, dpi=150)
    plt.close(figure)
