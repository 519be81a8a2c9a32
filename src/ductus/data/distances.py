"""Distances between drawings."""

from __future__ import annotations

import numpy as np
from dtaidistance import dtw_ndim

from ductus.data.features import positions_of
from ductus.errors import DuctusError


def shape(steps: np.ndarray) -> np.ndarray:
    """The shape that features (T, 4) describe: positions without place and size.

    Returns
    -------
    float64 array (T, 2): x and y around the mean of the positions, in units of the larger side of
    their bounding box. A drawing that does not move is all zeros.
    """
    position, _ = positions_of(steps)
    extent = np.ptp(position, axis=0).max()
    return (position - position.mean(axis=0)) / (extent if extent > 0 else 1.0)


def check_finite(steps: np.ndarray, what: str) -> None:
    """Raise DuctusError if a value in something (T, ...) that was written is not finite."""
    bad = ~np.isfinite(steps).reshape(len(steps), -1).all(axis=1)
    if bad.any():
        raise DuctusError(
            f"{what} is not finite at step {int(bad.argmax())}, for the network that wrote it is "
            "not, or its input is too large; train with a smaller training.learning_rate, or vary "
            "with less variation.noise"
        )


def dtw(a: np.ndarray, b: np.ndarray) -> float:
    """Dynamic time warping distance between two sequences of positions.

    The smallest sum of Euclidean distances along a monotone path that matches each position of
    one sequence to at least one of the other, over the number of positions of the longer one (the
    fewest pairs a path can have). Between two shapes that is about the mean distance of matched
    positions in units of the letter's size; how fast a drawing was made does not count. For scale,
    medians over DigiLeTs: 0.08 between two drawings of a letter by one writer, 0.14 by two
    writers, 0.32 between two letters of one writer.

    Parameters
    ----------
    a, b : arrays (T_a, 2) and (T_b, 2), see `shape`; all finite.

    Raises
    ------
    ValueError
        A sequence is empty or has another number of columns.
    DuctusError
        A position is not finite.
    """
    sequences = [np.ascontiguousarray(s, dtype=np.float64) for s in (a, b)]
    for s in sequences:
        if s.ndim != 2 or s.shape[1] != 2 or len(s) == 0:
            raise ValueError(f"dtw: expected positions of shape (T, 2), got shape {s.shape}")
        check_finite(s, "a trajectory to compare")
    # The library's own default is another distance: the root of a sum of squares.
    total = dtw_ndim.distance_fast(*sequences, inner_dist="euclidean")
    return float(total) / max(len(s) for s in sequences)
