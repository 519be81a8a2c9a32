"""How exactly the trained letters were learned, over the training."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

from ductus.figures.style import COLOUR, DASH, QUIET, new_figure


def draw(numbers: pd.DataFrame) -> Figure:
    """The part of the training loss that a network can change, a line for each seed.

    Where there is no floor the loss is of a likelihood, and may be below zero.

    Parameters
    ----------
    numbers : seed, step, samples, loss, floor, excess.
    """
    floor = numbers.floor.mean()
    figure = new_figure(6.4, 3.8)
    axes = figure.subplots()
    seeds = list(dict.fromkeys(numbers.seed))
    shades = np.linspace(1.0, 0.45, len(seeds))
    for i, (seed, shade) in enumerate(zip(seeds, shades, strict=True)):
        curve = numbers[(numbers.seed == seed) & ((numbers.excess > 0) | (floor == 0))]
        last = curve.excess.iloc[-1] if len(curve) else float("nan")
        said = f"{last:.1e}" if floor else f"{last:.2f}"
        axes.plot(
            curve.step,
            curve.excess,
            DASH[i % len(DASH)],
            color=COLOUR["inferred"],
            alpha=shade,
            lw=1.6,
            label=f"seed {seed}: {said} at the end",
        )
    if floor:
        _show_floor(axes, floor)
    axes.set(
        yscale="log" if floor else "linear",
        xlabel="optimiser steps",
        ylabel="excess of the training loss over its floor\n(mean squared error)"
        if floor
        else "training loss\n(negative log likelihood, nats a step)",
        xlim=(0, max(numbers.step.max(), 1)),
    )
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    per_step = numbers.samples.max() / max(numbers.step.max(), 1)
    if per_step > 0:
        other = axes.secondary_xaxis(
            "top", functions=(lambda s: s * per_step, lambda n: n / per_step)
        )
        other.set_xlabel("samples seen")
        other.xaxis.set_major_formatter(EngFormatter(sep=""))
        other.spines["top"].set_visible(True)
    axes.grid(color="0.92")
    if len(seeds) <= 10:
        figure.legend(loc="outside lower center", ncols=min(len(seeds), 3))
    return figure


def _show_floor(axes: Axes, floor: float) -> None:
    axes.axhline(floor, color=QUIET, lw=1)
    axes.annotate(
        f"floor {floor:.3g}: variance within a character, out of reach of any network",
        (1.0, floor),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        color=QUIET,
        fontsize="small",
    )
