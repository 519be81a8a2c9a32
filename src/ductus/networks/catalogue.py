"""The networks by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from ductus.networks import Network
from ductus.networks.lstm import GenerativeLSTM
from ductus.networks.mixture import MixtureNetwork
from ductus.networks.next_step import NextStepNetwork
from ductus.networks.starts import start_recurrent

NETWORKS = {
    "lstm": GenerativeLSTM,
    "mixture": MixtureNetwork,
    "next_step": NextStepNetwork,  # of the target `prediction`: it cannot write by itself
}


def new_network(
    symbols: list[str],
    *,
    seed: int,
    network: str = "lstm",
    start: str = "default",
    mixture: Mapping[str, Any] | None = None,
    **shape: Any,
) -> Network:
    """An untrained network, the same for the same seed and shape.

    Parameters
    ----------
    network : a key of `NETWORKS`.
    start : of the recurrent weights, see `ductus.networks.starts.start_recurrent`.
    mixture : what the mixture network takes beside the rest; others do not look at it.
    shape : what all take.
    """
    own = own_shape(network, mixture or {})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = NETWORKS[network](symbols, **shape, **own)
        for layer in made.recurrent:
            start_recurrent(layer, start)
    return made


def own_shape(network: str, mixture: Mapping[str, Any]) -> dict[str, Any]:
    """What a network takes of the section `model.mixture`."""
    if network == "next_step":
        return {"components": mixture["components"]}
    return dict(mixture) if network == "mixture" else {}


def name_of(network: Network) -> str:
    """The key of a network's class."""
    return next(name for name, kind in NETWORKS.items() if type(network) is kind)
