"""A network that goes on by itself: each symbol is drawn, and given to it as the next one."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn


@torch.no_grad()
def write(
    network: nn.Module,
    given: Tensor,
    length: int,
    generator: torch.Generator,
    temperature: float = 1.0,
) -> Tensor:
    """What a network writes (length, B) after it was given symbols (T, B).

    temperature : by which log odds are divided; 1 draws as the network holds likely.
    """
    odds, state = network(given, network.begin(given.shape[1]))
    odds, written = odds[-1:], []
    for _ in range(length):
        written.append(draw(odds[0] / temperature, generator))
        odds, state = network(written[-1][None], state)
    return torch.stack(written)


def draw(odds: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """A symbol (B,) of each distribution, by log odds (B, K)."""
    return torch.multinomial(odds.softmax(dim=1), 1, generator=generator)[:, 0]


@torch.no_grad()
def sampled(network: nn.Module, tokens: Tensor, truth: float, generator: torch.Generator) -> Tensor:
    """Tokens (T, B), each with probability `truth`; else what the network drew in its place.

    So scheduled sampling (Bengio et al., 2015) feeds a network. Since no gradient goes through what
    was drawn, the network learns from these as from any other tokens.
    """
    fed, state = [tokens[0]], network.begin(tokens.shape[1])
    for after in tokens[1:]:
        odds, state = network(fed[-1][None], state)
        own = draw(odds[0], generator)
        true = torch.rand(len(own), generator=generator) < truth
        fed.append(torch.where(true, after, own))
    return torch.stack(fed)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Total variation of the distributions of what is counted, 0 to 1: how often each differs.

    one, other : integers (N,), (M,).
    """
    least = max(one.max(), other.max()) + 1
    shares = [np.bincount(each, minlength=least) / len(each) for each in (one, other)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)
