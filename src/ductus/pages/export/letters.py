"""Letters at the sizes, and at the height on the line, in which they stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

WIDEST = 4  # ems of a letter


class Glyph(NamedTuple):
    """One way to write a letter.

    Attributes
    ----------
    strokes : an array (n, 3) each: x, y, pressure. x begins at 0 and y is 0 on the line, in ems;
        pressure is over the drawing's largest.
    width : the largest x.
    """

    strokes: list[np.ndarray]
    width: float


@dataclass(frozen=True)
class Alphabet:
    """Letters that stand on one line.

    Attributes
    ----------
    glyphs : symbol -> the ways to write it, one at least.
    top, bottom : ems from the line to the highest and (negative) to the lowest point of the first
        way to write each. One em is what lies between them, or more if a letter is very wide.
    on_a_line : False where the drawings' places say nothing, and each letter was put on the line.
    """

    glyphs: dict[str, list[Glyph]]
    top: float
    bottom: float
    on_a_line: bool


def as_alphabet(drawn: Mapping[str, Sequence[pd.DataFrame]]) -> Alphabet:
    """Letters on one line, of drawings in one unit.

    The line is the median of the lowest points of all letters. Letters that were drawn here and
    there, so that these are further apart than the tallest letter is high, all stand on the line.

    Parameters
    ----------
    drawn : symbol -> drawings with columns x, y (upwards), pressure and stroke, one at least.
    """
    first = pd.DataFrame(
        {symbol: (some[0].y.min(), some[0].y.max()) for symbol, some in drawn.items()},
        index=["low", "high"],
    ).T
    heights = first.high - first.low
    on_a_line = bool(np.ptp(first.low) <= heights.max())
    if not on_a_line:
        first = pd.DataFrame({"low": 0.0, "high": heights})
    line, low, high = first.low.median(), first.low.min(), first.high.max()
    widest = max(np.ptp(some[0].x) for some in drawn.values())
    em = max(high - low, widest / WIDEST) or 1.0  # there may be nothing but dashes, or dots

    def glyph(drawing: pd.DataFrame) -> Glyph:
        base = line if on_a_line else drawing.y.min()
        strongest = drawing.pressure.max()
        points = np.column_stack(
            [
                (drawing.x - drawing.x.min()) / em,
                (drawing.y - base) / em,
                drawing.pressure / strongest if strongest > 0 else np.ones(len(drawing)),
            ]
        )
        ends = np.flatnonzero(np.diff(drawing.stroke)) + 1
        return Glyph(np.split(points, ends), float(points[:, 0].max()))

    glyphs = {symbol: [glyph(one) for one in some] for symbol, some in drawn.items()}
    return Alphabet(glyphs, float((high - line) / em), float((low - line) / em), on_a_line)


def recorded(
    table: pd.DataFrame, symbols: Sequence[str], variants: int
) -> dict[str, list[pd.DataFrame]]:
    """A writer's own drawings of each symbol, the first ones, for `as_alphabet`.

    Parameters
    ----------
    table : the one table, of one writer. Symbols that are not in it are left out.
    variants : drawings of each at most.
    """
    found = {symbol: table[table.symbol == symbol] for symbol in symbols}
    return {
        symbol: [one for _, one in rows.groupby("instance")][:variants]
        for symbol, rows in found.items()
        if len(rows)
    }
