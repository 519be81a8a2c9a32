"""Points at equal distances along strokes: what is left of a drawing without its tempo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ductus.data.trajectory import KEYS


def evenly(stroke: np.ndarray, spacing: float) -> np.ndarray:
    """A stroke with points at equal distances along it, about `spacing`, its ends kept.

    stroke : (n, k), positions first, then whatever goes with them. One that is shorter than half of
    the spacing is a point.
    """
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(stroke[:, :2], axis=0).T)))
    count = round(along[-1] / spacing)
    if count == 0:
        return stroke[:1]
    at = np.linspace(0.0, along[-1], count + 1)
    return np.column_stack([np.interp(at, along, one) for one in stroke.T])


def spaced(table: pd.DataFrame, spacing: float) -> pd.DataFrame:
    """The strokes of a trajectory table with points at equal distances.

    spacing : in extents of each drawing, the larger side of its bounding box.
    """
    frame, stroke = table.frame.to_numpy(), table.stroke.to_numpy()
    starts = np.flatnonzero(frame == 0)
    begins = np.flatnonzero((frame == 0) | (np.diff(stroke, prepend=stroke[:1]) != 0))
    columns = ["x", "y", "pressure", "time"]
    values = table[columns].to_numpy(np.float64)
    sizes = extents(values[:, :2], starts)
    sizes = np.where(sizes > 0, sizes, 1.0)[np.searchsorted(starts, begins, side="right") - 1]
    pieces = [
        evenly(piece, spacing * extent)
        for piece, extent in zip(np.split(values, begins[1:]), sizes, strict=True)
    ]
    kept = table.iloc[np.repeat(begins, [len(piece) for piece in pieces])]
    made = kept.reset_index(drop=True)
    made[columns] = np.concatenate(pieces)
    made["frame"] = made.groupby(KEYS, sort=False).cumcount()
    return made


def extents(positions: np.ndarray, starts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Larger sides (n,) of the boxes of drawings that begin at these rows; 0: it does not move."""
    box = np.maximum.reduceat(positions, starts) - np.minimum.reduceat(positions, starts)
    return box.max(axis=1)
