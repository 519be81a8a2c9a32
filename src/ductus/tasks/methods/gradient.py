"""Identification by gradient: the code with which the network writes the probe (Section 3.3).

The network has no recogniser. Its input is adapted until it writes the probe: a code, constant
over time, follows the gradient of the loss. `paper` leaves the code free, starts at zero and takes
the largest entry; `simplex` and `leaving` are ours and keep it near the codes that were learned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from ductus.data.features import pad
from ductus.learning.adam import Adam
from ductus.learning.objectives import check_loss
from ductus.learning.oneshot import frozen
from ductus.networks import Network
from ductus.networks.unroll import in_batches
from ductus.tasks.methods import Answer, Task

COST = 0.1  # of leaving a learned code, in mean squared error per squared distance


def paper(
    task: Task,
    probes: Sequence[np.ndarray],
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> Answer:
    """Infer a free code; its largest entry names the symbol (Section 3.3)."""
    return by_free_code(task.learner, probes, iterations, learning_rate, start)


def by_free_code(
    model: Network,
    probes: Sequence[np.ndarray],
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> Answer:
    """The paper's procedure in any network."""
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    codes, losses = infer_codes(model, padded, lengths, iterations, learning_rate, start)
    return Answer(
        codes.numpy(),
        model.symbols,
        codes.numpy(),
        losses.numpy(),
        model.write(codes, lengths.tolist()),
    )


def simplex(
    task: Task, probes: Sequence[np.ndarray], iterations: int = 500, learning_rate: float = 0.1
) -> Answer:
    """Infer a mixture of the learned codes: entries above zero that sum to one.

    The code is a softmax of what is adapted, and starts with equal entries. A free code can reach
    a probe by taking letters away from each other, and by entries far above one; a mixture cannot.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    start = torch.zeros(len(probes), len(task.learner.symbols))
    logits, losses = descend(
        task.learner, padded, lengths, start, iterations, learning_rate, decode=_softmax
    )
    codes = _softmax(logits)
    written = task.learner.write(codes, lengths.tolist())
    return Answer(codes.numpy(), task.learner.symbols, codes.numpy(), losses.numpy(), written)


def leaving(
    task: Task,
    probes: Sequence[np.ndarray],
    iterations: int = 40,
    learning_rate: float = 0.05,
    cost: float = COST,
) -> Answer:
    """Start at each new symbol's code and see from where the probe is reached most cheaply.

    The score is the reconstruction error plus `cost` times the squared distance that the code had
    to leave the learned one, so that a mixture of other letters is no cheap way to a probe.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    model, new = task.learner, list(task.new)
    at = torch.arange(len(probes)).repeat_interleave(len(new))  # each probe from each symbol
    start = model.codes(new).repeat(len(probes), 1)

    codes, losses = descend(
        model, padded[:, at], lengths[at], start, iterations, learning_rate, cost=cost
    )
    total = losses + cost * (codes - start).square().sum(dim=1)
    total, losses = total.view(-1, len(new)), losses.view(-1, len(new))
    best = total.argmin(dim=1)
    rows = torch.arange(len(probes))
    chosen = codes.view(len(probes), len(new), -1)[rows, best]
    return Answer(
        -total.numpy(),
        new,
        chosen.numpy(),
        losses[rows, best].numpy(),
        model.write(chosen, lengths.tolist()),
    )


def infer_codes(
    model: Network,
    probes: Tensor,
    lengths: Tensor,
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> tuple[Tensor, Tensor]:
    """Infer the free code with which the network writes each probe.

    Parameters
    ----------
    probes : (T, P, 4) features, lengths (P,) their steps.
    start : ``zero``, as in the paper, or ``uniform``, 1 / S in each entry.

    Returns
    -------
    codes (P, S), and the masked mean squared error (P,) with which they write the probes.
    """
    value = 0.0 if start == "zero" else 1 / len(model.symbols)
    codes = torch.full((len(lengths), len(model.symbols)), value)
    remedy = f"try a classification.learning_rate below {learning_rate:g}, or another method"
    return descend(model, probes, lengths, codes, iterations, learning_rate, remedy=remedy)


def descend(
    model: Network,
    probes: Tensor,
    lengths: Tensor,
    start: Tensor,
    iterations: int,
    learning_rate: float,
    decode: Callable[[Tensor], Tensor] = lambda code: code,
    cost: float = 0.0,
    remedy: str = "leave this method out of classification.methods",
) -> tuple[Tensor, Tensor]:
    """Follow the gradient of the loss from `start` (P, S), each probe by itself.

    Probes do not influence each other: the loss is summed over them and Adam scales each entry
    of each code by itself. They are taken in batches of similar length to save padding.

    Parameters
    ----------
    decode : makes codes (P, S) of what is adapted.
    cost : of the squared distance from the start, added to each probe's masked mean squared error.
    remedy : what to try if the loss is not finite.

    Returns
    -------
    What was adapted (P, S), and the masked mean squared error (P,) that it ends with.

    Raises
    ------
    DuctusError
        A loss is not finite.
    """
    end, losses = start.clone(), torch.empty(len(lengths))
    with frozen(model):
        for chunk in in_batches(lengths):
            target = probes[: int(lengths[chunk].max()), chunk]
            begin, length = start[chunk], lengths[chunk]
            now = begin.clone().requires_grad_()
            optimiser = Adam(now, learning_rate)

            mse = model.loss_to(target, length)

            for iteration in range(iterations):
                total = mse(decode(now))
                if cost:
                    total = total + cost * (now - begin).square().sum(dim=1)
                check_loss(total.detach(), "identification", f"at iteration {iteration}", remedy)
                total.sum().backward()
                optimiser.step()
            with torch.no_grad():
                end[chunk] = now.detach()
                losses[chunk] = mse(decode(now))
    check_loss(losses, "identification", f"at iteration {iterations}", remedy)
    return end, losses


def _softmax(logits: Tensor) -> Tensor:
    return logits.softmax(dim=1)
