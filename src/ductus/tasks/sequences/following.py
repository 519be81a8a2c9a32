"""Along a sequence with a network: how likely it held each symbol, before it saw it.

*Dynamic* evaluation (Krause et al., 2018) adapts the weights to each piece after it was told: along
the gradient over its usual size in training, and back toward where they began.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

RATES = (3e-5, 1e-4, 3e-4, 1e-3)  # of which one is chosen
BACK = 0.01  # share of the way back at each piece, for a weight of usual gradients
TINY = 1e-4  # beside usual gradients, so that a weight without one stays


class Adapting(NamedTuple):
    """How weights adapt: the rate, and for each the usual size of its gradient."""

    rate: float
    usual: list[Tensor]


class Followed(NamedTuple):
    """Of each symbol (N,): nats that it was a surprise, and whether it was held the likeliest."""

    nats: Tensor
    right: Tensor


def follow(
    network: nn.Module, pieces: Sequence[Tensor], goes_on: bool, adapting: Adapting | None = None
) -> list[Followed]:
    """Follow pieces (T + 1,), the first symbol of which is given.

    goes_on : whether each piece begins in the state in which the one before ended.
    """
    network = copy.deepcopy(network)
    weights = list(network.parameters())
    begun = [weight.detach().clone() for weight in weights]
    state, found = network.begin(1), []
    for piece in pieces:
        state = state if goes_on else network.begin(1)
        with torch.set_grad_enabled(adapting is not None):
            odds, state = network(piece[:-1, None], state)
            nats = cross_entropy(odds[:, 0], piece[1:], reduction="none")
        found.append(Followed(nats.detach(), odds[:, 0].argmax(dim=1) == piece[1:]))
        state = [tuple(one.detach() for one in layer) for layer in state]
        if adapting is not None:
            adapt(weights, begun, torch.autograd.grad(nats.mean(), weights), adapting)
    return found


@torch.no_grad()
def adapt(
    weights: Sequence[Tensor], begun: Sequence[Tensor], gradients: Sequence[Tensor], how: Adapting
) -> None:
    """Move weights, in place, along their gradients and back toward where they began."""
    mean = torch.cat([one.flatten() for one in how.usual]).mean()
    for weight, start, gradient, usual in zip(weights, begun, gradients, how.usual, strict=True):
        back = (BACK * usual / mean).clamp(max=1.0)
        weight += back * (start - weight) - how.rate * gradient / (usual + TINY * mean)


def usual_gradients(
    network: nn.Module, loss: Callable[[nn.Module, int], Tensor], batches: int
) -> list[Tensor]:
    """The root of the mean square of each weight's gradient, over batches of the training."""
    weights = list(network.parameters())
    squares = [torch.zeros_like(weight) for weight in weights]
    for step in range(batches):
        for square, one in zip(
            squares, torch.autograd.grad(loss(network, step), weights), strict=True
        ):
            square += one.square() / batches
    return [square.sqrt() for square in squares]


def best_rate(follow_at: Callable[[float], float]) -> float:
    """The rate of `RATES` at which least nats are left, of what is there to choose by."""
    return min(RATES, key=follow_at)
