"""How large a network has to be to have as many weights as another."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn


def nearest_size(weights: Callable[[int], int], aim: int, every: int = 1) -> int:
    """The number of units, a multiple of `every`, whose number of weights is nearest to the aim.

    weights : of so many units; grows with them.
    """
    most = every
    while weights(most) < aim:
        most *= 2
    return min(range(every, most + 1, every), key=lambda units: abs(weights(units) - aim))


def count_weights(make: Callable[[], nn.Module]) -> int:
    """How many weights the network has that `make` makes."""
    with torch.device("meta"):
        return sum(weight.numel() for weight in make().parameters())
