"""How far identification holds as variants grow unlike, with people's drawings beside them."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.style import KIND, PALE, QUIET, kind_of, new_figure, show_interval
from ductus.tables.measured import PAPER_METHOD, PEOPLE, best_method, symbols_of

SIDE = {"same_writer": "same\nwriter", "other_writer": "other\nwriters"}


def draw(counts: pd.DataFrame, cases: pd.DataFrame) -> Figure:
    """Lines over the noise for the network's own variants, marks for people's drawings.

    Parameters
    ----------
    counts : the table `classification`, all conditions and noises.
    cases : the table `classification_cases`.
    """
    symbols, new = len(symbols_of(cases)), cases.character.nunique()
    total = counts[counts.seed.astype(str) == "all"]
    people = [c for c in PEOPLE if c in set(total.condition)]
    series = _series(counts, symbols, new)
    figure = new_figure(5.2 + 1.0 * len(people), 4.6)
    ratio = [4.2, *([1.0 * len(people)] if people else [])]
    left, *right = figure.subplots(1, len(ratio), sharey=True, width_ratios=ratio, squeeze=False)[0]
    for i, one in enumerate(series):
        _line(left, total[total.condition == "generated"], one)
        if people:
            _marks(right[0], total, people, one, (i - (len(series) - 1) / 2) * 0.2)
    for axes in (left, *right):
        for n, dash in ((symbols, ":"), (new, "--")):
            axes.axhline(1 / n, color=QUIET, ls=dash, lw=1)
        axes.grid(axis="y", color="0.9")
    levels = sorted(total.noise.dropna().unique())
    left.set_xticks(levels, [f"{level:g}" for level in levels])
    left.set(
        xlabel="noise on the code (standard deviation):\nvariants by the network itself",
        ylabel="share identified, with 95 % interval\nover seeds and exemplar writers",
        ylim=(0, 1.03),
    )
    for n, dash in ((symbols, ":"), (new, "--")):
        left.plot([], [], color=QUIET, ls=dash, lw=1, label=f"chance, 1 of {n}")
    if people:
        right[0].set_xticks(range(len(people)), [SIDE[c] for c in people])
        right[0].set(xlim=(-0.6, len(people) - 0.4), xlabel="people's\ndrawings")
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


def _series(counts: pd.DataFrame, symbols: int, new: int) -> list[tuple]:
    """Method, ending of the columns, colour, marker, dash, label."""
    found = []
    if PAPER_METHOD in set(counts.method):
        colour, marker, _ = KIND["paper"]
        word = f"the paper's method, among all {symbols}"
        found.append((PAPER_METHOD, "", colour, marker, "-", word))
        word = f"the paper's method, among the {new} new"
        found.append((PAPER_METHOD, "_among_new", PALE, "v", "--", word))
    best = best_method(counts)
    if best:
        colour, marker, _ = KIND[kind_of(best)]
        word = f"{best}, the best other method, among the {new} new"
        found.append((best, "_among_new", colour, marker, "-.", word))
    return found


def _columns(among: str) -> list[str]:
    return [f"{name}{among}" for name in ("accuracy", "low", "high")]


def _line(axes: Axes, variants: pd.DataFrame, one: tuple) -> None:
    method, among, colour, marker, dash, label = one
    rows = variants[variants.method == method].sort_values("noise")
    mean, low, high = (rows[c].astype(float) for c in _columns(among))
    axes.fill_between(rows.noise, low, high, color=colour, alpha=0.18, lw=0)
    axes.plot(rows.noise, mean, dash, marker=marker, color=colour, ms=5.5, label=label)
    axes.vlines(rows.noise, low, high, color=colour, lw=1)


def _marks(axes: Axes, total: pd.DataFrame, people: list[str], one: tuple, shift: float) -> None:
    method, among, colour, marker, _, _ = one
    for place, condition in enumerate(people):
        rows = total[(total.method == method) & (total.condition == condition)]
        for found in rows[_columns(among)].astype(float).to_numpy():
            show_interval(axes, place + shift, found, colour, marker, upright=True)
