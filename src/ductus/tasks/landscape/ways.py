"""Continuity of a landscape: what is drawn around its centres, and on the way between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ductus.data.raster import blurred
from ductus.tasks.landscape.density import Slice
from ductus.tasks.landscape.judge import Judge

Decode = Callable[[np.ndarray], np.ndarray]  # (M, D) -> pictures (M, 28, 28)

RADII = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # of spheres, in lengths of the centre
POINTS = 8  # on a sphere
STEPS = 9  # of a way, both ends included
MOST = 40  # centres, and pairs of each kind, that are looked at


def on_spheres(
    centres: np.ndarray, slices: Sequence[Slice], rng: np.random.Generator
) -> np.ndarray:
    """Random points on spheres within the slices of centres (K, L): (K, RADII, POINTS, L).

    An activation below zero is none.
    """
    count, size = centres.shape
    ways = rng.standard_normal((count, len(RADII), POINTS, 3))
    ways /= np.linalg.norm(ways, axis=-1, keepdims=True)
    lengths = np.linalg.norm(centres, axis=1)[:, None, None, None]
    ways *= np.array(RADII)[:, None, None] * lengths
    points = np.broadcast_to(centres[:, None, None], (count, len(RADII), POINTS, size)).copy()
    for i, one in enumerate(slices):
        points[i][..., list(one)] += ways[i]
    return np.maximum(points, 0.0)


def kept_on_spheres(points: np.ndarray, said: np.ndarray, decode: Decode, judge: Judge):
    """Share (K, RADII) of the points (K, RADII, POINTS, L) that are drawn as their centre is.

    said : what the centre of each is said to be.
    """
    count, radii, each, size = points.shape
    symbols = judge.says(decode(points.reshape(-1, size))).symbols.reshape(count, radii, each)
    return (symbols == said[:, None, None]).mean(axis=2)


def pairs_of(said: np.ndarray, alike: bool, rng: np.random.Generator) -> np.ndarray:
    """Some pairs (P, 2) of centres, at most `MOST`, that are said to be alike, or not."""
    first, second = np.triu_indices(len(said), 1)
    wanted = np.flatnonzero((said[first] == said[second]) == alike)
    some = np.sort(rng.permutation(wanted)[:MOST])
    return np.column_stack([first[some], second[some]])


def along(centres: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Straight ways (P, STEPS, L) between pairs of centres (K, L)."""
    share = np.linspace(0.0, 1.0, STEPS)[:, None]
    one, other = (centres[pairs[:, end]][:, None] for end in (0, 1))
    return one + share * (other - one)


def connected(ways: np.ndarray, decode: Decode, judge: Judge) -> np.ndarray:
    """Whether all on a way (P, STEPS, L) between two of a symbol is drawn as this symbol: (P,)."""
    if len(ways) == 0:
        return np.array([], bool)
    drawn = decode(ways.reshape(-1, ways.shape[-1]))
    symbols = judge.says(drawn).symbols.reshape(ways.shape[:2])
    return (symbols == symbols[:, :1]).all(axis=1)


def evenness(ways: np.ndarray, decode: Decode) -> np.ndarray:
    """How evenly pictures change on ways (P, STEPS, L): mean step over largest step, (P,).

    1: all steps are alike; 1 / 8: one step is all there is. A way on which nothing changes is even.
    """
    if len(ways) == 0:
        return np.array([])
    drawn = blurred(decode(ways.reshape(-1, ways.shape[-1])))
    steps = np.linalg.norm(np.diff(drawn.reshape(*ways.shape[:2], -1), axis=1), axis=2)
    largest = steps.max(axis=1)
    return np.where(largest > 0, steps.mean(axis=1) / np.where(largest > 0, largest, 1.0), 1.0)
