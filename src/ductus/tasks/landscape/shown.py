"""What figures show of a landscape: pictures at its centres, around them, and of their drawings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ductus.tasks.landscape import ways
from ductus.tasks.landscape.density import Cluster, distinct
from ductus.tasks.landscape.judge import Judge
from ductus.tasks.landscape.measures import Found, Space

AROUND = 10  # centres around which is looked, each of another symbol
EACH = 2  # points on each sphere that are shown
LARGEST = 24  # distinct clusters of which people's drawings are shown ...
MEMBERS = 6  # ... the nearest to the centre


def arrays_of(found: Found, space: Space, judge: Judge, seed: int) -> dict[str, np.ndarray]:
    """What figures show: (K, 28, 28) pictures of centres, with what they are said to be.

    The first is what is drawn without any activation. `around`: (C, 1 + R, 28, 28), a centre
    recognised as one symbol and what is drawn on spheres around it, row 0 again without activation.
    `largest`: places of the largest distinct clusters, `members` (L, M, 28, 28) people's drawings
    in them, and `of` their symbols; again the first is no cluster.
    """
    size = space.codes.shape[1] if space.points is None else space.points.shape[1]
    nothing = space.decode(np.zeros((1, size)))
    around = np.repeat(nothing[None], 1 + EACH * len(ways.RADII), axis=1)
    if not found.clusters:
        drawn, said, known = nothing, [""], [0]
    else:
        drawn = np.concatenate([nothing, found.drawn])
        said = ["", *found.said.symbols]
        known = [0, *found.said.recognised.astype(int)]
        if space.points is None:
            around = np.concatenate([around, _around(found, space, seed)])
    slices = [(-1, -1, -1), *(c.slice for c in found.clusters)]
    return {
        "drawn": _bytes(drawn),
        "slices": np.array(slices, np.int64),
        "said": np.array(said, str),
        "recognised": np.array(known, np.int64),
        "around": _bytes(around),
        **_members(found.clusters, space),
    }


def _members(clusters: Sequence[Cluster], space: Space) -> dict[str, np.ndarray]:
    kept = sorted(distinct(clusters), key=lambda i: -len(clusters[i].members))[:LARGEST]
    members = np.zeros((1 + len(kept), MEMBERS, *space.pictures.shape[1:]))
    symbols = np.full((1 + len(kept), MEMBERS), "", object)
    for row, cluster in enumerate((clusters[place] for place in kept), 1):
        one = list(cluster.slice)
        far = np.square(space.codes[cluster.members][:, one] - cluster.centre[one]).sum(axis=1)
        nearest = cluster.members[np.argsort(far, kind="stable")][:MEMBERS]
        members[row, : len(nearest)] = space.pictures[nearest]
        symbols[row, : len(nearest)] = space.symbols[nearest]
    return {
        "largest": np.array([0, *(place + 1 for place in kept)], np.int64),
        "members": _bytes(members),
        "of": symbols.astype(str),
    }


def _around(found: Found, space: Space, seed: int) -> np.ndarray:
    """Centres of the largest clusters of different symbols, and points on spheres around them."""
    first: dict[str, int] = {}
    for i in sorted(range(len(found.clusters)), key=lambda i: -len(found.clusters[i].members)):
        if found.said.recognised[i]:
            first.setdefault(str(found.said.symbols[i]), i)
    chosen = [found.clusters[i] for _, i in sorted(first.items())[:AROUND]]
    if not chosen:
        return np.zeros((0, 1 + EACH * len(ways.RADII), *found.drawn.shape[1:]))
    places = space.places(chosen)
    points = ways.on_spheres(places, [c.slice for c in chosen], np.random.default_rng(seed))
    points = points[:, :, :EACH].reshape(len(chosen), -1, places.shape[1])
    points = np.concatenate([places[:, None], points], axis=1)
    drawn = space.decode(points.reshape(-1, places.shape[1]))
    return drawn.reshape(*points.shape[:2], *drawn.shape[1:])


def _bytes(images: np.ndarray) -> np.ndarray:
    return np.round(255 * np.clip(images, 0, 1)).astype(np.uint8)
