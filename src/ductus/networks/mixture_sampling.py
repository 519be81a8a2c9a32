"""Writing with a mixture network: step by step, what was written before being told to it.

Where events (an onset, the end) come with some probability at each step, somebody who takes the
likelier side at each step never writes one that is spread over many steps: a lift would be lost. So
an event comes when the probability that it has not come yet falls to a threshold. Drawn uniformly
between 0 and 1 for each event, that is sampling, exactly; at one half, each event comes at the
median of its times, which is what writing greedily means here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ductus.errors import DuctusError
from ductus.networks.mixture_density import Density

MOST = 1000  # steps after which a drawing that has not ended is given up


@dataclass(frozen=True)
class Manner:
    """How to write.

    Attributes
    ----------
    bias : toward what is likely (Graves 2013, Section 5.4): 0 is none. Deviations shrink by
        exp(-bias), logarithms of weights grow by 1 + bias, and thresholds of events draw near one
        half.
    temperature : variances grow by it and logarithms of weights shrink; 1 is none.
    generator : of random numbers; None: greedily, as with a bias beyond all bounds.
    """

    bias: float = 0.0
    temperature: float = 1.0
    generator: torch.Generator | None = None

    def thresholds(self, count: int) -> Tensor:
        """(count,) of events."""
        if self.generator is None:
            return torch.full((count,), 0.5)
        drawn = torch.rand(count, generator=self.generator)
        return 0.5 + (drawn - 0.5) * np.exp(-self.bias)

    def step(self, density: Density, onset: Tensor) -> Tensor:
        """One step (B, 4) of a density, given its onset (B,)."""
        weight = density.given_onset(onset).weight * (1 + self.bias) / self.temperature
        spread = 0.0 if self.generator is None else np.exp(-self.bias) * self.temperature**0.5
        noise = torch.zeros(len(onset), 3)
        if self.generator is None:
            chosen = weight.argmax(-1)
        else:
            chosen = weight.softmax(-1).multinomial(1, generator=self.generator)[:, 0]
            noise = spread * torch.randn(len(onset), 3, generator=self.generator)
        rows = torch.arange(len(onset))
        correlation = density.correlation[rows, chosen]
        across = correlation * noise[:, 0] + (1 - correlation.square()).sqrt() * noise[:, 1]
        deviation = density.deviation[rows, chosen]
        move = density.mean[rows, chosen] + deviation * torch.stack([noise[:, 0], across], dim=1)
        pressure = density.pressure[:, 0] + density.pressure[:, 1] * noise[:, 2]
        return torch.cat([move, torch.stack([pressure.clamp(0, 1), onset], dim=1)], dim=1)


def write_freely(
    say: Callable[[int, Tensor, Tensor], Density],
    count: int,
    manner: Manner,
    primer: Tensor | None = None,
    most: int = MOST,
    cut: bool = False,
) -> list[np.ndarray]:
    """Write so many drawings.

    Parameters
    ----------
    say : the densities of step number t of all drawings, told the step before it (B, 4) and the
        position (B, 2) that this led to. It is asked for each step in turn.
    primer : (T', 4) features of a drawing's beginning, which all go on from, and which is part of
        what is returned; None: from the start.
    most : steps after which a drawing that has not ended is given up, or cut off.

    Returns
    -------
    Features (T_i, 4) of each.

    Raises
    ------
    DuctusError
        A drawing does not end, and is not to be cut.
    """
    known = 0 if primer is None else len(primer)
    left = {event: torch.ones(count) for event in ("onset", "end")}  # probability of none yet
    least = {event: manner.thresholds(count) for event in left}
    step, position = torch.zeros(count, 4), torch.zeros(count, 2)
    written, ended = [], torch.full((count,), most + 1)
    for at in range(most):
        density = say(at, step, position)
        if at < known:
            step = primer[at].expand(count, 4)
        else:
            if at == 0:
                onset = torch.ones(count)
            else:
                left["onset"] *= 1 - density.onset_probability
                onset = (left["onset"] <= least["onset"]).float()
            step = manner.step(density, onset)
            if at == 0:
                step[:, :2] = 0.0
            left["onset"] = torch.where(onset > 0, 1.0, left["onset"])
            least["onset"] = torch.where(onset > 0, manner.thresholds(count), least["onset"])
        written.append(step)
        position = position + step[:, :2]
        if at >= known - 1:
            left["end"] *= 1 - density.end_probability
            now_ended = (left["end"] <= least["end"]) & (ended > at)
            ended = torch.where(now_ended, at + 1, ended)
        if (ended <= at + 1).all():
            break
    if not cut and (ended > most).any():
        raise DuctusError(
            f"a drawing had not ended after {most} steps; train for more training.steps"
        )
    whole = torch.stack(written)
    return [whole[:n, i].numpy() for i, n in enumerate(ended.tolist())]
