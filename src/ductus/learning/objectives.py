"""The training loss, at the cost of its distinct labels.

The network sees only the label, so for symbol s it writes one trajectory f(s, t). Over all
drawings i of s the squared error splits exactly::

    sum_i sum_t (f(s,t) - y_i(t))^2  =  sum_t n_st (f(s,t) - m_st)^2  +  constant

where n_st drawings still run at step t and m_st is their mean there. The first part is what a
network can change (*excess*), the second the variance within symbols (*floor*). A gradient over
thousands of drawings costs one sequence per symbol.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import torch
from torch import Tensor
from torch.nn.functional import pad

from ductus.data.features import FEATURES
from ductus.errors import DuctusError

# Features of people's drawings lie between -1 and 1, so to write nothing at all costs at most 1.
DIVERGED = 100.0


@dataclass(frozen=True)
class SymbolMeans:
    """What a set of drawings says about each of its L distinct symbols.

    Attributes
    ----------
    label : (L,) index of the symbol.
    mean : (T, L, 4) mean features of the drawings that still run at a step.
    weight : (T, L) how many these are, over `denominator`: the weight in the mean squared error.
    floor : the part of the mean squared error that no network can change.
    other, share : (L,) where codes are mixtures (`ductus.learning.mixtures`): index of the symbol
        that each is mixed with, and how much of the code is of that one.
    """

    label: Tensor
    mean: Tensor
    weight: Tensor
    floor: float
    other: Tensor | None = None
    share: Tensor | None = None

    def codes(self, symbols: int) -> Tensor:
        """(L, symbols) codes of all, for a network of so many symbols."""
        codes, rows = torch.zeros(len(self.label), symbols), torch.arange(len(self.label))
        codes[rows, self.label] = 1.0
        if self.share is not None:
            codes[rows, self.label] -= self.share
            codes[rows, self.other] += self.share
        return codes

    def take(self, which: Tensor) -> SymbolMeans:
        """Some of them, by their places."""
        mixed = (
            {} if self.share is None else {"other": self.other[which], "share": self.share[which]}
        )
        mean, weight = self.mean[:, which], self.weight[:, which]
        return replace(self, label=self.label[which], mean=mean, weight=weight, **mixed)

    @cached_property
    def lengths(self) -> Tensor:
        """(L,) steps after which no drawing of a symbol is left."""
        return (self.weight > 0).sum(dim=0).cpu()  # where to stop is decided there

    def to(self, device: torch.device) -> SymbolMeans:
        """The same with means and weights on a device."""
        if self.mean.device == device:
            return self
        moved = replace(self, mean=self.mean.to(device), weight=self.weight.to(device))
        moved.__dict__["lengths"] = self.lengths  # as `cached_property` keeps it
        return moved


class SymbolSums:
    """What `SymbolMeans` are made of, added up over drawings as they come.

    Its size is that of the means, of `symbols` symbols, however many drawings there are.
    """

    def __init__(self, symbols: int) -> None:
        self.count = torch.zeros(0, symbols, dtype=torch.float64)  # (T, S) that run at a step
        self.sum = torch.zeros(0, symbols, len(FEATURES), dtype=torch.float64)
        self.squares = 0.0  # sum over everything
        self.square = torch.zeros(0, symbols, dtype=torch.float64)  # and by step and symbol
        self.drawings = 0

    def add(self, steps: Tensor, lengths: Tensor, labels: Tensor) -> None:
        """Add drawings.

        Parameters
        ----------
        steps : (N, 4) features of all drawings, one drawing after the other.
        lengths : (n,) steps of each drawing; they add up to N.
        labels : (n,) index of each drawing's symbol.
        """
        more = max(int(lengths.max()) - len(self.count), 0)
        self.count = pad(self.count, (0, 0, 0, more))
        self.sum = pad(self.sum, (0, 0, 0, 0, 0, more))
        self.square = pad(self.square, (0, 0, 0, more))
        starts = torch.cumsum(lengths, 0) - lengths
        step = torch.arange(len(steps)) - torch.repeat_interleave(starts, lengths)
        cell = step * self.count.shape[1] + torch.repeat_interleave(labels, lengths)  # in T x S

        values = steps.double()
        self.count.view(-1).index_add_(0, cell, torch.ones(len(steps), dtype=torch.float64))
        self.sum.view(-1, len(FEATURES)).index_add_(0, cell, values)
        self.square.view(-1).index_add_(0, cell, values.square().sum(dim=1))
        self.squares += float(values.square().sum())
        self.drawings += len(lengths)

    def ends(self, reached: float) -> Tensor:
        """(S,) the steps that at least the share `reached` of a symbol's drawings come to."""
        return ((self.count > 0) & (self.count >= reached * self.count[0])).sum(dim=0)

    def means(self, padding_in_loss: bool = False, ends: Tensor | None = None) -> SymbolMeans:
        """Means, weights and floor of all that was added.

        Parameters
        ----------
        padding_in_loss : divide by drawings x longest length, as where padded steps count as
            error-free, in place of the number of steps.
        ends : (S,) where drawings of each symbol are cut off, if longer; None: nowhere.
        """
        present = self.count[0].nonzero()[:, 0]  # (L,)
        count, total, squares = self.count[:, present], self.sum[:, present], self.squares
        if ends is not None:
            longest = min(len(count), int(ends[present].max()))
            kept = torch.arange(longest)[:, None] < ends[present]
            count, total = count[:longest] * kept, total[:longest] * kept[..., None]
            squares = float((self.square[:longest, present] * kept).sum())
        mean = total / count.clamp(min=1)[..., None]
        within = max(squares - float((total * mean).sum()), 0.0)
        denominator = self.drawings * len(count) if padding_in_loss else float(count.sum())
        return SymbolMeans(
            label=present,
            mean=mean.float(),
            weight=(count / denominator).float(),
            floor=within / (denominator * len(FEATURES)),
        )


def excess(written: Tensor, target: SymbolMeans) -> Tensor:
    """The part of the mean squared error that the network can change.

    written : (T, L, 4), as far as the longest of these symbols goes, or as the target does.
    """
    weight, mean = target.weight[: len(written)], target.mean[: len(written)]
    return (weight * (written - mean).square().mean(dim=-1)).sum()


def residuals(written: Tensor, target: SymbolMeans) -> Tensor:
    """What is squared in `excess`, which is their sum: (R,)."""
    weight, mean = target.weight[: len(written)], target.mean[: len(written)]
    return ((written - mean) * (weight / mean.shape[-1]).sqrt()[..., None]).flatten()


def check_loss(losses: Tensor, process: str, step: str, remedy: str, most: float = inf) -> None:
    """Raise DuctusError, which says the step, the loss and what to try, if a process has diverged.

    Parameters
    ----------
    losses : now, of any shape; fine are finite ones up to `most`.
    process, step, remedy : words, such as ``training``, ``after 50 steps`` and
        ``try a training.learning_rate below 0.1``.
    """
    worst = float(losses.max())
    if worst <= most and worst < inf:  # neither is true of NaN
        return
    wrong = ~(losses <= most) | ~torch.isfinite(losses)  # NaN is not below anything
    if wrong.any():
        value = float(losses[wrong].flatten()[0])
        raise DuctusError(f"{process} diverged: {step} the loss is {value:.4g}; {remedy}")
