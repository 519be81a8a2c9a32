"""What one-shot inference keeps of a new character: ``oneshot/<character>.npz``.

``character``; ``iterations``; ``example`` (T, 4); for `c` in inferred, not_inferred, untrained the
trajectory ``written_c`` (T, 4); for inferred and untrained ``column_c`` (D,) and ``loss_c``
(iterations + 1,), the masked mean squared error before each iteration and after the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def read_inferences(paths: Sequence[Path]) -> list[dict[str, np.ndarray]]:
    """Read the inferences of some characters, in the order of the paths."""
    inferences = []
    for path in paths:
        with np.load(path, allow_pickle=False) as stored:
            inferences.append(dict(stored))
    return inferences
