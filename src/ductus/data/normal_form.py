"""A drawing without what does not tell letters apart: place, size, width, tempo, half its slant.

Its constants were chosen on capital letters and a-m.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ductus.data.features import positions_of, pressure_of

POINTS = 32  # of a normal form
LIFTED = 0.5  # what the way of the lifted pen counts, where it draws 1
SLANT = 0.5  # how much of the slant is taken out
NARROW = 0.5  # the smaller of width and height counts as at least so much of the larger
PATH_POINTS = 40  # of a path


class NormalForm(NamedTuple):
    """A drawing in normal form.

    Attributes
    ----------
    points : (n, 2), evenly along the way of the pen, strokes and the ways between them.
    pressure : (n,), at these points.
    lifted : (n,), 1.0 where the pen is on its way to another stroke, else 0.0.
    strokes : the positions (T_k, 2) of each stroke, in the same frame.
    """

    points: np.ndarray
    pressure: np.ndarray
    lifted: np.ndarray
    strokes: list[np.ndarray]


def normal_form(steps: np.ndarray, count: int = POINTS, lifted: float = LIFTED) -> NormalForm:
    """A drawing without its place, size, width, tempo and half of its slant.

    Along the way of the pen, points are taken at equal distances. Their mean becomes the origin,
    their standard deviation one, in x and y by itself; but a narrow drawing stays narrow. Slant is
    the change of x with y among them, at most 45 degrees.

    Parameters
    ----------
    steps : features (T, 4).
    count : points along the way.
    lifted : what the way of the lifted pen counts, where it draws 1.
    """
    xy, stroke = positions_of(steps)
    jump = np.diff(stroke) > 0
    way = np.hypot(*np.diff(xy, axis=0).T) * np.where(jump, lifted, 1.0)
    along = np.append(0.0, np.cumsum(way))
    at = np.linspace(0.0, along[-1], count)
    x, y, pressure = (np.interp(at, along, v) for v in (*xy.T, pressure_of(steps)))
    above = np.append(False, jump)[np.searchsorted(along, at).clip(max=len(along) - 1)]

    points = np.stack([x, y], axis=1)
    slant = _slant(points)
    points, xy = (p - SLANT * slant * np.stack([p[:, 1], 0 * p[:, 1]], 1) for p in (points, xy))
    middle = points.mean(axis=0)
    size = (points - middle).std(axis=0)
    size = np.maximum(size, NARROW * size.max())
    size = np.where(size > 0, size, 1.0)  # a dot has none
    strokes = np.split((xy - middle) / size, np.flatnonzero(jump) + 1)
    return NormalForm((points - middle) / size, pressure, above.astype(float), strokes)


def as_paths(drawings: Iterable[np.ndarray]) -> np.ndarray:
    """Paths of drawings given as features (T, 4), as the recogniser reads them.

    Returns
    -------
    float32 array (n, PATH_POINTS, 4): x, y, pressure, and whether the pen is lifted (0 or 1), in
    normal form, with points evenly spaced on the paper and above it.
    """
    forms = [normal_form(steps, PATH_POINTS, lifted=1.0) for steps in drawings]
    whole = [np.column_stack([form.points, form.pressure, form.lifted]) for form in forms]
    return np.stack(whole).astype(np.float32)


def _slant(points: np.ndarray) -> float:
    """The change of x with y among points (n, 2), at most 1 to either side."""
    (_, shared), (_, height) = np.cov(points.T, bias=True)
    return float(np.clip(shared / height, -1.0, 1.0)) if height > 0 else 0.0
