"""Scheduled sampling to its end: nats with true inputs, beside what is written without any."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.sequences import SAMPLED
from ductus.figures.style import COLOUR, QUIET, new_figure, show_interval

PANELS = {
    "nats a point": ("", "static", "nats a point,\ngiven the true letter so far"),
    "distance of moves written": ("temperature 1", "", "distance of what it writes,\nby moves"),
    "distance of tokens written": ("temperature 1", "", "the same,\nby single tokens"),
}
FLOOR = "letters to learn from"


def draw(numbers: pd.DataFrame) -> Figure:
    """A panel for each measure; `numbers` is the table `sequences`."""
    pen = numbers[(numbers.seed.astype(str) == "all") & (numbers.task == "pen")]
    own = pen[(pen.network == "lstm") & pen.regularisation.map(_is_of_the_schedule)]
    figure = new_figure(8.5, 3.0)
    for axes, (measure, (case, at, title)) in zip(
        figure.subplots(1, len(PANELS)), PANELS.items(), strict=True
    ):
        rows = own[(own.measure == measure) & (own.case == case) & (own.evaluation == at)]
        for row in rows.to_dict("records"):
            found = row["mean"], row["low"], row["high"]
            show_interval(
                axes, _truth(row["regularisation"]), found, COLOUR["inferred"], "o", upright=True
            )
        beside = pen[(pen.network == "marginals") & (pen.measure == measure)]
        _line(axes, beside[beside.case == case], "marginals by place", "--", "left")
        _line(axes, beside[beside.case == FLOOR], "people's letters", ":", "right")
        axes.set_title(title, fontsize="medium", loc="left")
        axes.set(xlabel="true inputs at the end, %", xlim=(108, -8))
        axes.margins(y=0.15)
        axes.grid(axis="y", color="0.92")
    return figure


def _is_of_the_schedule(regularisation: str) -> bool:
    return regularisation == "none" or regularisation.startswith(SAMPLED)


def _truth(regularisation: str) -> int:
    return 100 if regularisation == "none" else int(regularisation.removeprefix(SAMPLED))


def _line(axes: Axes, rows: pd.DataFrame, said: str, dash: str, side: str) -> None:
    for value in rows["mean"]:
        axes.axhline(value, color=QUIET, ls=dash, lw=1)
        axes.annotate(
            said,
            (0.02 if side == "left" else 0.98, value),
            (0, 2),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            fontsize=7,
            color=QUIET,
            ha=side,
        )
