"""The landscape of a network that writes: the codes with which it writes people's drawings.

A code is inferred for each drawing as in identification (Fabi et al., Section 3.3), and the hidden
states are those while it writes from it; nobody's name for a drawing is used. The entries of a code
were learned with names, though: that codes cluster is a weaker finding than that states do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch

from ductus.data.features import Drawings, pad
from ductus.data.raster import PIXELS, image
from ductus.networks import Network
from ductus.tasks.landscape.measures import Space
from ductus.tasks.methods.gradient import infer_codes

UNITS = 24  # that vary most: as many as an autoencoder has latent neurons


def some_drawings(keys: pd.DataFrame, each: int, seed: int = 0) -> np.ndarray:
    """Rows of so many drawings of each symbol, by different writers as far as there are any."""
    shuffled = keys.iloc[np.random.default_rng(seed).permutation(len(keys))]
    turn = shuffled.groupby(["symbol", "writer"]).cumcount()
    order = shuffled.assign(turn=turn).sort_values("turn", kind="stable")
    return np.sort(order.groupby("symbol").head(each).index.to_numpy())


def spaces_of(
    network: Network,
    drawings: Drawings,
    *,
    iterations: int,
    learning_rate: float,
    name: str = "codes",
    states: str | None = "states",
) -> list[Space]:
    """The space of inferred codes, and that of hidden states, named as given; None: not wanted.

    An entry of a code below zero takes a letter away, and is no activation. Of the hidden states
    the mean over the steps of a drawing counts, in the units that vary most, which are active as an
    autoencoder's neurons are: see `activations`. What a cluster of states writes is written from
    the mean code of its members.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings))
    codes, _ = infer_codes(network, padded, lengths, iterations, learning_rate)
    symbols = drawings.keys.symbol.to_numpy(str)
    known = codes.numpy()

    def decode(points: np.ndarray) -> np.ndarray:
        """Pictures of what codes (M, S) write, each as long as the nearest drawing's is."""
        if len(points) == 0:
            return np.zeros((0, PIXELS, PIXELS), np.float32)
        long = _lengths(points, known, lengths.numpy())
        written = network.write(torch.from_numpy(np.asarray(points, np.float32)), long)
        return np.stack([image(steps) for steps in written]).astype(np.float32)

    pictures = np.stack([image(steps) for steps in drawings]).astype(np.float32)
    spaces = [Space(name, np.maximum(known, 0.0), symbols, decode, pictures)]
    if states:
        _, hidden, _ = network.states(codes, int(lengths.max()))
        active = activations(mean_states(hidden.detach().numpy(), lengths))
        spaces.append(Space(states, active, symbols, decode, pictures, known))
    return spaces


def activations(values: np.ndarray) -> np.ndarray:
    """Activations (N, L) of values (N, L): as far as each exceeds its mean by one deviation.

    So are an autoencoder's neurons active (`ductus.networks.autoencoder`), three or four a drawing.
    """
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.maximum(scaled - 1.0, 0.0)


def mean_states(hidden: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
    """Means (B, UNITS) of hidden states (T, B, H) over the steps of each drawing."""
    mean = np.stack([hidden[:n, i].mean(axis=0) for i, n in enumerate(lengths)])
    return mean[:, np.sort(np.argsort(-mean.std(axis=0), kind="stable")[:UNITS])]


def _lengths(points: np.ndarray, codes: np.ndarray, lengths: np.ndarray) -> list[int]:
    """Steps for which codes are written: the median of the five drawings with the nearest codes."""
    far = ((points[:, None] - codes[None]) ** 2).sum(axis=2)
    near = np.argsort(far, axis=1, kind="stable")[:, :5]
    return [round(float(np.median(lengths[rows]))) for rows in near]
