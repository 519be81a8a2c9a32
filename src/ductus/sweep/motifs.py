"""Motifs: segments of hidden states that recur in several letters.

Fabi et al. speak of compositionality: parts that letters share are written by the same states. A
segment of one letter recurs in another if some segment of that is nearer than letters' segments
mostly are to each other. How often that is so is held against the same in the untrained network,
and against segments whose steps are shuffled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ductus.sweep.abilities import COLUMNS

STEPS = 6  # of a segment
NEAR = 1 / 3  # of the typical distance of two letters' segments
OTHERS = 2  # letters in which a motif recurs


def recurring(letters: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> float:
    """Share of the segments of letters (T, H) that recur in `OTHERS` of the other letters.

    others : the same letters, as they are or shuffled; in these segments are looked for.
    """
    own, there = ([_segments(one) for one in group] for group in (letters, others))
    counts = []
    for a, segments in enumerate(own):
        near = np.zeros(len(segments), int)
        for b, candidates in enumerate(there):
            if a != b and len(segments) and len(candidates):
                apart = _distances(segments, candidates)
                typical = _typical(own[a], own[b])
                near += apart.min(axis=1) <= NEAR * typical
        counts.append(near >= min(OTHERS, len(letters) - 1))
    every = np.concatenate(counts)
    return float(every.mean()) if len(every) else 0.0


def motifs(
    letters: Sequence[np.ndarray], untrained: Sequence[np.ndarray], seed: int
) -> pd.DataFrame:
    """Shares of recurring segments, as rows of `ductus.sweep.abilities`.

    letters, untrained : hidden states (T, H) of each letter, after training and before.
    """
    rng = np.random.default_rng(seed)
    shuffled = [rng.permutation(one) for one in letters]
    found = {
        "after": recurring(letters, letters),
        "shuffled": recurring(letters, shuffled),
        "before": recurring(untrained, untrained),
    }
    n = sum(max(len(one) - STEPS + 1, 0) for one in letters)
    rows = [("segments that recur", "", condition, share, n) for condition, share in found.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _segments(states: np.ndarray) -> np.ndarray:
    """(N, STEPS H) all segments of states (T, H)."""
    if len(states) < STEPS:
        return np.empty((0, STEPS * states.shape[1]))
    windows = np.lib.stride_tricks.sliding_window_view(states, STEPS, axis=0)
    return windows.reshape(len(windows), -1)


def _distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
    return np.sqrt(np.maximum(squares, 0))


def _typical(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.median(_distances(one, other)))
