"""Letters as words of pen tokens: for each move its direction, then its length with the pen state.

After the Cursive Transformer (Greydanus & Wimpee, 2025), with fewer tokens for fewer data. Token 0
stands between letters; then come `DIRECTIONS` of a move, then its lengths, for each one token if
the pen wrote and one if it was lifted.
"""

from __future__ import annotations

import numpy as np

from ductus.data.features import Drawings
from ductus.errors import DuctusError

BETWEEN = 0  # letters
DIRECTIONS, LENGTHS = 16, 8
SYMBOLS = 1 + DIRECTIONS + 2 * LENGTHS
HELD_OUT = 0.2  # of the writers to choose by, and as many to test with
WRITERS = 3


def length_bins(steps: np.ndarray) -> np.ndarray:
    """What lengths (LENGTHS + 1,) tell bins of moves apart: as many moves (N, 4) in each.

    The ends are 0 and infinity.
    """
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    inner = np.quantile(lengths[lengths > 0], np.arange(1, LENGTHS) / LENGTHS)
    return np.array([0.0, *inner, np.inf])


def to_tokens(steps: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """Tokens (2 T - 1,) of a drawing (T, 4), for all moves but the first, which is none; and 0."""
    dx, dy, _, onset = np.asarray(steps, float)[1:].T
    turn = np.round(np.arctan2(dy, dx) / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    bin_ = np.clip(np.searchsorted(bins, np.hypot(dx, dy), side="right") - 1, 0, LENGTHS - 1)
    length = 1 + DIRECTIONS + 2 * bin_ + (onset > 0.5)
    return np.append(np.column_stack([1 + turn, length]).ravel(), BETWEEN)


def to_steps(tokens: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """The drawing (T, 4) that tokens describe, up to the first that does not fit its place.

    Directions and lengths are the middles of their bins; the pen is pressed as hard as can be.
    """
    middles = (bins[:-1] + np.minimum(bins[1:], 2 * bins[-2] - bins[-3])) / 2
    steps = [(0.0, 0.0, 1.0, 1.0)]
    for direction, length in zip(tokens[::2], tokens[1::2], strict=False):
        if not (1 <= direction <= DIRECTIONS < length):
            break
        angle = 2 * np.pi * (direction - 1) / DIRECTIONS
        bin_, lifted = divmod(length - 1 - DIRECTIONS, 2)
        far = middles[bin_]
        steps.append((far * np.cos(angle), far * np.sin(angle), 1.0, float(lifted)))
    return np.array(steps, np.float32)


def parts_by_writer(drawings: Drawings) -> tuple[list[str], list[str], list[str]]:
    """Writers to train with, to choose by and to test with.

    Raises
    ------
    DuctusError
        There are fewer than three.
    """
    writers = sorted(drawings.keys.writer.unique())
    if len(writers) < WRITERS:
        raise DuctusError(
            f"{drawings.origin}: expected {WRITERS} writers or more, to train with, to choose by "
            f"and to test with; got {len(writers)}"
        )
    share = max(round(len(writers) * HELD_OUT), 1)
    return writers[: -2 * share], writers[-2 * share : -share], writers[-share:]
