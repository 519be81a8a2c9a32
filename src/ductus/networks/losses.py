"""What a drawing that was written is away from the one it should be."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def masked_mse_to(target: Tensor, lengths: Tensor) -> Callable[[Tensor], Tensor]:
    """Mean squared error to a target, of each sequence by itself over its own steps.

    What does not change in a descent is computed once.

    target : (T, B, 4); lengths : (B,). Returns a function from written (T, B, 4) to (B,).
    """
    running = torch.arange(len(target))[:, None] < lengths  # (T, B)
    weight = (running / (lengths * target.shape[2]))[..., None]
    return lambda written: ((written - target).square() * weight).sum(dim=(0, 2))
