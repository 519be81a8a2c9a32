"""Fig. 7: hidden states h while a letter repeats a movement, or joins distinct ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from ductus.figures import states as shared

CHARACTERS = ("u", "x")  # the paper's


def draw(states: Mapping[str, np.ndarray], characters: Sequence[str] | None = None) -> Figure:
    """Letters with step numbers, and the hidden states over the same steps.

    Parameters
    ----------
    states : symbols (S,), lengths (S,), features (S, T, 4), h (S, T, H).
    characters : letters to draw; None: the paper's.
    """
    return shared.draw(states, "h", characters or CHARACTERS, "hidden state h")
