"""Fig. 6: cell states c while letters that share a part are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from ductus.figures import states as shared

CHARACTERS = ("v", "y")  # the paper's


def draw(states: Mapping[str, np.ndarray], characters: Sequence[str] | None = None) -> Figure:
    """Letters with step numbers, and the cell states over the same steps.

    Parameters
    ----------
    states : symbols (S,), lengths (S,), features (S, T, 4), c (S, T, H).
    characters : letters to draw; None: the paper's.
    """
    return shared.draw(states, "c", characters or CHARACTERS, "cell state c")
