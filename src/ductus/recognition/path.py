"""Drawings as paths: a fixed number of points along the way of the pen, however fast it went."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor

from ductus.preprocessing import to_positions

POINTS = 40
NARROW = 0.5  # width over height (or the reverse) from which on a drawing is not widened further
SLANT = 0.5  # how much of the slant is taken out


def as_paths(drawings: Iterable[np.ndarray]) -> np.ndarray:
    """Paths of drawings given as features (T, 4).

    Returns
    -------
    float32 array (n, POINTS, 4): x, y, pressure, and how far the pen is lifted (0 or 1) at points
    evenly spaced along the way of the pen, on the paper and above it. Around the mean of its
    points a path has standard deviation one in x and in y, unless it is narrow (`centred`).
    """
    return np.stack([_path(steps) for steps in drawings]).astype(np.float32)


def centred(points: Tensor) -> Tensor:
    """Points (B, T, 2) around their mean, with standard deviation one in x and y each.

    A narrow drawing stays narrow: no side is stretched more than 1 / NARROW times the other.
    """
    points = points - points.mean(dim=1, keepdim=True)
    size = points.std(dim=1, unbiased=False)
    size = torch.maximum(size, NARROW * size.amax(dim=1, keepdim=True))
    return points / size.clamp(min=1e-3)[:, None]


def _path(steps: np.ndarray) -> np.ndarray:
    positions = to_positions(steps)
    points = positions[["x", "y"]].to_numpy(np.float64)
    lifted = np.append(0.0, np.diff(positions.stroke) > 0)  # on the way to this point
    way = np.append(0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
    at = np.linspace(0.0, way[-1], POINTS)
    above = lifted[np.searchsorted(way, at).clip(max=len(way) - 1)]
    x, y, pressure = (np.interp(at, way, v) for v in (*points.T, positions.pressure))
    upright = _upright(np.stack([x, y], axis=1))
    even = centred(torch.from_numpy(upright)[None])[0].numpy()
    return np.column_stack([even, pressure, above])


def _upright(points: np.ndarray) -> np.ndarray:
    """Points (T, 2) with part of their slant, the change of x with y, taken out."""
    (_, shared), (_, height) = np.cov(points.T, bias=True)
    slant = np.clip(shared / height, -1.0, 1.0) if height > 0 else 0.0
    return points - SLANT * slant * np.column_stack([points[:, 1], np.zeros(len(points))])
