"""How recognisable and how diverse drawings of new letters are: people's and the network's."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR, KIND, QUIET, new_figure

LOOKS = {  # of a source: colour, marker, name, what its level is
    "same_writer": (COLOUR["example"], "o", "the exemplar writer's other drawings", ""),
    "other_writer": (COLOUR["example"], "s", "other writers' drawings", ""),
    "noise": (COLOUR["inferred"], "^", "the network, by noise on the code", "noise"),
    "sample": (KIND["network"][0], "D", "the network, sampled", "bias"),
}
SAID = {"noise": (4, 5), "sample": (4, -13)}  # where a level is written, in points from its mark
ACROSS = {
    "diversity": "diversity: distance between two drawings",
    "originality": "originality: distance to the one example",
}


def draw(numbers: pd.DataFrame) -> Figure:
    """A plane each for diversity and originality, with how many are recognised upwards.

    Parameters
    ----------
    numbers : the table `samples`.
    """
    figure = new_figure(7.5, 3.8)
    least = numbers[numbers.measure == "recognised"][["mean", "low"]].min(axis=None)
    for place, (axes, measure) in enumerate(
        zip(figure.subplots(1, 2, sharey=True), ACROSS, strict=True)
    ):
        _plane(axes, numbers, measure, named=not place)
        axes.set(xlabel=ACROSS[measure] + "\n(DTW of normal forms)", ylim=(least - 0.12, 1.08))
        if not place:
            axes.set_ylabel("recognised among the new letters")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _plane(axes: Axes, numbers: pd.DataFrame, measure: str, named: bool) -> None:
    for source, (colour, marker, name, level) in LOOKS.items():
        mine = numbers[numbers.source == source].fillna({"level": 0.0})
        across = mine[mine.measure == measure].set_index("level").sort_index()
        up = mine[mine.measure == "recognised"].set_index("level").reindex(across.index)
        x, y = across["mean"], up["mean"]
        axes.plot(x, y, "-", marker=marker, color=colour, ms=6, lw=1, label=name)
        axes.hlines(y, across.low, across.high, color=colour, lw=1)
        axes.vlines(x, up.low, up.high, color=colour, lw=1)
        if level and named:
            for value in across.index:
                at = (x[value], y[value])
                said = f"{level} {value:g}"
                axes.annotate(
                    said,
                    at,
                    SAID[source],
                    textcoords="offset points",
                    color=QUIET,
                    fontsize="small",
                )
    axes.set_xlim(left=0)
    axes.grid(color="0.92")
