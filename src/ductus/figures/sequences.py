"""How well networks with as many weights predict, a panel for each task."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR, QUIET, new_figure, show_interval

ROW = 0.27  # inches
PANELS = {  # task: measure, what the axis says
    "text": ("bits a character", "text: bits a character"),
    "pen": ("nats a point", "pen tokens: nats a point"),
    "addition": ("right answers", "sums: share right, by digits"),
    "tags": ("nats beyond the least", "nested tags:\nnats a character\nbeyond the least"),
}
COMPRESSORS = ("unigram", "gzip", "bz2", "xz")
SAMPLED = "sampled_"


def draw(numbers: pd.DataFrame) -> Figure:
    """A row for each network; `numbers` is the table `sequences`."""
    total = numbers[numbers.seed.astype(str) == "all"]
    total = total[~total.regularisation.str.startswith(SAMPLED) & (total.network != "marginals")]
    total = with_names(total)
    names = [n for n in dict.fromkeys(total.name) if n not in COMPRESSORS]
    figure = new_figure(11.5, ROW * len(names) + 1.4)
    grid = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (task, (measure, title)) in zip(grid, PANELS.items(), strict=True):
        own = total[(total.task == task) & (total.measure == measure)]
        if task == "addition":
            _digits(axes, own, names)
        else:
            _marks(axes, own[own.case == ""], names)
        if task == "text":
            _beside(axes, own)
        axes.set_title(title, fontsize="medium", loc="left")
        axes.grid(axis="x", color="0.92")
    grid[0].set_yticks(range(len(names)), names)
    grid[0].set_ylim(len(names) - 0.5, -0.5)
    return figure


def with_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a column `name`: how the network is called in the config."""
    added = ("-" + rows.regularisation).where(rows.regularisation != "none", "")
    return rows.assign(name=rows.network + added)


def _marks(axes: Axes, own: pd.DataFrame, names: list[str]) -> None:
    """Filled as it is, open while it adapts."""
    for row in own[own.name.isin(names)].to_dict("records"):
        static = row["evaluation"] == "static"
        looks = {"ms": 5} if static else {"ms": 4.5, "mfc": "white"}
        found, place = (row["mean"], row["low"], row["high"]), names.index(row["name"])
        colour = COLOUR["inferred"] if static else QUIET
        show_interval(axes, place, found, colour, "o" if static else "s", **looks)


def _digits(axes: Axes, own: pd.DataFrame, names: list[str]) -> None:
    """The number of digits as a mark."""
    for row in own.to_dict("records"):
        found, place = (row["mean"], row["low"], row["high"]), names.index(row["name"])
        show_interval(axes, place, found, COLOUR["inferred"], " ")
        digits = row["case"].split()[0]
        looks = {"ha": "center", "va": "center", "fontsize": 8, "color": COLOUR["inferred"]}
        axes.text(row["mean"], place, digits, **looks)
    axes.set_xlim(-0.06, 1.06)
    axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])


def _beside(axes: Axes, own: pd.DataFrame) -> None:
    """Lines, named at heights of their own: some compressors are about as good."""
    for place, name in enumerate(COMPRESSORS):
        for value in own[own.name == name]["mean"]:
            axes.axvline(value, color=QUIET, ls=":", lw=1)
            axes.annotate(
                name,
                (value, 0.03 + 0.24 * place),
                (2, 0),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=7,
                color=QUIET,
                rotation=90,
            )
