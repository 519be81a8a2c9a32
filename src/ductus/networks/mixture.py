"""The mixture network: from a code to the density of each next step (Graves 2013, Section 4).

    code (S) -> dense layer (D) -> recurrent layers (H) -> readout: a density of each step

Every layer sees the code, the step before and the layer below; the readout sees every layer. It
can tell how probable a drawing is, write many drawings of one code, and it knows when one ends.

With the step before as input (feedback) a drawing is predicted much better, and explains itself so
well that the code hardly matters. Without, all that is known comes from the code, and what differs
between people is a matter of chance at every step. So the network learns both, and a drawing's loss
is of both: `feedback` is the share of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from ductus.networks.cells import State, new_layers
from ductus.networks.columns import Columns
from ductus.networks.mixture_density import (
    BESIDE,
    COMPONENT,
    TOLD,
    Density,
    LogDensity,
    density_of,
    log_density,
    told_of,
)
from ductus.networks.mixture_sampling import Manner, at_median, write_freely
from ductus.networks.unroll import input_weights, plan, run

if TYPE_CHECKING:
    from ductus.networks import Loss

COLUMN = 0.5  # standard deviation of columns before training


class MixtureNetwork(Columns):
    """Gives each step a density; see `ductus.networks.Network`.

    Parameters
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    dense, hidden : units of the dense layer and of each recurrent one, D and H.
    bias : whether layers have biases; the readout has.
    cell, layers : what the recurrent layers are made of (`ductus.networks.cells.CELLS`), and L, how
        many there are.
    components : K.
    feedback : how much the loss with the step before as an input counts, 0 to 1; the rest is
        without.
    """

    one_trajectory = False

    def __init__(
        self,
        symbols: list[str],
        dense: int = 64,
        hidden: int = 100,
        bias: bool = True,
        cell: str = "lstm",
        layers: int = 1,
        components: int = 10,
        feedback: float = 0.5,
    ) -> None:
        own = {"cell": cell, "layers": layers, "components": components, "feedback": feedback}
        super().__init__(symbols, dense, bias, hidden=hidden, **own)
        self.feedback = feedback
        self.layers = nn.ModuleList(new_layers(cell, layers, dense + TOLD, hidden, bias))
        self.readout = nn.Linear(layers * hidden, COMPONENT * components + BESIDE)
        with torch.no_grad():
            self._draw(self.dense.weight)

    @property
    def recurrent(self) -> list[nn.Module]:
        """The recurrent layers, the lowest first."""
        return list(self.layers)

    def _draw(self, columns: Tensor, generator: torch.Generator | None = None) -> None:
        """Draw columns that tell symbols apart from the start."""
        columns.normal_(std=COLUMN, generator=generator)

    def forward(self, codes: Tensor, steps: int | Tensor) -> Tensor:
        """The mean of each step by the code alone: features (T, B, 4), an onset's probability."""
        longest = int(torch.as_tensor(steps).max())
        return density_of(self._raw(self.dense(codes), longest)).means

    def loss_to(self, drawings: Tensor, lengths: Tensor) -> Loss:
        """Nats a step (B,) of each drawing, negative log likelihood, by codes (B, S)."""
        nats = self._nats_to(drawings, lengths)
        return lambda codes: nats(self.dense(codes), *_distinct(codes))

    def own_loss_to(
        self, drawings: Tensor, lengths: Tensor, known: Sequence[str] = ()
    ) -> Callable[..., Tensor]:
        """The loss of `loss_to`, by the column (B, D) of each drawing.

        With noise (T, B, K + 1) on the code's entries of the known symbols and of its own.
        """
        nats = self._nats_to(drawings, lengths)

        def loss(own: Tensor, noise: Tensor | None = None) -> Tensor:
            drive = self._drive(own)
            if noise is not None:
                drive = drive + noise[..., :-1] @ self.own(known) + noise[..., -1:] * own
            return nats(drive)

        return loss

    @torch.no_grad()
    def write(self, codes: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """The mean drawing by the code alone, for codes (B, S), or (T, B, S) that change.

        Returns features (T_i, 4) of each. A lift comes at the median of its times.
        """
        return self._mean_drawings(self.dense(codes), lengths)

    @torch.no_grad()
    def write_own(self, own: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """The same for symbols with these columns (B, D)."""
        return self._mean_drawings(self._drive(own), lengths)

    @torch.no_grad()
    def sample(
        self,
        codes: Tensor,
        generator: torch.Generator | None,
        *,
        bias: float = 0.0,
        temperature: float = 1.0,
        primer: Tensor | None = None,
        most: int | None = None,
    ) -> list[np.ndarray]:
        """A drawing of each code (B, S), features (T_i, 4), which ends by itself.

        generator : of random numbers; None: greedily. bias, temperature : `Manner`. primer : (T, 4)
        a beginning that all go on from, and that is part of them. most : steps after which a
        drawing is cut off that has not ended; None: it is an error not to end.
        """
        manner, how = Manner(bias, temperature, generator), {"primer": primer}
        if most is not None:
            how |= {"most": most, "cut": True}
        return write_freely(self, self.dense(codes), manner, **how)

    @torch.no_grad()
    def score(self, drawings: Tensor, lengths: Tensor, codes: Tensor) -> Tensor:
        """Negative nats a step (P, C) of each drawing by each code."""
        nats = self._nats_to(drawings, lengths)
        drives = self.dense(codes)[:, None].expand(-1, len(lengths), -1)  # (C, P, D)
        how = {"dtype": torch.long, "device": codes.device}
        same = torch.zeros(1, **how), torch.zeros(len(lengths), **how)
        return -torch.stack([nats(drive, *same) for drive in drives], dim=1)

    @torch.no_grad()
    def log_density(
        self, drawings: Tensor, lengths: Tensor, codes: Tensor, told: bool
    ) -> LogDensity:
        """Log densities (T, B) of each step of drawings, part by part (`LogDensity`).

        told : with the step before as input, or by the code alone.
        """
        drawings = drawings[: int(lengths.max())]
        density = self.density(drawings, lengths, codes, told)
        return log_density(density, drawings, *_ends(drawings, lengths))

    @torch.no_grad()
    def density(self, drawings: Tensor, lengths: Tensor, codes: Tensor, told: bool) -> Density:
        """The density of each step (T, B) that drawings are measured with, as `log_density`."""
        told_before = _told(drawings[: int(lengths.max())]) if told else None
        return density_of(self._raw(self.dense(codes), lengths, told_before))

    @torch.no_grad()
    def states(self, codes: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden and cell states (T, B, L H) of the layers, side by side, at every step.

        codes : (B, S). The features (T, B, 4) are those of `forward`: it writes by the code alone.
        """
        drive, states, h, c = self.dense(codes)[None], None, [], []
        for _ in range(steps):
            _, states = self.step(drive, None, states)
            kept = zip(self.recurrent, states, strict=True)
            h.append(torch.cat([state[0][0] for state in states], dim=-1))
            c.append(torch.cat([layer.memory(state) for layer, state in kept], dim=-1))
        return self(codes, steps), torch.stack(h), torch.stack(c)

    def step(
        self, drive: Tensor, told: Tensor | None, states: list[State] | None
    ) -> tuple[Tensor, list[State]]:
        """Go on by T steps.

        drive : (T, B, D); told : (T, B, 7), or None where the step before is no input.
        Returns the readout (T, B, 7 K + 3), and the states to go on from.
        """
        if told is None:
            told = drive.new_zeros(1, 1, TOLD).expand(*drive.shape[:2], -1)
        inputs = torch.cat([drive, told], dim=-1)
        if states is None:
            states = [layer.begin(inputs, inputs.shape[1]) for layer in self.recurrent]
        hidden, states = run(self.recurrent, inputs, states, input_weights(self.recurrent))
        return self.readout(hidden), states

    def _mean_drawings(self, drive: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        means = density_of(self._raw(drive, max(lengths))).means
        written = torch.cat([means[..., :3], at_median(means[..., 3:])], dim=-1)
        written[0] *= torch.tensor([0.0, 0.0, 1.0, 0.0])
        written[0, :, 3] = 1.0
        return [written[:n, i].numpy() for i, n in enumerate(lengths)]

    def _nats_to(self, drawings: Tensor, lengths: Tensor) -> Callable[..., Tensor]:
        """Nats a step (B,), by what drives each drawing, (B, D) or (T, B, D).

        Drawings are on the network's device, lengths on the CPU.

        Where drawings have drives in common, `first` (U,) says where each distinct one is to be
        found and `which` (B,) which of them a drawing has.
        """
        drawings = drawings[: int(lengths.max())]
        told, count = _told(drawings), lengths.to(drawings.device)
        running = _places(drawings) < count  # (T, B), of N steps
        steps, ends = drawings[running], [end[running] for end in _ends(drawings, lengths)]
        drawing = running.nonzero()[:, 1]  # (N,)

        def nats(raw: Tensor, which: Tensor | None = None) -> Tensor:
            now = raw[running] if which is None else raw[running.nonzero()[:, 0], which[drawing]]
            whole = log_density(density_of(now), steps, *ends).whole
            return -whole.new_zeros(len(count)).index_add(0, drawing, whole) / count

        def both(drive: Tensor, first: Tensor | None = None, which: Tensor | None = None) -> Tensor:
            total = torch.zeros(())
            if self.feedback > 0:
                total = self.feedback * nats(self._raw(drive, lengths, told))
            if self.feedback < 1 and first is None:
                total = total + (1 - self.feedback) * nats(self._raw(drive, lengths))
            elif self.feedback < 1:
                longest = torch.zeros(len(first), dtype=torch.long)  # where steps are planned
                longest = longest.scatter_reduce(0, which.cpu(), lengths, "amax")
                raw = self._raw(drive[first], longest)
                total = total + (1 - self.feedback) * nats(raw, which)
            return total

        return both

    def _raw(self, drive: Tensor, steps: int | Tensor, told: Tensor | None = None) -> Tensor:
        """The readout (T, B, 7 K + 3); drive (B, D) or (T, B, D), steps T or (B,) of each."""
        if not isinstance(steps, Tensor):
            order, cuts = None, [(steps, drive.shape[-2])]
        else:
            order, cuts = plan(tuple(steps.tolist()))
        if order is not None:
            drive = drive[..., order, :]
            told = None if told is None else told[:, order]
        pieces, states, begin = [], None, 0
        for end, n in cuts:  # the first n drawings still run
            if states:
                states = [tuple(one[:, :n].contiguous() for one in state) for state in states]
            driven = (
                drive[begin:end, :n] if drive.dim() == 3 else drive[:n].expand(end - begin, -1, -1)
            )
            known = None if told is None else told[begin:end, :n]
            raw, states = self.step(driven, known, states)
            pieces.append(nn.functional.pad(raw, (0, 0, 0, drive.shape[-2] - n)))
            begin = end
        whole = torch.cat(pieces)
        return whole if order is None else whole[:, order.argsort()]


def _told(drawings: Tensor) -> Tensor:
    """What is told before each step (T, B, 7), nothing of the way before the first."""
    before = torch.cat([torch.zeros_like(drawings[:1]), drawings[:-1]])
    return told_of(before, before[..., :2].cumsum(dim=0))


def _ends(drawings: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Which steps (T, B) are first ones, and which are last ones."""
    step = _places(drawings).expand(-1, len(lengths))
    return step == 0, step == lengths.to(drawings.device) - 1


def _places(drawings: Tensor) -> Tensor:
    """Numbers of steps (T, 1)."""
    return torch.arange(len(drawings), device=drawings.device)[:, None]


def _distinct(codes: Tensor) -> tuple[Tensor, Tensor] | tuple[()]:
    """Where distinct codes (U,) are, and which one each code (B,) is."""
    if codes.requires_grad:
        return ()
    distinct, which = codes.unique(dim=0, return_inverse=True)
    first = torch.zeros_like(which[: len(distinct)])
    first[which.flip(0)] = torch.arange(len(codes), device=codes.device).flip(0)
    return first, which
