"""How words are read back letter by letter, against the bias, people's beside the network's."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR, QUIET, new_figure, show_interval

LINES = {  # of people: dash, name
    "people": ("--", "people, cut where letters begin"),
    "people, cut by the window": (":", "people, cut by the window"),
}
ROWS = {
    "one letter new": ("new letters read", "the letter learned from one example"),
    "not learned": ("new letters read", "the same, not learned"),
    "new hand": ("letters read", "all letters of a new hand"),
    "the writer": ("letters read", "that writer"),
    "primed": ("letters read", "after somebody's word"),
}


def draw(numbers: pd.DataFrame) -> Figure:
    """Left: against the bias; right: after learning letters; `numbers` is the table `words`."""
    total = numbers[numbers.seed.astype(str) == "all"]
    figure = new_figure(8.4, 3.0)
    left, right = figure.subplots(1, 2, sharex=False)
    read = total[total.measure == "letters read"]
    for row in read[read.whose == "samples"].itertuples():
        found = row.mean, row.low, row.high
        show_interval(left, row.bias, found, COLOUR["inferred"], "o", upright=True)
    for whose, (dash, name) in LINES.items():
        for mean in read[read.whose == whose]["mean"]:
            left.axhline(mean, ls=dash, color=QUIET, label=name)
    left.set(xlabel="bias", ylabel="letters read back", ylim=(0, 1.03))
    left.legend(fontsize=8, loc="lower right")
    names = []
    for whose, (measure, name) in ROWS.items():
        mine = total[(total.whose == whose) & (total.measure == measure)]
        for row in mine.itertuples():
            colour = COLOUR["example" if whose == "the writer" else "inferred"]
            show_interval(right, len(names), (row.mean, row.low, row.high), colour, "o")
            names.append(name)
    right.set_yticks(range(len(names)), names)
    right.set(xlabel="letters read back", xlim=(0, 1.03), ylim=(len(names) - 0.5, -0.5))
    return figure
