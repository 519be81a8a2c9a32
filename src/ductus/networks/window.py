"""A layer with a window on a text (Graves 2013, Section 5.1).

At each step the layer moves K Gaussians along the text, each with a weight alpha, a sharpness beta
and a place kappa that only goes on. What they weigh is what is seen, w, and it is fed to the layer
at the next step. Letters count from 1.

What is fed at a step depends on the step before, so no library's layer can run over a sequence at
once, and a graph of small operations takes most of the time. Therefore the gradient is written out:
the sums over all steps are taken once, which is half of the time of a training.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import linear


class Gaze(NamedTuple):
    """What is carried from step to step: hidden state, memory (B, H), seen (B, D), kappa (B, K)."""

    hidden: Tensor
    memory: Tensor
    seen: Tensor
    kappa: Tensor


class WindowLayer(nn.Module):
    """LSTM cells that look at a text.

    Parameters
    ----------
    inputs : of each step, I.
    dense : numbers that a letter is, D.
    hidden : cells, H.
    gaussians : K.
    pace : steps a letter takes, by which the window moves on before training. Without, it would run
        through a text at a letter a step.
    """

    def __init__(self, inputs: int, dense: int, hidden: int, gaussians: int, pace: float) -> None:
        super().__init__()
        drawn = nn.LSTM(inputs + dense + hidden, hidden)  # as torch draws weights
        self.dense, self.hidden = dense, hidden
        self.fed = nn.Parameter(drawn.weight_ih_l0[:, :inputs].detach().clone())
        self.back = nn.Parameter(drawn.weight_ih_l0[:, inputs:].detach().clone())
        self.bias = nn.Parameter(drawn.bias_ih_l0.detach().clone())
        self.moves = nn.Linear(hidden, 3 * gaussians)
        with torch.no_grad():
            self.moves.bias[2 * gaussians :] = -math.log(pace)

    def begin(self, like: Tensor, batch: int) -> Gaze:
        """Before the first step."""
        sizes = (self.hidden, self.hidden, self.dense, self.moves.out_features // 3)
        return Gaze(*(like.new_zeros(batch, size) for size in sizes))

    def forward(
        self, inputs: Tensor, text: Tensor, gaze: Gaze
    ) -> tuple[Tensor, Tensor, Tensor, Gaze]:
        """Run over T steps.

        Parameters
        ----------
        inputs : (T, B, I).
        text : (B, U, D) the letters of each text, zero behind its end.
        gaze : what it goes on from.

        Returns
        -------
        Hidden states (T, B, H), what is seen (T, B, D), the weights phi (T, B, U) of the letters,
        and what to go on from. Differentiable but for the last two.
        """
        drive = linear(inputs, self.fed, self.bias)
        hidden, seen, phi, memory, kappa = _Unrolled.apply(
            drive, self.back, self.moves.weight, self.moves.bias, text, *gaze
        )
        return hidden, seen, phi, Gaze(hidden[-1].detach(), memory, seen[-1].detach(), kappa)


class _Unrolled(torch.autograd.Function):
    """All steps, forward and back."""

    @staticmethod
    def forward(ctx: Any, drive: Tensor, back: Tensor, weight: Tensor, bias: Tensor, text: Tensor,
                hidden: Tensor, memory: Tensor, seen: Tensor, kappa: Tensor):  # fmt: skip
        places = torch.arange(1, text.shape[1] + 1, dtype=text.dtype, device=text.device)
        turned, moved, size = back.t().contiguous(), weight.t().contiguous(), hidden.shape[1]
        kept: list[tuple[Tensor, ...]] = []
        before = torch.cat([seen, hidden], dim=1)
        first_memory = memory
        for now in drive:
            gates = torch.addmm(now, before, turned)
            gates[:, : 3 * size].sigmoid_()
            gates[:, 3 * size :].tanh_()
            into, forget, out, new = gates.chunk(4, dim=1)
            memory = torch.addcmul(forget * memory, into, new)
            bent = memory.tanh()
            hidden = out * bent
            alpha, beta, on = torch.addmm(bias, hidden, moved).exp_().chunk(3, dim=1)
            kappa = kappa + on
            away = kappa[:, :, None] - places
            heights = (away.square() * -beta[:, :, None]).exp_()
            phi = torch.bmm(alpha[:, None], heights)
            seen = torch.bmm(phi, text)[:, 0]
            kept.append((before, gates, memory, bent, alpha, beta, on, away, heights, phi[:, 0]))
            before = torch.cat([seen, hidden], dim=1)
        states = torch.stack([one[0] for one in kept[1:]] + [before])
        dense = text.shape[2]
        phi = torch.stack([one[-1] for one in kept])
        ctx.kept, ctx.first_memory = kept, first_memory
        ctx.save_for_backward(back, weight, text, states, phi)
        ctx.mark_non_differentiable(phi, memory, kappa)
        return states[..., dense:], states[..., :dense], phi, memory, kappa

    @staticmethod
    def backward(ctx: Any, to_hidden: Tensor, to_seen: Tensor, *_: Tensor):
        back, weight, text, states, phi = ctx.saved_tensors
        dense, size, letters = text.shape[2], to_hidden.shape[2], text.transpose(1, 2)
        to_states = torch.cat([to_seen, to_hidden], dim=2)
        to_drive, to_moves, to_seens = [], [], []
        carried = torch.zeros_like(to_states[0])
        to_memory, to_kappa = 0.0, 0.0
        for at in range(len(to_states) - 1, -1, -1):
            _, gates, _, bent, alpha, beta, on, away, heights, _ = ctx.kept[at]
            earlier = ctx.kept[at - 1][2] if at else ctx.first_memory
            into, forget, out, new = gates.chunk(4, dim=1)
            here = to_states[at] + carried
            seen = here[:, :dense]
            to_phi = torch.bmm(seen[:, None], letters)
            weighed = heights * to_phi
            to_alpha = weighed.sum(dim=2)
            weighed = weighed * away
            along = weighed.sum(dim=2)
            across = (weighed * away).sum(dim=2)
            sharp = alpha * beta
            to_kappa = to_kappa - 2 * sharp * along
            moves = torch.cat([alpha * to_alpha, -sharp * across, on * to_kappa], dim=1)
            to_now = torch.addmm(here[:, dense:], moves, weight)
            to_memory = to_memory + to_now * out * (1 - bent.square())
            opened = gates[:, : 3 * size]
            opened = opened * (1 - opened)
            gate = torch.cat([to_memory * new, to_memory * earlier, to_now * bent], dim=1) * opened
            gate = torch.cat([gate, to_memory * into * (1 - new.square())], dim=1)
            to_memory = to_memory * forget
            carried = gate @ back
            to_drive.append(gate)
            to_moves.append(moves)
            to_seens.append(seen)
        drive = torch.stack(to_drive[::-1])
        moves, seens = torch.stack(to_moves[::-1]), torch.stack(to_seens[::-1])
        to_back = to_weight = None
        if ctx.needs_input_grad[1]:
            before = torch.cat([ctx.kept[0][0][None], states[:-1]])
            to_back = drive.flatten(0, 1).t() @ before.flatten(0, 1)
            to_weight = moves.flatten(0, 1).t() @ states[..., dense:].flatten(0, 1)
        to_text = torch.bmm(phi.permute(1, 2, 0), seens.transpose(0, 1))
        return drive, to_back, to_weight, moves.sum(dim=(0, 1)), to_text, *[None] * 4
