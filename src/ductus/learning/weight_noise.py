"""Noise on a network's weights while it is trained: fixed, or learned with them.

Fixed, a Gaussian is added to all weights, drawn anew at each update. Adaptive (Graves 2011,
*Practical variational inference for neural networks*), each weight is a Gaussian with a deviation
of its own, and what the weights say has its price: the loss is the one expected under them and, for
each term that it is the mean of, a share of the nats by which they differ from a prior. The prior
is one Gaussian for all weights, and the best one is known in closed form. So a weight that the data
do not need exactly grows noisy.

Nothing here knows a network: weights are tensors by their names, as `named_parameters` has them,
and a loss is any function of a module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

DRAWN_FOR = 3  # beside seed and step: noise on weights


def noisy(
    weights: Mapping[str, Tensor],
    deviations: float | Mapping[str, Tensor],
    generator: torch.Generator,
) -> dict[str, Tensor]:
    """Weights with Gaussian noise, differentiable in the weights and in their deviations.

    deviations : one for all, or one for each weight. generator : of the CPU, wherever weights are,
    so that the noise is the same on every device.
    """
    drawn = {}
    for name, weight in weights.items():
        noise = torch.randn(weight.shape, generator=generator, dtype=weight.dtype).to(weight.device)
        spread = deviations[name] if isinstance(deviations, Mapping) else deviations
        drawn[name] = weight + spread * noise
    return drawn


def best_prior(means: Sequence[Tensor], deviations: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of the Gaussian that all weights differ least from.

    means, deviations : of the weights, tensors of any shapes.
    """
    mean, deviation = (torch.cat([each.flatten() for each in all]) for all in (means, deviations))
    centre = mean.mean()
    return centre, (deviation.square() + (mean - centre).square()).mean().sqrt()


def description(means: Sequence[Tensor], deviations: Sequence[Tensor]) -> Tensor:
    """Nats by which noisy weights differ from the best prior (Kullback-Leibler divergence).

    Of each weight ``log(s / d) + ((m - m0)^2 + d^2 - s^2) / (2 s^2)``, with a prior of mean m0 and
    deviation s. With the best one all but the logarithms cancel.
    """
    _, prior = best_prior(means, deviations)
    return sum((prior.log() - deviation.log()).sum() for deviation in deviations)


def with_weights(
    network: nn.Module, weights: Mapping[str, Tensor], ask: Callable[[nn.Module], Any]
) -> Any:
    """What `ask` gives for a network with these weights by name in place of its own.

    Gradients go to whatever the weights were made of.
    """
    named = {f"network.{name}": weight for name, weight in weights.items()}
    return functional_call(_Asked(network), named, (ask,))


class WeightNoise(nn.Module):
    """The noise of one training: its own parameters are learned with the network's.

    Parameters
    ----------
    kind : fixed or adaptive.
    deviation : standard deviation of the noise; of adaptive noise, at its start.
    """

    def __init__(self, network: nn.Module, kind: str, deviation: float) -> None:
        super().__init__()
        self.deviation, self.adaptive = deviation, kind == "adaptive"
        start = float(np.log(deviation))
        kept = network.parameters() if self.adaptive else ()
        self.logarithms = nn.ParameterList(torch.full_like(weight, start) for weight in kept)

    def draw(self, network: nn.Module, seed: int, step: int) -> dict[str, Tensor]:
        """The network's weights with the noise of an update, a function of seed and step."""
        number = np.random.default_rng([seed, step, DRAWN_FOR]).integers(2**63)
        weights = dict(network.named_parameters())
        spread = self.deviation
        if self.adaptive:
            spread = dict(zip(weights, (each.exp() for each in self.logarithms), strict=True))
        return noisy(weights, spread, torch.Generator().manual_seed(int(number)))

    def cost(self, network: nn.Module) -> Tensor | float:
        """Nats that the weights cost; nothing if the noise is fixed."""
        if not self.adaptive:
            return 0.0
        return description(list(network.parameters()), [each.exp() for each in self.logarithms])


class _Asked(nn.Module):
    """A network that answers any question as its forward pass."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, ask: Callable[[nn.Module], Any]) -> Any:
        return ask(self.network)
