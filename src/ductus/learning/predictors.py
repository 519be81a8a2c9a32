"""Training of networks that predict each next symbol, by Lightning.

What a step is about is the task's business: it gives the loss as a function of network and step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from ductus.learning.adam import fallen
from ductus.learning.lightning import SteppedModule, train_here
from ductus.learning.objectives import check_loss
from ductus.learning.weight_noise import WeightNoise, with_weights

Loss = Callable[[nn.Module, int], Tensor]  # nats a symbol, of a batch that the step decides

# The rate falls; of .005 and .01 this was better for three kinds of cells, by the part of the text
# to choose by after 200 updates. CLIP: norm of the gradient.
LEARNING_RATE, CLIP = 1e-2, 1.0
DEVIATION = 0.075  # of noise on weights (Graves, 2013); of adaptive noise, at its start
BEFORE = 0.5  # share of the updates that go before the noise
REMEDY = "try another seed, or sequences.compared without this network"


class PredictorModule(SteppedModule):
    """Adam on a loss, with or without noise on the weights; arguments as of `fit_predictor`."""

    def __init__(
        self, network: nn.Module, loss: Loss, symbols: int, steps: int, seed: int, noise: str | None
    ) -> None:
        super().__init__(steps, seed)
        self.automatic_optimization = False
        self.network, self.loss, self.symbols = network, loss, symbols
        self.noise = WeightNoise(network, noise, DEVIATION) if noise else None

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), LEARNING_RATE, fused=True)

    def training_step(self, batch: Any, batch_idx: int) -> None:
        step, optimiser = self.global_step, self.optimizers()
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * fallen(step / self.steps)
        optimiser.zero_grad()
        loss = self.noisy_loss(step)
        check_loss(loss.detach(), "training of a predictor", f"at step {step}", REMEDY)
        self.manual_backward(loss)
        clip_grad_norm_(self.parameters(), CLIP)
        optimiser.step()

    def noisy_loss(self, step: int) -> Tensor:
        """The loss of an update, with the noise that there is by then and what weights cost."""
        if self.noise is None or step < BEFORE * self.steps:
            return self.loss(self.network, step)
        weights = self.noise.draw(self.network, self.seed, step)
        loss = with_weights(self.network, weights, lambda network: self.loss(network, step))
        return loss + self.noise.cost(self.network) / self.symbols


def fit_predictor(
    network: nn.Module,
    loss: Loss,
    *,
    symbols: int,
    steps: int,
    seed: int,
    noise: str | None = None,
    progress: bool = True,
) -> None:
    """Train a network in place.

    Parameters
    ----------
    loss : nats a symbol, as a function of the network and the step.
    symbols : to be learned in all; they share what noisy weights cost.
    noise : on weights, in the second half of the training (`ductus.learning.weight_noise`): fixed,
        adaptive, or None.

    Raises
    ------
    DuctusError
        The loss is no longer finite; the message names the step.
    """
    module = PredictorModule(network, loss, symbols, steps, seed, noise)
    train_here(module, steps=steps, progress=progress)
    network.eval()
