"""What the network learns from at each step: the data module of training.

Two objectives. `class_means` follows the exact gradient over all drawings, at the cost of one
sequence per character (see `ductus.learning.objectives`). `samples` is the paper's stochastic
schedule: minibatches from reshuffled epochs, each at the cost of its distinct characters - or of
its drawings, where a network does not write one trajectory a code.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytorch_lightning as pl
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from ductus.data.features import Drawings
from ductus.learning.copies import SYMMETRIES, backwards, names_with_copies, with_copies
from ductus.learning.drawn import Drawn
from ductus.learning.mixtures import mixtures
from ductus.learning.objectives import SymbolMeans, SymbolSums


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How to train: the section `training` of config.yaml, key by key."""

    objective: str
    optimiser: str
    copies: str
    backwards: bool
    reached: float
    mixing: float
    steps: int
    batch_size: int
    learning_rate: float
    clip: float
    weight_noise: Mapping[str, Any]
    falling: bool
    betas: Sequence[float]
    padding_in_loss: bool
    log_every: int


class TrainingData(pl.LightningDataModule):
    """The drawings of the trained characters, and what the network is to learn at each step.

    Parameters
    ----------
    drawings : all drawings that train the network, or parts of them one after the other: with
        `class_means` only their sums are kept.
    symbols : the symbols of the network's code, in order.
    keep : whether the drawings themselves are kept as well.

    Attributes
    ----------
    all : what all drawings say about the symbols: the curve is of these.
    entries : names of the symbols and, behind them, of their copies: what has to have a place in
        the code of the network that is trained.
    """

    def __init__(
        self,
        drawings: Drawings | Iterable[Drawings],
        symbols: list[str],
        schedule: Schedule,
        seed: int,
        keep: bool = False,
    ) -> None:
        super().__init__()
        self.schedule, self.seed, self.symbols = schedule, seed, symbols
        self.symmetries, kept = SYMMETRIES[schedule.copies], []
        sums, writers = self._sums(), []
        for part in [drawings] if isinstance(drawings, Drawings) else drawings:
            tensors = self._tensors(part)
            self._add(sums, *tensors)
            if keep or schedule.objective == "samples":
                kept.append(tensors)
                writers += part.keys.writer.tolist()
        if kept:
            self.steps, self.lengths, self.labels = map(torch.cat, zip(*kept, strict=True))
            self.writers = torch.tensor(np.unique(writers, return_inverse=True)[1])
            self.starts = torch.cumsum(self.lengths, 0) - self.lengths
        self.entries = names_with_copies(symbols, len(sums) * len(self.symmetries))
        self.ends = sums[0].ends(schedule.reached) if schedule.reached else None
        self.all, self.count = self._means(sums[0]), sums[0].drawings
        self.taught = self._taught(sums)
        self._epoch: tuple[int, np.ndarray] = (-1, np.empty(0, dtype=np.int64))

    def _tensors(self, drawings: Drawings) -> tuple[Tensor, Tensor, Tensor]:
        """Steps (N, 4), lengths (n,) and labels (n,) of drawings."""
        labels = drawings.keys.symbol.map({s: i for i, s in enumerate(self.symbols)})
        lengths = drawings.keys.length.to_numpy(np.int64)
        return (
            torch.from_numpy(drawings.steps),
            torch.tensor(lengths),
            torch.tensor(labels.to_numpy(np.int64)),
        )

    def _sums(self) -> list[SymbolSums]:
        """Of drawings as they are and, if asked for, written backwards."""
        return [SymbolSums(len(self.symbols)) for _ in range(1 + self.schedule.backwards)]

    def _add(self, sums: list[SymbolSums], steps: Tensor, lengths: Tensor, labels: Tensor) -> None:
        sums[0].add(steps, lengths, labels)
        for flipped in sums[1:]:
            flipped.add(backwards(steps, lengths), lengths, labels)

    def _means(self, sums: SymbolSums) -> SymbolMeans:
        return sums.means(self.schedule.padding_in_loss, self.ends)

    def _taught(self, sums: list[SymbolSums]) -> SymbolMeans:
        """What drawings say about their symbols and about the copies of these."""
        return with_copies([self._means(one) for one in sums], self.symmetries, len(self.symbols))

    @property
    def samples_per_step(self) -> int:
        """Drawings that one optimiser update looks at."""
        whole = self.schedule.objective == "class_means"
        return self.count if whole else min(self.schedule.batch_size, self.count)

    def target(self, step: int) -> SymbolMeans:
        """What update number `step` descends on."""
        means = self._of_step(step)
        mixing = self.schedule.mixing
        return mixtures(means, mixing, self.seed, step) if mixing else means

    def _of_step(self, step: int) -> SymbolMeans:
        if self.schedule.objective == "class_means":
            return self.taught
        drawn = torch.from_numpy(self.minibatch(step))
        rows = torch.cat(
            [
                torch.arange(s, s + n)
                for s, n in zip(self.starts[drawn], self.lengths[drawn], strict=True)
            ]
        )
        sums = self._sums()
        self._add(sums, self.steps[rows], self.lengths[drawn], self.labels[drawn])
        return self._taught(sums)

    def minibatch(self, step: int) -> np.ndarray:
        """Indices of the drawings of update number `step`: each drawing once an epoch."""
        size = self.samples_per_step
        epoch, position = divmod(step, max(self.count // size, 1))
        if self._epoch[0] != epoch:
            order = np.random.default_rng([self.seed, epoch]).permutation(self.count)
            self._epoch = (epoch, order)
        return self._epoch[1][position * size : (position + 1) * size]

    def drawn(self) -> Drawn:
        """The single drawings, but for those that go on where few of their symbol do.

        To cut these off would teach ends that nobody drew.
        """
        kept = torch.ones_like(self.lengths, dtype=torch.bool)
        if self.ends is not None:
            kept = self.lengths <= self.ends[self.labels]
        rows = torch.repeat_interleave(kept, self.lengths)
        if self.schedule.objective == "samples":
            self.count = int(kept.sum())
        kept_steps = self.steps[rows]
        return Drawn(kept_steps, self.lengths[kept], self.labels[kept], self.writers[kept])

    def train_dataloader(self) -> DataLoader:
        """Lightning wants something to iterate; the module looks at its own step counter."""
        rounds = math.ceil(self.schedule.steps / self.trainer.lightning_module.updates_per_round)
        return DataLoader(range(rounds), batch_size=None)
