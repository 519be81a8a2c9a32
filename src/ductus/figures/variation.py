"""Fig. 3: variants of new letters, by noise on the code at every step."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from ductus.data.written import features_of
from ductus.figures.labels import literal, widest
from ductus.figures.style import (
    COLOUR,
    DASH,
    LIGHT,
    QUIET,
    draw_trajectory,
    new_figure,
    rows_and_columns,
)

NOISE = 0.05  # what the letters are shown at, or the level nearest to it
DRAWS = 5  # shown beside each other
SWEPT = 4  # letters shown at every level
CELL = 0.62  # inches
NAMES = 10  # points


def draw(written: pd.DataFrame, regenerated: pd.DataFrame, numbers: pd.DataFrame) -> Figure:
    """Variants of one learner, a sweep of the noise, and distances over all learners.

    Parameters
    ----------
    written : character, noise, draw, frame and the features.
    regenerated : character, condition, frame and the features; the letter without noise is that
        of condition `inferred`.
    numbers : seed, exemplar_writer, character, noise, draw, dtw_to_example, nearest.
    """
    characters = list(dict.fromkeys(written.character))
    levels = sorted(set(written.noise))
    shown = min(levels, key=lambda level: abs(level - NOISE))
    draws = sorted(set(written.draw))[:DRAWS]
    variants = dict(iter(written.groupby(["character", "noise", "draw"])))
    plain = dict(iter(regenerated[regenerated.condition == "inferred"].groupby("character")))

    blocks = 1 if len(characters) <= SWEPT else 2 if len(characters) <= 26 else 3
    rows = rows_and_columns(len(characters), -(-len(characters) // blocks))[1]
    beside = widest(characters, NAMES, bold=True) + 0.4
    columns = max(1 + len(draws), round((7.5 / blocks - beside) / CELL))
    width = blocks * (columns * CELL + beside)
    letters = rows * CELL + 0.4
    bottom = max(SWEPT * CELL + 0.6, 3.0)
    figure = new_figure(width, letters + bottom)
    above, below = figure.subfigures(2, 1, height_ratios=[letters, bottom])

    title = f"re-generated (dark), then variants at noise {shown:g} (light)"
    above.suptitle(title, fontsize="medium")
    for block, part in enumerate(np.atleast_1d(above.subfigures(1, blocks))):
        names = characters[block * rows : (block + 1) * rows]
        cells = [[(plain[c], variants[c, shown, d]) for d in draws] for c in names]
        lines = [[line[0][0], *(variant for _, variant in line)] for line in cells]
        _grid(part, names, lines, rows, columns)

    spread = np.unique(np.linspace(0, len(characters) - 1, SWEPT).round().astype(int))
    swept = [characters[i] for i in spread]
    left, right = below.subfigures(1, 2, width_ratios=[(1 + len(levels)) * CELL + beside, 4.0])
    lines = [[plain[c], *(variants[c, level, draws[0]] for level in levels)] for c in swept]
    left.suptitle("the same draw, noise growing", fontsize="medium")
    _grid(left, swept, lines, len(swept), 1 + len(levels), ["none", *(f"{x:g}" for x in levels)])
    _distances(right.subplots(), numbers, levels)
    return figure


def _grid(
    part: SubFigure,
    names: list[str],
    lines: list[list[pd.DataFrame]],
    rows: int,
    columns: int,
    titles: list[str] | None = None,
) -> None:
    grid = part.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for name, line, axes_of_line in zip(names, lines, grid, strict=False):
        axes_of_line[0].set_ylabel(
            literal(name), rotation=0, ha="right", va="center", fontweight="bold", fontsize=NAMES
        )
        for column, (trajectory, axes) in enumerate(zip(line, axes_of_line, strict=False)):
            colour = LIGHT if column else COLOUR["inferred"]
            axes.set_axis_on()
            draw_trajectory(axes, features_of(trajectory), colour)
    for title, axes in zip(titles or [], grid[0], strict=False):
        axes.set_title(title)


def _distances(axes: Axes, numbers: pd.DataFrame, levels: list[float]) -> None:
    """Quartiles over characters, draws and learners; a thin line for each seed's median."""
    place = range(len(levels))
    groups = [numbers.loc[numbers.noise == level, "dtw_to_example"] for level in levels]
    axes.boxplot(
        groups,
        positions=place,
        widths=0.5,
        showfliers=False,
        medianprops={"color": COLOUR["inferred"], "lw": 2},
        boxprops={"color": QUIET},
        whiskerprops={"color": QUIET},
        capprops={"color": QUIET},
    )
    medians = numbers.groupby(["seed", "noise"]).dtw_to_example.median()
    for i, seed in enumerate(dict.fromkeys(numbers.seed)):
        line = [medians[seed, level] for level in levels]
        axes.plot(place, line, DASH[i % len(DASH)], color=LIGHT, lw=1, label=f"median, seed {seed}")
    top = max(float(g.quantile(0.75) + 1.5 * (g.quantile(0.75) - g.quantile(0.25))) for g in groups)
    nearest = (numbers.nearest == numbers.character).groupby(numbers.noise).mean()
    for x, level in zip(place, levels, strict=True):
        axes.text(x, top * 1.05, f"{nearest[level]:.0%}", ha="center", color=QUIET)
    axes.set_title("nearest to their own example:", loc="left", fontsize="small", color=QUIET)
    axes.set(
        xlabel="noise on the code (standard deviation)",
        ylabel="distance to the example\n(DTW, letter's size)",
        ylim=(0, top * 1.15),
    )
    axes.set_xticks(place, [f"{level:g}" for level in levels])
    if numbers.seed.nunique() <= 6:
        axes.legend(loc="upper left", bbox_to_anchor=(0, 0.93), fontsize="small")
    axes.grid(axis="y", color="0.9")
