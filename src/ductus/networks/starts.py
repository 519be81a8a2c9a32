"""Where the recurrent weights start: matrices that keep, rotate or pass on what they are given.

A chain passes each unit's activity on to the next. It is not normal: it amplifies for a while what
it is given before that leaves at its end, and is held to tell signal from noise better than an
orthogonal matrix does (Orhan & Pitkow, 2020, after Ganguli et al., 2008).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

NEAR_ZERO = 1e-3  # standard deviation of what is to be near zero


def chain(units: int, onward: float = 1.02, backward: float = 0.0) -> Tensor:
    """(H, H) with the upper diagonal `onward` and the lower `backward`."""
    ones = torch.ones(units - 1)
    return torch.diag(onward * ones, 1) + torch.diag(backward * ones, -1)


def orthogonal(units: int) -> Tensor:
    """(H, H), drawn at random."""
    return nn.init.orthogonal_(torch.empty(units, units))


BLOCKS: dict[str, Callable[[int], Tensor]] = {
    "orthogonal": orthogonal,
    "identity": torch.eye,
    "chain": chain,
    "feedback": lambda units: chain(units, 0.99, 0.04),
}
CELL_GATE = 2  # of torch's LSTM: i, f, g, o


@torch.no_grad()
def start_recurrent(layer: nn.Module, start: str) -> None:
    """Put a layer's recurrent weights where they are to start; of each gate the same way.

    ``default`` leaves them as they were drawn. ``mixed``, of LSTMs: gates i, f and o near zero, the
    cell gate a chain.
    """
    if start == "default":
        return
    units = layer.hidden_size
    blocks = layer.weight_hh_l0.view(-1, units, units)
    if start == "mixed":
        blocks.normal_(std=NEAR_ZERO)
        blocks[CELL_GATE] = chain(units)
        return
    for block in blocks:
        block.copy_(BLOCKS[start](units))


def henrici(matrices: Tensor) -> float:
    """Henrici's departure from normality, the mean over matrices (M, H, H).

    sqrt(|W|^2 - sum |eigenvalue|^2) / |W| with Frobenius norms: 0 for a normal matrix (orthogonal
    and symmetric ones are), 1 for a chain, which has no eigenvalue but zero.
    """
    exact = matrices.double()
    whole = exact.square().sum(dim=(1, 2))
    normal = torch.linalg.eigvals(exact).abs().square().sum(dim=1)
    return float(((whole - normal).clamp(min=0) / whole).sqrt().mean())
