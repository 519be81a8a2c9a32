"""The landscape of activations: density clusters in slices of three neurons (Section 3.1).

A slice is described by the pictures whose three strongest neurons are its own; those slices count
that describe a share of all pictures. Its points are all pictures of significant activation there:
with a sum of at least a quarter of the largest. So a picture can be in many slices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import HDBSCAN, MeanShift, estimate_bandwidth

CLUSTERINGS = ("meanshift", "hdbscan")
FITTED = 1000  # points from which MeanShift finds its centres; the others go to the nearest one
SAMPLED = 300  # of them, for its bandwidth

Slice = tuple[int, int, int]


@dataclass(frozen=True)
class Cluster:
    """A density cluster.

    Attributes
    ----------
    slice : its three neurons.
    place : which of the slice's clusters, counted from 0, the largest first.
    members : rows of the pictures in it.
    centre : activations (L,), zero outside of the slice.
    """

    slice: Slice
    place: int
    members: np.ndarray
    centre: np.ndarray


def slices_of(codes: np.ndarray, share: float) -> list[Slice]:
    """Slices that describe at least this share of the activations (N, L), the most frequent first.

    A picture with fewer than three active neurons is described by no slice.
    """
    strongest = np.sort(np.argsort(-codes, axis=1, kind="stable")[:, :3], axis=1)
    strongest = strongest[(codes > 0).sum(axis=1) >= 3]
    if len(strongest) == 0:
        return []
    found, counts = np.unique(strongest, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [tuple(map(int, found[i])) for i in order if counts[i] >= share * len(codes)]


def significant_in(codes: np.ndarray, one: Slice, factor: float) -> np.ndarray:
    """Rows whose activations in a slice add up to at least `factor` of the largest such sum."""
    sums = codes[:, one].sum(axis=1)
    return np.flatnonzero((sums >= factor * sums.max()) & (sums > 0))


def landscape(
    codes: np.ndarray,
    *,
    by: str,
    significant: float,
    slice_share: float,
    cluster_share: float,
) -> list[Cluster]:
    """Find the landscape of activations (N, L), not below zero.

    Parameters
    ----------
    by : ``meanshift``, as in the paper, or ``hdbscan``.
    significant : share of a slice's largest sum of activations from which on a picture is in it.
    slice_share : share of all pictures that a slice describes at least.
    cluster_share : share of all pictures that a cluster holds at least.

    Returns
    -------
    Clusters by slice, in each the largest first.
    """
    least = max(cluster_share * len(codes), 2)
    clusters = []
    for one in slices_of(codes, slice_share):
        rows = significant_in(codes, one, significant)
        if len(rows) < least:
            continue
        labels, centres = _clustered(codes[rows][:, one], by, least)
        sizes = np.bincount(labels[labels >= 0], minlength=len(centres))
        order = [k for k in np.argsort(-sizes, kind="stable") if sizes[k] >= least]
        for place, k in enumerate(order):
            centre = np.zeros(codes.shape[1])
            centre[list(one)] = centres[k]
            clusters.append(Cluster(one, place, rows[labels == k], centre))
    return clusters


def distinct(clusters: Sequence[Cluster], shared: float = 0.5) -> list[int]:
    """Places of the clusters that share at most half of their pictures with a larger one.

    Shared is what both have, of what either has.
    """
    kept: dict[int, set[int]] = {}
    for place in sorted(range(len(clusters)), key=lambda i: -len(clusters[i].members)):
        own = set(clusters[place].members.tolist())
        if all(len(own & other) <= shared * len(own | other) for other in kept.values()):
            kept[place] = own
    return sorted(kept)


def _clustered(points: np.ndarray, by: str, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Cluster of each point (n,), -1 for none, and centres (K, 3)."""
    if by == "hdbscan":
        size = int(np.ceil(least))
        found = HDBSCAN(min_cluster_size=size, store_centers="centroid", copy=True).fit(points)
        if found.labels_.max() < 0:  # nothing lies apart: all is one
            return np.zeros(len(points), int), points.mean(axis=0, keepdims=True)
        return found.labels_, found.centroids_
    fitted = points[np.random.default_rng(0).permutation(len(points))[:FITTED]]
    width = estimate_bandwidth(fitted, n_samples=min(SAMPLED, len(fitted)), random_state=0)
    if width <= 0:  # all points in one place
        return np.zeros(len(points), int), points[:1]
    found = MeanShift(bandwidth=width, bin_seeding=True).fit(fitted)
    return found.predict(points), found.cluster_centers_
