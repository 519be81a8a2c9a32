"""How a plan is carried out: the density of each step of a drawing, given what it is to become.

    plan around this step, deviation so far -> layers -> a density of the step's deviation

A plan is a drawing, and what is learned is how people's drawings of a letter differ: every step is
that of the plan and what is added to it, by somebody who sees where the plan goes and how far from
it the pen is. Nothing of this knows a letter, so it holds for a letter that was never seen.

Whoever is told the way so far predicts the next step from that alone, and needs no plan: drawings
are smooth. Left to write by itself, such a network is lost after a few steps that no person made.
So what it is told is moved off the drawing, by a drift that goes on from step to step, and the step
that it is to learn goes a part of the way back.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from ductus.data.features import FEATURES, PEAK
from ductus.networks.cells import State, new_layers
from ductus.networks.mixture_density import BESIDE, COMPONENT, Density, density_of
from ductus.networks.unroll import input_weights, run

BEHIND, AHEAD = 2, 4  # steps of the plan that are seen, beside the one that is due
SEEN = BEHIND + 1 + AHEAD
STEP, FAR, CLOCK = 3.0, 0.7, 10.0  # units in which moves, deviations and times are about one
INPUTS = 2 + 2 + 1 + 3 * SEEN + 1 + 2
KEPT = 0.9  # share of a drift that is left after a step
SURE = 4.0  # logit that a plan's onset stands for before training


class Execution(nn.Module):
    """Gives each step of a drawing a density, by its plan and the way so far.

    Parameters
    ----------
    units, cell, layers, bias : of the recurrent layers (`ductus.networks.cells.CELLS`). Each is fed
        all inputs, and the readout sees inputs and layers.
    components : K.
    """

    def __init__(self, units: int, cell: str, layers: int, bias: bool, components: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(new_layers(cell, layers, INPUTS, units, bias))
        self.readout = nn.Linear(layers * units + INPUTS, COMPONENT * components + BESIDE)
        with torch.no_grad():  # at first nearly the plan
            self.readout.weight.mul_(0.3)
            self.readout.bias[3 * components : 5 * components] = -1.0

    def forward(
        self, seen: Tensor, due: Tensor, states: list[State] | None = None
    ) -> tuple[Density, list[State]]:
        """The densities of steps (T, B), and what to go on from.

        seen : (T, B, I) of `seen_of`; due : (T, B, 4) the plan's steps.
        """
        if states is None:
            states = [layer.begin(seen, seen.shape[1]) for layer in self.layers]
        hidden, states = run(self.layers, seen, states, input_weights(self.layers))
        raw = density_of(self.readout(torch.cat([hidden, seen], dim=-1)))
        pressure = torch.stack([due[..., 2], torch.zeros_like(due[..., 2])], dim=-1)
        density = replace(
            raw,
            mean=raw.mean + due[..., None, :2],
            pressure=raw.pressure + pressure,
            onset=raw.onset + SURE * (2 * due[..., 3:] - 1),
        )
        return density, states


def as_plan(written: Tensor, lengths: Tensor) -> Tensor:
    """What a network wrote (T, B, 4) as a drawing: strokes begin or they do not; zero at the end.

    The first step does not move, pressure is within 0 and 1, and a stroke begins where
    `ductus.data.features.begins_stroke` says so.
    """
    onset = written[..., 3]
    edge = torch.full_like(onset[:1], -torch.inf)
    peak = (onset >= torch.cat([edge, onset[:-1]])) & (onset > torch.cat([onset[1:], edge]))
    begins = (onset > 0.5) | ((onset > PEAK) & peak)
    first = torch.arange(len(written))[:, None] == 0
    move = written[..., :2].masked_fill(first[..., None], 0.0)
    parts = [move, written[..., 2:3].clamp(0, 1), (begins | first)[..., None].to(move)]
    return torch.cat(parts, dim=-1) * _before(lengths, len(written))


def seen_of(plans: Tensor, lengths: Tensor, told: Tensor) -> tuple[Tensor, Tensor]:
    """What is seen at each step (T, B, I), and the steps of the plans that are due (T, B, 4).

    Parameters
    ----------
    plans : (T', B, 4) features, zero behind the end of each; lengths (B,).
    told : (T, B, 4) the step before each one, nothing before the first.
    """
    due, window, before = _along(plans, lengths, len(told))
    position, planned = told[..., :2].cumsum(0), before[..., :2].cumsum(0)
    return torch.cat([_away(told, before, position, planned), window], dim=-1), due


def drifted(told: Tensor, drift: Tensor) -> tuple[Tensor, Tensor]:
    """What is told (T, B, 4) when the pen is off by a drift (T, B, 2), and the way back (T, B, 2).

    The way back is to be added to the next moves: it leaves `KEPT` of the drift.
    """
    moves = torch.diff(drift, dim=0, prepend=torch.zeros_like(drift[:1]))
    return torch.cat([told[..., :2] + moves, told[..., 2:]], dim=-1), (KEPT - 1) * drift


def drift_of(noise: Tensor) -> Tensor:
    """A drift (T, B, 2) that grows by noise (T, B, 2) at each step but the first, and decays."""
    drift = [torch.zeros_like(noise[0])]
    for more in noise[1:]:
        drift.append(KEPT * drift[-1] + more)
    return torch.stack(drift)


class Following:
    """A plan that is followed step by step, each step being told to the next.

    plans, lengths : as `seen_of` takes them; most : steps that are looked ahead for.
    """

    def __init__(self, execution: Execution, plans: Tensor, lengths: Tensor, most: int) -> None:
        self.execution, self.states = execution, None
        self.due, self.window, self.before = _along(plans, lengths, most)
        self.planned = self.before[..., :2].cumsum(0)

    def __call__(self, at: int, step: Tensor, position: Tensor) -> Density:
        """The density of step number `at`, after a step (B, 4) that led to a position (B, 2)."""
        away = _away(step, self.before[at], position, self.planned[at])
        seen = torch.cat([away, self.window[at]], dim=-1)
        density, self.states = self.execution(seen[None], self.due[at][None], self.states)
        return Density(**{name: value[0] for name, value in vars(density).items()})


def _along(plans: Tensor, lengths: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
    """What T steps see of plans, whatever is drawn: due (T, B, 4), window, and the step before."""
    count = plans.shape[1]
    none = plans.new_zeros(max(steps - len(plans), 0) + AHEAD + 1, count, len(FEATURES))
    whole = torch.cat([plans.new_zeros(BEHIND + 1, count, len(FEATURES)), plans, none])
    units = whole.new_tensor([STEP, STEP, 1.0])
    around = [
        whole[BEHIND + 1 + k :][:steps][..., [0, 1, 3]] * units for k in range(-BEHIND, AHEAD + 1)
    ]
    left = ((torch.arange(steps)[:, None] - lengths) / CLOCK).to(plans)[..., None]
    clock = [left.clamp(-2, 1), (CLOCK * left).clamp(-3, 3) / 3]
    due, before = whole[BEHIND + 1 :][:steps], whole[BEHIND:][:steps]
    return due, torch.cat([*around, due[..., 2:3], *clock], dim=-1), before


def _away(step: Tensor, before: Tensor, position: Tensor, planned: Tensor) -> Tensor:
    """Deviations from the plan: of the position, of the step before, and whether that lifted."""
    off = [FAR * (position - planned), STEP * (step[..., :2] - before[..., :2]), step[..., 3:]]
    return torch.cat(off, dim=-1)


def _before(lengths: Tensor, steps: int) -> Tensor:
    """1 for steps (T, B, 1) before each end, else 0."""
    return (torch.arange(steps)[:, None] < lengths)[..., None].float()
