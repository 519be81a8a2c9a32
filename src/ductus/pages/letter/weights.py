"""Weights of networks as text in a page."""

from __future__ import annotations

import base64
import copy
from typing import Any

import numpy as np
import torch

from ductus.errors import DuctusError
from ductus.networks import Network
from ductus.networks.catalogue import name_of
from ductus.networks.lstm import GenerativeLSTM
from ductus.networks.stored import flat_weights

LARGEST = 32767  # of 16 bits, with its sign


def check_carried(network: Network) -> None:
    """Raise DuctusError unless the page's JavaScript has this network's sums."""
    found = {
        "network": name_of(network),
        "cell": network.shape.get("cell", "lstm"),
        "layers": network.shape.get("layers", 1),
    }
    for key, value in {"network": "lstm", "cell": "lstm", "layers": 1}.items():
        if found[key] != value:
            raise DuctusError(
                f"the page is for networks with model.{key} {value}; this one has {found[key]}"
            )


def encoded(network: GenerativeLSTM) -> dict[str, str]:
    """All weights in single precision: 5.3 characters each."""
    return {"float32": _text(np.concatenate(flat_weights(network)).astype("<f4"))}


def encoded_briefly(network: GenerativeLSTM) -> dict[str, Any]:
    """All weights in half of that: 16 bits each, with a unit for each array."""
    weights = flat_weights(network)
    units = [_unit(one) for one in weights]
    whole = [np.round(one / unit) for one, unit in zip(weights, units, strict=True)]
    counts = [len(one) for one in weights]
    return {"int16": _text(np.concatenate(whole).astype("<i2")), "units": units, "counts": counts}


def rounded(network: GenerativeLSTM) -> GenerativeLSTM:
    """The network that `encoded_briefly` tells the page of: a copy with rounded weights."""
    other = copy.deepcopy(network)
    with torch.no_grad():
        for weight in other.state_dict().values():
            unit = _unit(weight.numpy().ravel())
            weight.copy_(torch.round(weight.double() / unit) * unit)
    return other


def _unit(weights: np.ndarray) -> float:
    return float(np.abs(weights).max()) / LARGEST or 1.0


def _text(numbers: np.ndarray) -> str:
    return base64.b64encode(numbers.tobytes()).decode("ascii")
