"""Networks in files: weights and shape, read without trusting what is in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from torch import nn

from ductus.errors import DuctusError, one_line
from ductus.files.atomic import write_atomically
from ductus.networks import Network
from ductus.networks.catalogue import NETWORKS, name_of

# Weights of the paper's network; without biases, those are left out.
ORDER = (
    *("dense.weight", "dense.bias", "lstm.weight_ih_l0", "lstm.weight_hh_l0"),
    *("lstm.bias_ih_l0", "lstm.bias_hh_l0", "readout.weight", "readout.bias"),
)


def as_stored(model: Network) -> dict[str, Any]:
    """Kind, shape and weights, as they are kept in files."""
    return {
        "network": name_of(model),
        "shape": dict(model.shape),
        "weights": model.state_dict(),
    }


def from_stored(stored: dict[str, Any]) -> Network:
    """The network that `as_stored` made this of; raises all kinds of errors if it did not."""
    if stored["shape"].get("layers", 1) > len(stored["weights"]):
        raise ValueError("it has fewer weights than layers")
    with torch.device("meta"):  # weights are taken, not copied: a hostile shape costs no memory
        model = NETWORKS[stored["network"]](**stored["shape"])
    model.load_state_dict(stored["weights"], assign=True)
    check_weights(model)
    return model.eval()


def check_weights(model: nn.Module) -> None:
    """Raise ValueError unless all weights are single precision numbers, and finite."""
    for name, weight in model.named_parameters():
        if weight.dtype != torch.float32:
            raise ValueError(f"{name}: expected float32, got {weight.dtype}")
        if not torch.isfinite(weight).all():
            raise ValueError(f"{name}: expected finite weights; its training diverged")


def save(model: Network, path: str | Path) -> None:
    """Write weights and shape to a file that `load` reads."""
    write_stored(as_stored(model), path)


def write_stored(stored: Any, path: str | Path) -> None:
    """Write tensors and plain values; raises OSError where torch would say RuntimeError."""
    whole = io.BytesIO()
    torch.save(stored, whole)
    with write_atomically(path) as beside:
        beside.write_bytes(whole.getvalue())


def load(path: str | Path, symbols: Sequence[str] | None = None) -> Network:
    """Read a network.

    Parameters
    ----------
    symbols : what the entries of its code have to stand for; None: whatever they do.

    Raises
    ------
    DuctusError
        The file is not one that `save` wrote, a weight is not finite, or the network is for other
        symbols.
    """
    try:
        model = from_stored(read_stored(path))
        if symbols is not None:
            check_symbols(model, symbols)
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected a network written by ductus; {one_line(error)}"
        ) from error
    return model


def read_stored(path: str | Path) -> Any:
    """What torch.save wrote, if it is tensors and plain values; raises all kinds of errors."""
    try:
        return torch.load(path, weights_only=True, map_location="cpu")
    except UnpicklingError as error:  # whose message is advice to trust the file
        raise ValueError("it is no such file, or holds code, which is not run") from error


def flat_weights(model: nn.Module) -> list[np.ndarray]:
    """All weights of the paper's network, flat arrays of single precision in the order of `ORDER`.

    For those who compute without torch.
    """
    state = model.state_dict()
    return [state[name].numpy().ravel() for name in ORDER if name in state]


def check_symbols(model: Network, symbols: Sequence[str]) -> None:
    """Raise ValueError unless a network's code is that of these symbols."""
    if model.symbols != list(symbols):
        raise ValueError(
            f"it is for the symbols {' '.join(map(str, model.symbols))}, expected "
            f"{' '.join(symbols)}; they belong to different runs"
        )


def check_alike(model: Network, other: Network) -> None:
    """Raise ValueError unless two networks have the same symbols and shape."""
    one, two = ({"network": name_of(each), **each.shape} for each in (model, other))
    for key in {**one, **two}:
        if one.get(key) != two.get(key):
            raise ValueError(
                f"{key} of the trained network is {one.get(key)}, of the untrained {two.get(key)}; "
                "they belong to different runs"
            )


def load_pair(
    trained: str | Path, untrained: str | Path, symbols: Sequence[str] | None = None
) -> tuple[Network, Network]:
    """Read a trained network and the same before training; raises DuctusError as `load` does."""
    model, before = load(trained, symbols), load(untrained, symbols)
    try:
        check_alike(model, before)
    except ValueError as error:
        raise DuctusError(f"{trained}, {untrained}: {error}") from error
    return model, before
