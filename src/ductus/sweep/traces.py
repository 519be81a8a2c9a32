"""How long a network remembers: one step of its code changed, and what is left of that later.

A letter is written twice, the second time with another letter's code at one step (Hermans &
Schrauwen, 2013, change a character of a text). How far the hidden states of the two are apart, by
layer and step, is the trace; its half-life is how many steps after its peak it has lost half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import torch

from ductus.networks.lstm import GenerativeLSTM
from ductus.sweep.abilities import COLUMNS

CHANGED = 5  # the step with another code, counted from 0
FOLLOWED = 30  # steps after it


def traces(
    network: GenerativeLSTM, symbols: Sequence[str], lengths: Mapping[str, int]
) -> pd.DataFrame:
    """Distance of hidden states by layer and step after the change.

    Each symbol has the code of the next one for a step. Root mean square over units; the mean over
    symbols that still run.

    Returns
    -------
    layer (from 1), after (steps, 0 is the change itself), distance, n (symbols).
    """
    following = [*symbols[1:], symbols[0]]
    steps = CHANGED + FOLLOWED + 1
    codes = network.codes(symbols).expand(steps, -1, -1)
    changed = codes.clone()
    changed[CHANGED] = network.codes(following)
    _, one, _ = network.states(codes, steps)
    _, other, _ = network.states(changed, steps)
    layers = network.shape.get("layers", 1)
    apart = (one - other)[CHANGED:].unflatten(2, (layers, -1)).square().mean(dim=3).sqrt()
    running = torch.arange(CHANGED, steps)[:, None] < torch.tensor([lengths[s] for s in symbols])
    rows = []
    for layer in range(layers):
        for after, (here, on) in enumerate(zip(apart[:, :, layer], running, strict=True)):
            if on.any():
                rows.append((layer + 1, after, float(here[on].mean()), int(on.sum())))
    return pd.DataFrame(rows, columns=["layer", "after", "distance", "n"])


def half_life(distance: np.ndarray) -> float:
    """Steps from the peak of a trace (T,) to where it is half of that; to its end, if it is not."""
    peak = int(np.argmax(distance))
    below = np.flatnonzero(distance[peak:] <= distance[peak] / 2)
    return float(below[0] if len(below) else len(distance) - 1 - peak)


def half_lives(followed: pd.DataFrame) -> pd.DataFrame:
    """Half-life by layer of what `traces` returns, as rows of `ductus.sweep.abilities`."""
    rows = [
        ("half-life of a trace", "", f"layer {layer}", half_life(own.distance.to_numpy()), 1)
        for layer, own in followed.groupby("layer")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
