"""The movement between the sampled positions of a stroke."""

from __future__ import annotations

import numpy as np

STILL = 0.002  # ems: a shorter step is no movement


def beziers(stroke: np.ndarray) -> np.ndarray:
    """A smooth curve through the positions of a stroke.

    Centripetal Catmull-Rom: it passes through each position, and makes no loops or cusps between
    them where steps are of unlike length (C. Yuksel, S. Schaefer, J. Keyser: Parameterization and
    applications of Catmull-Rom curves. Computer-Aided Design 43, 2011).

    Parameters
    ----------
    stroke : (n, 3): x, y, pressure, in ems.

    Returns
    -------
    (m, 4, 3): cubic Béziers, each with its beginning, two control points and its end. None (m = 0)
    of a stroke that does not move, which is a dot.
    """
    moves = np.hypot(*np.diff(stroke[:, :2], axis=0).T)
    points = stroke[np.append(True, _apart(moves))]
    if len(points) < 2:
        return np.empty((0, 4, 3))
    step = np.diff(points, axis=0)
    time = np.sqrt(np.hypot(*step[:, :2].T))[:, None]
    speed = step / time
    inner = (time[1:] * speed[:-1] + time[:-1] * speed[1:]) / (time[1:] + time[:-1])
    tangent = np.concatenate([speed[:1], inner, speed[-1:]])
    controls = (points[:-1] + tangent[:-1] * time / 3, points[1:] - tangent[1:] * time / 3)
    return np.stack([points[:-1], *controls, points[1:]], axis=1)


def polyline(stroke: np.ndarray, step: float) -> np.ndarray:
    """The same as positions (k, 3) no further than about `step` ems apart; of a dot, one."""
    curves = beziers(stroke)
    pieces = [stroke[:1]]
    for curve in curves:
        way = np.hypot(*np.diff(curve[:, :2], axis=0).T).sum()
        t = np.linspace(0, 1, max(int(np.ceil(way / step)), 1) + 1)[1:, None]
        weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
        pieces.append(weights @ curve)
    return np.concatenate(pieces)


def _apart(moves: np.ndarray) -> np.ndarray:
    """Which steps lead far enough from the last position that was kept."""
    kept, since = np.zeros(len(moves), dtype=bool), 0.0
    for i, move in enumerate(moves):
        since += move
        if since >= STILL:
            kept[i], since = True, 0.0
    return kept
