"""How often each method identified a drawing: the paper's, other ways, and without a network."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ductus.figures.style import KIND, PROBES, QUIET, kind_of, new_figure, show_interval
from ductus.tables.measured import PEOPLE, paper_noise, symbols_of

ROW = 0.34  # inches


def draw(counts: pd.DataFrame, cases: pd.DataFrame) -> Figure:
    """A row for each method, a part for each kind of probes.

    Parameters
    ----------
    counts : the table `classification`, all conditions and noises.
    cases : the table `classification_cases`.
    """
    symbols, new = len(symbols_of(cases)), cases.character.nunique()
    total = counts[counts.seed.astype(str) == "all"]
    noise = paper_noise(total)
    total = total[total.noise.isna() | (total.noise == noise)]
    conditions = [c for c in PROBES if c in set(total.condition)]
    methods = _sorted(total)
    figure = new_figure(max(2.5 * len(conditions) + 2.2, 7.0), ROW * len(methods) + 1.9)
    grid = figure.subplots(1, len(conditions), sharey=True, squeeze=False)[0]
    for axes, condition in zip(grid, conditions, strict=True):
        rows = total[total.condition == condition].set_index("method")
        _condition(axes, rows, methods)
        of = f"noise {noise:g}, " if condition == "generated" else ""
        axes.set_title(f"{PROBES[condition]}\n({of}n = {rows.n.max()})", fontsize="medium")
        for chance, dash in ((1 / new, "--"), (1 / symbols, ":")):
            axes.axvline(chance, color=QUIET, ls=dash, lw=1, zorder=0)
    grid[0].set_yticks(range(len(methods)), methods)
    grid[0].set_ylim(len(methods) - 0.5, -0.5)
    figure.supxlabel(
        "share identified, with 95 % interval over seeds and exemplar writers", fontsize="medium"
    )
    figure.legend(
        handles=_samples(methods, symbols, new), loc="outside upper center", ncols=3, fontsize=8
    )
    return figure


def _sorted(total: pd.DataFrame) -> list[str]:
    """The best on people's drawings (else on variants) first."""
    people = total[total.condition.isin(PEOPLE)]
    means = (total if people.empty else people).groupby("method", sort=False).accuracy_among_new
    return list(means.mean().sort_values(ascending=False, kind="stable").index)


def _condition(axes: Axes, rows: pd.DataFrame, methods: list[str]) -> None:
    for place, method in enumerate(methods):
        if method not in rows.index:
            continue
        row, (colour, marker, _) = rows.loc[method], KIND[kind_of(method)]
        known = pd.notna(row.accuracy)
        among_new = row[["accuracy_among_new", "low_among_new", "high_among_new"]].astype(float)
        show_interval(axes, place - 0.14 * known, among_new, colour, marker)
        if known:
            among_all = row[["accuracy", "low", "high"]].astype(float)
            show_interval(axes, place + 0.18, among_all, colour, marker, mfc="white")
        axes.annotate(
            f"{row.accuracy_among_new:.0%}",
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=QUIET,
        )
    axes.set(xlim=(-0.02, 1.02))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "50 %", "", "100 %"])
    axes.grid(axis="x", color="0.9")
    axes.tick_params(axis="y", length=0)


def _samples(methods: list[str], symbols: int, new: int) -> list[Line2D]:
    kinds = {kind_of(method) for method in methods}
    samples = [
        Line2D([], [], color=colour, marker=marker, lw=1.5, label=name)
        for kind, (colour, marker, name) in KIND.items()
        if kind in kinds
    ]
    for full, n, dash, which in (
        (True, new, "--", f"the {new} new symbols"),
        (False, symbols, ":", f"all {symbols} symbols"),
    ):
        colour = "black" if full else "white"
        label = f"among {which}" + (" (the number)" if full else "")
        dot = {"marker": "o", "ls": "", "mec": "black"}
        samples.append(Line2D([], [], mfc=colour, label=label, **dot))
        samples.append(Line2D([], [], color=QUIET, ls=dash, lw=1, label=f"chance, 1 of {n}"))
    return samples
