"""Pen positions -> features, and back.

A drawing becomes a sequence of steps with four features (paper, Section 2)::

    dx, dy     change of the pen position since the step before, in units of the drawing's scale
    pressure   over the drawing's largest pressure
    onset      1 at the first step of each stroke, else 0

The first step has dx = dy = 0. A lifted pen is not sampled, so the way from one stroke to the
next is one step, however long it took; within a stroke, time is not used: one sample, one step.
`scale` is one number for x and y, so a letter keeps its aspect ratio, and loses its size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ductus.data.spacing import extents, spaced
from ductus.data.trajectory import KEYS
from ductus.errors import DuctusError

FEATURES = ("dx", "dy", "pressure", "onset")
EXTENTS = {"extent": 1.0, "quarter_extent": 0.25}  # what a normalisation divides by, in extents
PEAK = 0.1  # of an onset that a network writes and that begins a stroke


@dataclass(frozen=True)
class Drawings:
    """Many drawings as features.

    Attributes
    ----------
    keys : DataFrame with a row per drawing: writer, symbol, instance, length (steps), scale.
    steps : float32 array (steps of all drawings, 4), one drawing after the other.
    origin : files they came from, for messages.
    """

    keys: pd.DataFrame
    steps: np.ndarray
    origin: str = "the drawings"

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, i: int) -> np.ndarray:  # (T, 4)
        end = int(self.keys.length.iloc[: i + 1].sum())
        return self.steps[end - int(self.keys.length.iloc[i]) : end]

    def __iter__(self):
        return iter(np.split(self.steps, np.cumsum(self.keys.length)[:-1]))

    def where(self, **wanted: object) -> Drawings:
        """The drawings whose key columns have the wanted value (or one of a list of values)."""
        keep = np.ones(len(self), dtype=bool)
        for column, value in wanted.items():
            values = value if isinstance(value, (list, tuple, set)) else [value]
            keep &= self.keys[column].isin(values).to_numpy()
        return self.take(keep)

    def take(self, keep: np.ndarray) -> Drawings:
        """The drawings at the True entries of a boolean array (n,)."""
        keep = np.asarray(keep, dtype=bool)
        rows = np.repeat(keep, self.keys.length)
        return replace(self, keys=self.keys[keep].reset_index(drop=True), steps=self.steps[rows])


def join(parts: Iterable[Drawings]) -> Drawings:
    """The drawings of all parts, of which there is at least one."""
    parts = list(parts)
    keys = pd.concat([part.keys for part in parts], ignore_index=True)
    return replace(parts[0], keys=keys, steps=np.concatenate([part.steps for part in parts]))


def pad(sequences: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Sequences (T_i, 4) as one float32 array (T, n, 4), zero behind each end; lengths (n,)."""
    sequences = list(sequences)
    lengths = np.array([len(s) for s in sequences], dtype=np.int64)
    padded = np.zeros((int(lengths.max()), len(sequences), len(FEATURES)), dtype=np.float32)
    for i, sequence in enumerate(sequences):
        padded[: len(sequence), i] = sequence
    return padded, lengths


def to_features(
    table: pd.DataFrame,
    normalisation: str = "max_step",
    resample_hz: float | None = None,
    spacing: float | None = None,
    origin: str = Drawings.origin,
) -> Drawings:
    """Features of all drawings of a trajectory table.

    Parameters
    ----------
    table : the one table of `ductus.data.trajectory`.
    normalisation : ``max_step`` divides dx, dy by the drawing's longest step, ``extent`` by the
        larger side of its bounding box, ``quarter_extent`` by a quarter of that. A drawing that
        does not move has scale 1.
    resample_hz : samples a second; None keeps the recording's own samples.
    spacing : between points along strokes, in extents of the drawing; None keeps the samples, else
        what is left is without tempo.
    origin : files that the table came from, for messages.

    Raises
    ------
    DuctusError
        If `normalisation` is none of these.
    """
    if resample_hz is not None:
        table = resample(table, resample_hz)
    if spacing is not None:
        table = spaced(table, spacing)
    first = table.frame.eq(0).to_numpy()
    drawing = np.cumsum(first) - 1
    position = table[["x", "y"]].to_numpy()
    change = np.diff(position, axis=0, prepend=position[:1])
    change[first] = 0.0

    starts = np.flatnonzero(first)
    if normalisation == "max_step":
        scale = np.maximum.reduceat(np.hypot(*change.T), starts)
    elif normalisation in EXTENTS:
        scale = EXTENTS[normalisation] * extents(position, starts)
    else:
        raise DuctusError(
            f"normalisation: expected max_step, extent or quarter_extent, got {normalisation!r}"
        )
    scale = np.where(scale > 0, scale, 1.0)

    pressure = table.pressure.to_numpy()
    strongest = np.maximum.reduceat(pressure, starts)
    strongest = np.where(strongest > 0, strongest, 1.0)
    stroke = table.stroke.to_numpy()
    onset = first | (np.diff(stroke, prepend=stroke[:1]) != 0)

    steps = np.column_stack(
        [change / scale[drawing, None], pressure / strongest[drawing], onset]
    ).astype(np.float32)
    keys = table.loc[first, KEYS].reset_index(drop=True)
    keys["length"] = np.diff(np.append(starts, len(table)))
    keys["scale"] = scale
    return Drawings(keys, steps, origin)


def to_positions(
    steps: np.ndarray, scale: float = 1.0, origin: tuple[float, float] = (0.0, 0.0)
) -> pd.DataFrame:
    """Pen positions that a sequence of features (T, 4) describes: the inverse of `to_features`.

    Features that a network generated are never exactly 0 or 1: see `begins_stroke`. Pressure stays
    relative to the drawing's largest.

    Returns
    -------
    DataFrame with columns x, y, pressure, stroke and a row per step; x and y in the unit of
    `scale`, beginning at `origin`.
    """
    positions, strokes = positions_of(steps, scale, origin)
    return pd.DataFrame(
        {
            "x": positions[:, 0],
            "y": positions[:, 1],
            "pressure": pressure_of(steps),
            "stroke": strokes,
        }
    )


def positions_of(
    steps: np.ndarray, scale: float = 1.0, origin: tuple[float, float] = (0.0, 0.0)
) -> tuple[np.ndarray, np.ndarray]:
    """Positions (T, 2) and the number of the stroke (T,) of each, as `to_positions` has them."""
    steps = np.asarray(steps, dtype=np.float64)
    positions = np.cumsum(steps[:, :2], axis=0) * scale + (
        np.asarray(origin) - steps[0, :2] * scale
    )
    return positions, np.cumsum(begins_stroke(steps[:, 3])) - 1


def pressure_of(steps: np.ndarray) -> np.ndarray:
    """Pressure (T,) of features (T, 4), of which a network may generate more than there is."""
    return np.clip(np.asarray(steps, dtype=np.float64)[:, 2], 0.0, 1.0)


def begins_stroke(onset: np.ndarray) -> np.ndarray:
    """Which steps (T,) begin a stroke: the first, an onset above one half, a peak above `PEAK`.

    A network learns with a squared error, so where the moment of an onset differs from drawing to
    drawing it is spread over steps and reaches one half at none (docs/protocol.md, row 14).
    """
    begins = (onset > 0.5) | ((onset > PEAK) & peaks(onset))
    begins[0] = True
    return begins


def peaks(onset: np.ndarray) -> np.ndarray:
    """Which steps (T,) are not below the one before, and above the next; never the first."""
    before, after = np.append(np.inf, onset[:-1]), np.append(onset[1:], -np.inf)
    return (onset >= before) & (onset > after)


def resample(table: pd.DataFrame, hz: float) -> pd.DataFrame:
    """The same strokes sampled at equal times, `hz` samples a second, by linear interpolation.

    Each stroke keeps its first and last position; nothing is put between strokes.
    """
    pieces = []
    for _, stroke in table.groupby([*KEYS, "stroke"], sort=False):
        time = stroke.time.to_numpy()
        count = max(round((time[-1] - time[0]) * hz) + 1, min(len(stroke), 2))
        at = np.linspace(time[0], time[-1], count)
        piece = {c: np.repeat(stroke[c].iloc[:1].to_numpy(), count) for c in [*KEYS, "stroke"]}
        for column in ("x", "y", "pressure"):
            piece[column] = np.interp(at, time, stroke[column])
        pieces.append(pd.DataFrame({**piece, "time": at}))
    resampled = pd.concat(pieces, ignore_index=True)
    resampled["frame"] = resampled.groupby(KEYS, sort=False).cumcount()
    return resampled[list(table.columns)]
