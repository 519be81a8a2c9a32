"""Small handwriting for unit tests: a few made-up letters, no data file needed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ductus.preprocessing import Drawings, to_features
from ductus.trajectory import as_trajectories

SYMBOLS = ["a", "b", "c", "d", "e"]


def scribble(rng: np.random.Generator, symbol: str, length: int) -> pd.DataFrame:
    """A curve whose frequencies depend on the symbol, in two strokes, with some noise."""
    t = np.linspace(0, 1, length)
    k = SYMBOLS.index(symbol) + 1
    return pd.DataFrame(
        {
            "frame": range(length),
            "x": np.cos(2 * k * t) + 0.3 * t + 0.01 * rng.standard_normal(length),
            "y": np.sin(3 * t + k) + 0.01 * rng.standard_normal(length),
            "pressure": 0.3 + 0.4 * t,
            "stroke": (t > 0.6).astype(int),
            "time": 0.02 * np.arange(length),
        }
    )


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    """3 writers x 5 symbols x 4 instances of 8 to 14 steps, as the one table."""
    rng = np.random.default_rng(0)
    drawings = []
    for writer in ("w01", "w02", "w03"):
        for symbol in SYMBOLS:
            for instance in range(4):
                drawing = scribble(rng, symbol, int(rng.integers(8, 15)))
                drawings.append(drawing.assign(writer=writer, symbol=symbol, instance=instance))
    return as_trajectories(pd.concat(drawings), "test")


@pytest.fixture(scope="session")
def drawings(table: pd.DataFrame) -> Drawings:
    return to_features(table)
