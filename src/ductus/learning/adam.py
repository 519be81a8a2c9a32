"""Adam for one tensor, as inference and identification follow their gradients."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.optim.adam import adam

LAST = 0.02  # of the learning rate, with which a descent ends whose rate falls


def fallen(done: float) -> float:
    """What the learning rate is multiplied by after a share of all steps, if it falls.

    It stays for the first half and then falls in a straight line.
    """
    return min(1.0, 2 * (1 - done) + LAST)


class Adam:
    """torch's Adam by its function, not by its class.

    The class is made for many tensors and for the compiler: the first one in a process imports the
    compiler, which takes as long as to import torch, and its step takes longer than that of a
    hundred numbers does. The sums are the same.

    Parameters
    ----------
    values : what is adapted, a leaf that asks for its gradient.
    """

    def __init__(self, values: Tensor, learning_rate: float) -> None:
        self.values, self.learning_rate = values, learning_rate
        self.moments = torch.zeros_like(values), torch.zeros_like(values)
        self.steps = torch.zeros((), device=values.device)

    @torch.no_grad()
    def step(self) -> None:
        """Follow the gradient, and forget it."""
        mean, square = self.moments
        adam(
            [self.values],
            [self.values.grad],
            [mean],
            [square],
            [],
            [self.steps],
            fused=True,
            amsgrad=False,
            beta1=0.9,
            beta2=0.999,
            lr=self.learning_rate,
            weight_decay=0.0,
            eps=1e-8,
            maximize=False,
        )
        self.values.grad = None
