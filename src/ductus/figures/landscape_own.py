"""What the network that writes writes for clusters of its hidden states."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ductus.figures import landscape_map


def draw(numbers: pd.DataFrame, shown: dict[str, np.ndarray]) -> Figure:
    """As `ductus.figures.landscape_map`, of hidden states."""
    return landscape_map.draw(numbers, shown, of="hidden units")
