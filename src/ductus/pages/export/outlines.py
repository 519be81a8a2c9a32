"""What a pen's strokes cover, as outlines.

An outline is where the distance to the nearest stroke, less the pen's radius there, is zero:
overlapping strokes need no union, a loop has its hole, and a width that follows the pressure costs
nothing. contourpy, by which matplotlib draws such lines, finds it on a grid.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from contourpy import LineType, contour_generator

GRID = 4  # nodes to the pen's radius
STEP = 0.5  # of the radius: straight pieces of a stroke
EXACT = 0.5  # units by which an outline may differ from the line that was found


def outlines(
    strokes: Sequence[np.ndarray], widths: Sequence[np.ndarray], unit: float
) -> list[np.ndarray]:
    """Closed outlines of round strokes, filled on their right, as fonts have it.

    Parameters
    ----------
    strokes : (n, 2) positions each; one of a single position is a dot.
    widths : (n,) width of each stroke at its positions.
    unit : to which positions are rounded.

    Returns
    -------
    An int64 array (m, 2) each, in units: without the first position again at the end.
    """
    begin, end, first, last = _pieces(strokes, widths)
    radius = max(first.max(), last.max())
    step = min(first.min(), last.min()) / GRID
    low = np.minimum(begin, end).min(axis=0) - radius - 2 * step
    high = np.maximum(begin, end).max(axis=0) + radius + 2 * step
    x, y = (np.arange(a, b + step, step) for a, b in zip(low, high, strict=True))
    inside = _inside(x, y, begin, end, first, last)
    lines = contour_generator(x, y, inside, line_type=LineType.Separate).lines(0.0)
    found = [_simplified(line[:-1] / unit) for line in lines]
    rounded = [np.round(ring[::-1]).astype(np.int64) for ring in found]
    rounded = [ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)] for ring in rounded]
    return [ring for ring in rounded if len(ring) > 2]


def area(ring: np.ndarray) -> float:
    """What a closed outline encloses, positive where it runs clockwise."""
    x, y = np.asarray(ring, dtype=float).T
    return float(np.sum(x * np.roll(y, 1) - np.roll(x, 1) * y) / 2)


def _pieces(strokes: Sequence[np.ndarray], widths: Sequence[np.ndarray]):
    """Straight pieces: beginnings (k, 2), ends (k, 2), radius at both (k,)."""
    ends = [(s, s) if len(s) == 1 else (s[:-1], s[1:]) for s in strokes]
    radii = [(w / 2, w / 2) if len(w) == 1 else (w[:-1] / 2, w[1:] / 2) for w in widths]
    begin, end, first, last = (
        np.concatenate(part) for part in (*zip(*ends, strict=True), *zip(*radii, strict=True))
    )
    return begin, end, first, last


def _inside(x, y, begin, end, first, last) -> np.ndarray:
    """How far each node (len(y), len(x)) lies within the strokes; outside, how far not (negative).

    Nodes further from all strokes than their radius and two steps only need to be outside.
    """
    far = max(first.max(), last.max()) + 2 * (x[1] - x[0])
    deepest = np.full((len(y), len(x)), -far)
    for a, b, r, s in zip(begin, end, first, last, strict=True):
        near = [
            slice(*np.searchsorted(axis, [min(a[i], b[i]) - far, max(a[i], b[i]) + far]))
            for i, axis in enumerate((x, y))
        ]
        dx, dy, way = x[near[0]] - a[0], y[near[1], None] - a[1], b - a
        along = np.clip((dx * way[0] + dy * way[1]) / (way @ way or 1.0), 0.0, 1.0)
        across = np.hypot(dx - along * way[0], dy - along * way[1])
        part = deepest[near[1], near[0]]
        np.maximum(part, r + (s - r) * along - across, out=part)
    return deepest


def _simplified(ring: np.ndarray) -> np.ndarray:
    """A closed line without positions that lie on it all the same (Ramer, Douglas, Peucker)."""
    far = int(np.argmax(np.hypot(*(ring - ring[0]).T)))
    keep = np.zeros(len(ring) + 1, dtype=bool)
    keep[[0, far, len(ring)]] = True
    closed = np.concatenate([ring, ring[:1]])
    todo = [(0, far), (far, len(ring))]
    while todo:
        i, j = todo.pop()
        if j - i < 2:
            continue
        way, off = closed[j] - closed[i], closed[i + 1 : j] - closed[i]
        length = np.hypot(*way)
        away = (
            np.abs(way[0] * off[:, 1] - way[1] * off[:, 0]) / length if length else np.hypot(*off.T)
        )
        worst = int(away.argmax())
        if away[worst] > EXACT:
            keep[i + 1 + worst] = True
            todo += [(i, i + 1 + worst), (i + 1 + worst, j)]
    return closed[:-1][keep[:-1]]
