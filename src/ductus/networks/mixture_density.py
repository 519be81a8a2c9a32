"""The density of one step of a drawing, as a mixture network gives it (Graves 2013, Section 4).

K components, each a bivariate Gaussian for the move (dx, dy) and a Bernoulli for the onset: the
jump to another stroke is another move than one within a stroke, so an onset comes with the
components that jump. Beside them a Bernoulli for the end (this step is the drawing's last), and for
pressure a Gaussian of which all beyond 0 and 1 counts as 0 and 1, as it does in a recording. Where
pressure was not recorded it is 1 at every step, and soon has all of the probability.

The first step of a drawing does not move and is an onset: these are no part of its density.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid
from torch.special import log_ndtr

# Least standard deviations, in units of the features: drawings have steps that repeat exactly,
# whose density would have no bound.
LEAST_MOVE, LEAST_PRESSURE = 0.02, 0.02
MOST_CORRELATION = 0.95
COMPONENT, BESIDE = 7, 3  # numbers that a readout gives for each component, and beside them


@dataclass(frozen=True)
class Density:
    """The density of a step, or of many: each number may be there for any steps (...).

    Attributes
    ----------
    weight : (..., K) logarithms of the components' weights.
    mean, deviation : (..., K, 2) of dx and dy; correlation : (..., K).
    onset : (..., K) logits of an onset.
    end : (...) logits of the end.
    pressure : (..., 2) mean and standard deviation.
    """

    weight: Tensor
    mean: Tensor
    deviation: Tensor
    correlation: Tensor
    onset: Tensor
    end: Tensor
    pressure: Tensor

    @property
    def means(self) -> Tensor:
        """Features (..., 4) of which each is the mean; of the onset, its probability."""
        move = (self.weight.exp()[..., None] * self.mean).sum(-2)
        pressure = self.pressure[..., :1].clamp(0, 1)
        return torch.cat([move, pressure, self.onset_probability[..., None]], dim=-1)

    @property
    def onset_probability(self) -> Tensor:
        """(...) of all components."""
        return (self.weight + logsigmoid(self.onset)).logsumexp(-1).exp()

    @property
    def end_probability(self) -> Tensor:
        """(...) that this step is the last."""
        return self.end.sigmoid()

    def given_onset(self, onset: Tensor) -> Density:
        """The same with the weights (..., K) of components once it is known whether (...) is 1."""
        weight = self.weight + _bernoulli(self.onset, onset[..., None])
        return replace(self, weight=weight.log_softmax(-1))


@dataclass(frozen=True)
class LogDensity:
    """Logarithms of the densities of steps (...), part by part; together they are added.

    move is given the onset.
    """

    move: Tensor
    onset: Tensor
    end: Tensor
    pressure: Tensor

    @property
    def whole(self) -> Tensor:
        return self.move + self.onset + self.end + self.pressure


def density_of(raw: Tensor) -> Density:
    """The density that a readout's numbers (..., 7 K + 3) stand for."""
    count = (raw.shape[-1] - BESIDE) // COMPONENT
    sizes = [count, 2 * count, 2 * count, count, count, 1, 2]
    weight, mean, deviation, correlation, onset, end, pressure = raw.split(sizes, dim=-1)
    pairs = (*raw.shape[:-1], count, 2)
    return Density(
        weight.log_softmax(-1),
        mean.reshape(pairs),
        LEAST_MOVE + deviation.reshape(pairs).exp(),
        MOST_CORRELATION * correlation.tanh(),
        onset,
        end[..., 0],
        torch.stack([pressure[..., 0], LEAST_PRESSURE + pressure[..., 1].exp()], dim=-1),
    )


def log_density(density: Density, steps: Tensor, first: Tensor, last: Tensor) -> LogDensity:
    """Logarithms of the density of steps.

    steps : (..., 4) features; first, last : (...) whether a step is a drawing's first, its last.
    """
    onset = steps[..., 3]
    components = density.given_onset(onset)
    away = (steps[..., None, :2] - density.mean) / density.deviation
    left = 1 - density.correlation.square()
    square = (away.square().sum(-1) - 2 * density.correlation * away[..., 0] * away[..., 1]) / left
    normal = -square / 2 - density.deviation.log().sum(-1) - left.log() / 2 - math.log(2 * math.pi)
    move = (components.weight + normal).logsumexp(-1)
    lifted = (density.weight + _bernoulli(density.onset, onset[..., None])).logsumexp(-1)
    return LogDensity(
        move.masked_fill(first, 0.0),
        lifted.masked_fill(first, 0.0),
        _bernoulli(density.end, last.to(density.end)),
        _pressure(density.pressure, steps[..., 2]),
    )


def before(drawings: Tensor) -> Tensor:
    """The step before each one (T, B, 4), nothing before the first."""
    return torch.cat([torch.zeros_like(drawings[:1]), drawings[:-1]])


def ends_of(drawings: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Which steps (T, B) are first ones, and which are last ones."""
    step = torch.arange(len(drawings))[:, None].expand(-1, len(lengths))
    return step == 0, step == lengths - 1


def mean_of_steps(values: Tensor, lengths: Tensor) -> Tensor:
    """Means (B,) over the steps of each drawing, of values (T, B)."""
    running = torch.arange(len(values))[:, None] < lengths
    return values.masked_fill(~running, 0.0).sum(dim=0) / lengths


def _bernoulli(logit: Tensor, one: Tensor) -> Tensor:
    """Logarithm of the probability of what is one or zero."""
    return logsigmoid(torch.where(one > 0.5, logit, -logit))


def _pressure(parameters: Tensor, pressure: Tensor) -> Tensor:
    """Of a Gaussian within 0 and 1; at these, of all that lies beyond."""
    mean, deviation = parameters.unbind(-1)
    away = (pressure - mean) / deviation
    within = -away.square() / 2 - deviation.log() - math.log(2 * math.pi) / 2
    above = log_ndtr((mean - 1) / deviation)
    below = log_ndtr(-mean / deviation)
    return torch.where(pressure >= 1, above, torch.where(pressure <= 0, below, within))
