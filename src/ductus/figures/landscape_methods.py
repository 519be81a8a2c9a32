"""One-shot recognition in latent spaces beside methods without a network."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.landscape_spheres import LOOK
from ductus.figures.style import KIND, PROBES, new_figure, show_interval


def draw(numbers: pd.DataFrame) -> Figure:
    """A panel for each kind of probes; `numbers` is the table `landscape_methods`."""
    total = numbers[numbers.seed.astype(str) == "all"]
    cases = total.groupby(["method", "representation"], sort=False)["mean"].mean()
    order = list(cases.sort_values(ascending=False).index)
    conditions = list(dict.fromkeys(total.condition)) or ["same_writer"]
    figure = new_figure(8.5, 0.34 * len(order) + 1.2)
    grid = figure.subplots(1, len(conditions), sharey=True, squeeze=False)[0]
    for axes, condition in zip(grid, conditions, strict=True):
        for row in total[total.condition == condition].to_dict("records"):
            place = order.index((row["method"], row["representation"]))
            latent = row["method"] == "latent"
            colour, marker = LOOK[row["representation"]][:2] if latent else KIND["baseline"][:2]
            show_interval(axes, place, (row["mean"], row["low"], row["high"]), colour, marker)
        axes.set(xlim=(0, 1.03), ylim=(len(order) - 0.5, -0.5), xlabel="share identified")
        axes.set_title(PROBES[condition], fontsize="medium", loc="left")
        axes.grid(axis="x", color="0.92")
    names = [f"{m}: {LOOK[r][3]}" if r else m for m, r in order]
    grid[0].set_yticks(range(len(order)), names)
    return figure
