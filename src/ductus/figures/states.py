"""States of the LSTM over time, beside the letter that is written meanwhile (Figs. 6 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.cluster.hierarchy import leaves_list, linkage

from ductus.figures.labels import literal
from ductus.figures.style import COLOUR, QUIET, draw_trajectory, new_figure

COURSES = (  # feature, colour, dash
    ("dx", "black", "-"),
    ("dy", COLOUR["inferred"], "--"),
    ("pressure", COLOUR["untrained"], ":"),
)


def draw(
    states: Mapping[str, np.ndarray], which: str, characters: Sequence[str], unit: str
) -> Figure:
    """For each letter: the letter with step numbers, and on one step axis its features and states.

    Parameters
    ----------
    states : symbols (S,), lengths (S,), features (S, T, 4) and h, c (S, T, H).
    which : ``h`` or ``c``.
    characters : what to draw; those that are not in `symbols` are left out, and if none is
        left, the last two symbols are drawn.
    unit : what the colours mean.
    """
    symbols = [str(s) for s in states["symbols"]]
    drawn = [symbols.index(c) for c in characters if c in symbols]
    drawn = drawn or list(range(len(symbols)))[-2:]
    pieces = [states[which][i, : states["lengths"][i]] for i in drawn]
    order = similar_units_together(np.concatenate(pieces))
    most = max(len(p) for p in pieces)
    bound = float(np.quantile(np.abs(np.concatenate(pieces)), 0.97)) or 1.0
    if which == "h":  # -1 to 1 by construction
        bound = min(bound, 1.0)

    width = 3.0 + min(max(most * 0.13, 4.0), 8.0)
    figure = new_figure(width, 3.7 * len(drawn) + 0.2)
    parts = np.atleast_1d(figure.subfigures(len(drawn), 1))
    every = _tick(most)
    values = states["features"][drawn, :most, :3]
    limits = min(float(values.min()), 0.0) - 0.1, max(float(values.max()), 1.0) + 0.1
    for part, i, piece in zip(parts, drawn, pieces, strict=True):
        left, right = part.subfigures(1, 2, width_ratios=[2.9, width - 2.9])
        steps = states["features"][i, : len(piece)]
        _letter(left.subplots(), symbols[i], steps, every)
        courses, heat = right.subplots(2, 1, sharex=True, height_ratios=[1, 2.6])
        _courses(courses, steps, most, every, limits)
        image = heat.imshow(
            piece[:, order].T,
            aspect="auto",
            interpolation="nearest",
            cmap="RdBu_r",
            vmin=-bound,
            vmax=bound,
            extent=(-0.5, len(piece) - 0.5, len(order) - 0.5, -0.5),
        )
        heat.set(xlabel="step", ylabel="LSTM unit\n(similar ones together)", yticks=[])
        heat.set_xlim(-0.5, most - 0.5)
        right.colorbar(image, ax=heat, label=unit, extend="both", pad=0.01)
    return figure


def similar_units_together(activity: np.ndarray) -> np.ndarray:
    """An order of the H units of states (T, H) in which neighbours do much the same over time."""
    if activity.shape[1] < 3:
        return np.arange(activity.shape[1])
    largest = np.abs(activity).max(axis=0)
    courses = (activity / np.where(largest > 0, largest, 1.0)).T  # what counts is when, not how far
    return leaves_list(linkage(courses, "average", optimal_ordering=len(courses) <= 300))


def _tick(steps: int) -> int:
    """Steps between two numbers: about ten numbers a letter."""
    return next(n for n in (1, 2, 5, 10, 20, 50, 100, 10**9) if steps / n <= 10)


def _letter(axes: Axes, symbol: str, steps: np.ndarray, every: int) -> None:
    position = draw_trajectory(axes, steps, COLOUR["inferred"], width=3, margin=0.2)
    axes.set_title(f"“{literal(symbol)}” with step numbers", fontsize="medium")
    numbered = np.arange(0, len(position), every)
    axes.plot(*position[numbered].T, "o", ms=4, mfc="white", mec="black", mew=0.9, zorder=3)
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    for step, offset in zip(numbered, _label_places(position, numbered), strict=True):
        axes.annotate(
            str(step),
            position[step],
            xytext=offset,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=8,
            path_effects=halo,
        )


def _label_places(position: np.ndarray, numbered: np.ndarray) -> list[tuple[float, float]]:
    """Where each number goes (points), out of the way of the line and of numbers placed before."""
    extent = float(np.ptp(position, axis=0).max()) or 1.0
    per_point = extent * 1.4 / 190.0  # the square of the drawing is about 190 points wide
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = 11.0 * np.column_stack([np.cos(angles), np.sin(angles)])
    obstacles = [position, position[numbered]]
    places = []
    for step in numbered:
        ends = position[step] + ring * per_point
        gaps = [np.linalg.norm(ends[:, None] - o[None], axis=-1).min(axis=1) for o in obstacles]
        best = int(np.min(gaps, axis=0).round(6).argmax())
        places.append((float(ring[best, 0]), float(ring[best, 1])))
        obstacles.append(ends[best][None])
    return places


def _courses(
    axes: Axes, steps: np.ndarray, most: int, every: int, limits: tuple[float, float]
) -> None:
    for column, (feature, colour, dash) in enumerate(COURSES):
        axes.plot(steps[:, column], dash, color=colour, lw=1.4, label=feature)
    for step in np.flatnonzero(steps[:, 3] > 0.5):
        if step:
            axes.axvline(step - 0.5, color=QUIET, lw=0.8)
            axes.annotate(
                "pen down",
                (step - 0.5, 1),
                xycoords=("data", "axes fraction"),
                xytext=(2, -1),
                textcoords="offset points",
                va="top",
                fontsize=7,
                color=QUIET,
            )
    axes.axhline(0, color="0.8", lw=0.8, zorder=0)
    axes.set(ylabel="features\n(normalised)", ylim=limits, yticks=[0, 1])
    axes.set_xticks(range(0, most, every))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.98), ncols=3, fontsize="small")
