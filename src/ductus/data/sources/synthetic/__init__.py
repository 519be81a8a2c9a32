"""The embedded handwriting: made, not recorded.

Skeletons from a vector font (`allographs`), a writer's hand and habits (`style`), the movement of
the pen by a kinematic law (`kinematics`), sampled as a tablet would (`drawing`). docs/data.md sets
it beside real handwriting.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ductus.data.sources.synthetic.drawing import draw
from ductus.data.sources.synthetic.style import INSTANCE, codepoints, habit_of, stream, style_of
from ductus.data.trajectory import as_trajectories

ORIGIN = "synthetic"


def synthesise(symbols: Sequence[str], writers: int, instances: int, seed: int) -> pd.DataFrame:
    """Handwriting of synthetic writers, each writing each symbol so many times.

    The drawings asked for do not depend on which others are asked for: writers, instances and
    symbols of a small request are those of a large one.

    Parameters
    ----------
    symbols : single printable ASCII characters; a repeated one counts once.
    writers : how many; their ids are ``w01``, ``w02``, ...
    instances : how many drawings of each symbol by each writer.
    seed : of all random numbers.

    Returns
    -------
    DataFrame in the format of `ductus.data.trajectory`; x and y in fractions of the writing square,
    about 50 samples a second.

    Raises
    ------
    DuctusError
        There is no skeleton for a symbol.
    """
    symbols = sorted(set(symbols))
    drawings, keys = [], []
    for writer in range(writers):
        style = style_of(seed, writer)
        for symbol in symbols:
            habit = habit_of(seed, writer, symbol, style)
            for instance in range(instances):
                rng = stream(seed, INSTANCE, writer, instance, *codepoints(symbol))
                drawings.append(draw(style, habit, rng))
                keys.append((f"w{writer + 1:02}", symbol, instance))
    return as_trajectories(_stacked(drawings, keys), ORIGIN)


def _stacked(drawings: list[dict[str, np.ndarray]], keys: list[tuple]) -> pd.DataFrame:
    lengths = [len(d["time"]) for d in drawings]
    table = {c: np.concatenate([d[c] for d in drawings]) for c in drawings[0]}
    table["frame"] = np.concatenate([np.arange(n) for n in lengths])
    for name, values in zip(["writer", "symbol", "instance"], zip(*keys, strict=True), strict=True):
        table[name] = np.repeat(np.array(values), lengths)
    return pd.DataFrame(table)
