"""What networks with as many weights can do with new letters, a row for each."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR, PROBES, QUIET, new_figure, show_interval
from ductus.tables.claims import TWO_WRITERS
from ductus.tables.columns import CONDITIONS

ROW = 0.27  # inches
PAPERS = "lstm"


class Mark(NamedTuple):
    """A measure of the table that a panel shows, and whether its mark is filled."""

    measure: str
    method: str
    condition: str
    filled: bool = True


PANELS = {
    "distance in shape\nto the example (DTW)": [Mark("dtw", "", "inferred")],
    **{
        f"identified:\n{PROBES[condition]}": [
            Mark("identified", "paper", condition),
            Mark("identified among new", "nearest_code_dtw", condition, filled=False),
        ]
        for condition in CONDITIONS
    },
    "share of blends\nthat are smooth": [Mark("smooth blends", "", "")],
}


def draw(numbers: pd.DataFrame) -> Figure:
    """A panel for each ability; `numbers` is the table `networks`."""
    total = numbers[numbers.seed.astype(str) == "all"]
    networks = list(dict.fromkeys(total.network))
    figure = new_figure(11.5, ROW * len(networks) + 1.2)
    grid = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (title, marks) in zip(grid, PANELS.items(), strict=True):
        shown = [_rows(total, mark) for mark in marks]
        for mark, rows in zip(marks, shown, strict=True):
            _row_of_marks(axes, rows, networks, mark.filled)
        if PAPERS in shown[0].index:
            axes.axvline(shown[0].loc[PAPERS, "mean"], color=COLOUR["inferred"], ls="--", lw=0.8)
        axes.set_title(title, fontsize="medium", loc="left")
        axes.grid(axis="x", color="0.92")
        if marks[0].measure == "dtw":
            axes.axvline(TWO_WRITERS, color=QUIET, ls=":", lw=1)
            axes.set_xlim(0)
        else:
            axes.set_xlim(-0.02, 1.02)
            axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        if all(rows.empty for rows in shown):
            axes.text(0.5, 0.5, "not measured", transform=axes.transAxes, ha="center", color=QUIET)
    grid[0].set_yticks(range(len(networks)), networks)
    grid[0].set_ylim(len(networks) - 0.5, -0.5)
    return figure


def _rows(total: pd.DataFrame, mark: Mark) -> pd.DataFrame:
    wanted = total[["measure", "method", "condition"]].eq(list(mark[:3])).all(axis=1)
    return total[wanted].set_index("network")


def _row_of_marks(axes: Axes, rows: pd.DataFrame, networks: list[str], filled: bool) -> None:
    colour = COLOUR["inferred"] if filled else QUIET
    for place, network in enumerate(networks):
        if network in rows.index:
            found = rows.loc[network, ["mean", "low", "high"]].astype(float)
            looks = {"ms": 5} if filled else {"ms": 4.5, "mfc": "white"}
            show_interval(axes, place, found, colour, "o" if filled else "s", **looks)
