"""The one look of all figures, and how a trajectory is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ductus.data.features import to_positions
from ductus.figures.labels import FONT, SMALLEST, labelled, literal, width_of
from ductus.files.atomic import write_atomically
from ductus.tables.measured import PAPER_METHOD, Learner, uses_network

# The paper's colours (Figs. 2-7), of unlike lightness; what is told apart by colour is told apart
# by marker, dash or place as well, so that it survives in grey.
COLOUR = {
    "example": "#2a8a3a",
    "inferred": "#1f4fb4",
    "not_inferred": "#c8322b",
    "untrained": "#ef9a2d",
}
NAME = {
    "example": "example",
    "inferred": "with one-shot inference",
    "not_inferred": "without inference",
    "untrained": "untrained network, with inference",
}
MARKER = {"inferred": "o", "not_inferred": "s", "untrained": "^"}
LIGHT, PALE = "#3f76d6", "#7a9bdc"  # lighter than "inferred": variants, blends; second choices
KIND = {  # of a method: colour, marker, name
    "paper": (COLOUR["inferred"], "o", "the paper's"),
    "untrained": (COLOUR["untrained"], "^", "the same in an untrained network"),
    "network": ("#7a2f8f", "D", "other ways by a network"),
    "baseline": ("0.4", "s", "without a network"),
}
PROBES = {
    "generated": "variants by the network",
    "same_writer": "the same writer's drawings",
    "other_writer": "other writers' drawings",
}
DASH = ("-", "--", ":", "-.")
# Seaborn's palette "colorblind".
COLOURS = (
    *("#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc"),
    *("#ca9161", "#fbafe4", "#949494", "#ece133", "#56b4e9"),
)
QUIET = "0.45"  # grey of notes and helping lines
DPI = 150
# Seaborn's style "ticks" and its context "paper"; a test says that they, and the colours above, are
# its own. To import it takes half of the time that a figure needs.
TICKS = {
    **dict.fromkeys(("axes.labelcolor", "axes.edgecolor", "text.color"), ".15"),
    **{"xtick.color": ".15", "ytick.color": ".15", "grid.color": ".8"},
    **{"axes.axisbelow": True, "lines.solid_capstyle": "round"},
    **{"patch.edgecolor": "w", "patch.force_edgecolor": True},
}
PAPER = {
    key: 0.8 * size
    for size, keys in {
        12: "font.size axes.labelsize axes.titlesize legend.title_fontsize",
        11: "xtick.labelsize ytick.labelsize legend.fontsize",
        6: "lines.markersize xtick.major.size ytick.major.size",
        4: "xtick.minor.size ytick.minor.size",
        1.5: "lines.linewidth",
        1.25: "axes.linewidth xtick.major.width ytick.major.width",
        1: "grid.linewidth patch.linewidth xtick.minor.width ytick.minor.width",
    }.items()
    for key in keys.split()
}


@contextmanager
def look(symbols: Iterable[str] = ()) -> Iterator[None]:
    """Within, figures have the look of Ductus and are saved the same, byte by byte, each time.

    symbols : all of the run, so that each has a label of its own in all figures.
    """
    settings = {
        **TICKS,
        **PAPER,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "font.family": ["sans-serif"],
        "font.sans-serif": [FONT],
        "legend.frameon": False,
        "savefig.dpi": DPI,
        "svg.hashsalt": "ductus",
    }
    with mpl.rc_context(), labelled(symbols):
        mpl.rcdefaults()  # whatever the user's own settings are
        mpl.rcParams.update(settings)
        yield


def colours(count: int) -> list[str]:
    """As many colours, for what has none of its own; after ten they begin again."""
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def new_figure(width: float, height: float) -> Figure:
    """An empty figure (inches) that keeps its parts from touching each other."""
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.05, h_pad=0.03, wspace=0.0, hspace=0.0)
    return figure


def say_whose(figure: Figure, learner: Learner) -> None:
    """Say below a figure, and below what it says there itself, whose single drawings it shows."""
    place = f"the median of {learner.of} learners by error in shape"
    said = (
        f"single drawings: seed {learner.seed}, writer {literal(learner.exemplar_writer)}, "
        f"{place if learner.of > 1 else 'the only learner'}"
    )
    note = "\n".join(filter(None, (figure.get_supxlabel(), said)))
    figure.supxlabel(note, fontsize=8, color=QUIET)


def settle(figure: Figure) -> None:
    """Give every part of a figure its place, for good."""
    for _ in range(2):  # panels within panels are in place only then
        figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")


def save(figure: Figure, paths: Iterable[str | Path]) -> None:
    """Write a figure to each path (SVG, PNG, PDF by suffix), without the date."""
    settle(figure)
    for path in paths:
        undated = {"Date": None} if str(path).endswith(".svg") else None
        with write_atomically(path) as beside:
            figure.savefig(beside, metadata=undated)


def symbol_ticks(axes: Axes, which: str, symbols: Sequence[str], room: float) -> None:
    """Name places 0, 1, ... on an axis (``x`` or ``y``), each with `room` inches, by symbols.

    A label that is wider than its room on x is turned, and no other.
    """
    labels = [literal(symbol) for symbol in symbols]
    size = min(max(60 * room, SMALLEST), 10)  # points
    axis = {"x": axes.set_xticks, "y": axes.set_yticks}[which]
    axis(range(len(labels)), labels, fontsize=size)
    if which == "x":
        for label, tick in zip(labels, axes.get_xticklabels(), strict=True):
            tick.set_rotation(90 if width_of(label, size) > room else 0)


def kind_of(method: str) -> str:
    """The key of a method in `KIND`."""
    known = {PAPER_METHOD: "paper", "untrained": "untrained"}
    return known.get(method, "network" if uses_network(method) else "baseline")


def show_interval(
    axes: Axes, place: float, found, colour: str, marker: str, upright: bool = False, **looks
) -> None:
    """A mark at (mean, low, high) with its interval, in the row or column `place`."""
    mean, low, high = found
    line, xy = (axes.vlines, (place, mean)) if upright else (axes.hlines, (mean, place))
    if np.isfinite([low, high]).all():
        line(place, low, high, color=colour, lw=1.5)
    axes.plot(*xy, marker, color=colour, **({"ms": 5.5} | looks))


def rows_and_columns(n: int, widest: int) -> tuple[int, int]:
    """Rows and columns for n things, no row longer than `widest`, all about equally long."""
    rows = math.ceil(n / widest)
    return rows, math.ceil(n / rows)


def bare(axes: Axes) -> None:
    """Take everything off an axes but what is drawn in it."""
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


def draw_trajectory(
    axes: Axes, steps: np.ndarray, colour: str, width: float = 2.2, margin: float = 0.12
) -> np.ndarray:
    """Draw what features (T, 4) describe: upright, in equal units, thicker where pressed.

    Strokes are not joined. The axes shows a square around the drawing, with nothing else in it.

    Returns
    -------
    float64 array (T, 2): the pen's positions in the axes.
    """
    pen = to_positions(steps)
    position = pen[["x", "y"]].to_numpy()
    position = position - (position.min(axis=0) + position.max(axis=0)) / 2
    within = np.flatnonzero(np.diff(pen.stroke) == 0)
    pressure = pen.pressure.to_numpy()
    lines = np.stack([position[within], position[within + 1]], axis=1)
    drawn = LineCollection(
        lines,
        colors=colour,
        linewidths=width * (0.35 + 0.65 * pressure[within + 1]),
        capstyle="round",
    )
    axes.add_collection(drawn, autolim=False)
    # A stroke of one step has no line: a dot, such as that of an i.
    single = ~np.isin(pen.stroke, pen.stroke.to_numpy()[within])
    if single.any():
        axes.scatter(*position[single].T, s=width**2, color=colour, linewidths=0)
    half = (0.5 + margin) * max(float(np.ptp(position, axis=0).max()), 1e-6)
    axes.set(xlim=(-half, half), ylim=(-half, half), aspect="equal")
    bare(axes)
    return position


def samples_of(names: Sequence[str]) -> list[Line2D]:
    """Lines in the colours of the given conditions, for a legend."""
    return [
        Line2D([], [], color=COLOUR[n], lw=2.2, marker=MARKER.get(n), ms=5, label=NAME[n])
        for n in names
    ]
