"""Single drawings and their codes, for networks whose loss is not one of mean drawings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ductus.learning.copies import backwards
from ductus.networks import Network
from ductus.networks.unroll import in_batches

WATCHED = 1000  # drawings that the curve of a training is of
DRAWN_FOR = 2  # beside seed and step: copies and mixtures of single drawings


class Drawn:
    """Drawings that can be asked for by their numbers, with copies and mixtures of their codes.

    Parameters
    ----------
    steps : (N, 4) features of all drawings, one drawing after the other, of these lengths (n,).
    labels : (n,) index of each drawing's symbol, of `symbols`.
    symmetries : (K, 2, 2) what copies do to (dx, dy), see `ductus.learning.copies`.
    backwards : whether there are copies written from the end.
    mixing : share of the codes that are of two symbols. With a share w of its own symbol a drawing
        has such a code with a density in proportion to w, so for every code the drawings are of
        both symbols, by their shares in it.
    """

    def __init__(
        self,
        steps: Tensor,
        lengths: Tensor,
        labels: Tensor,
        *,
        symbols: int,
        symmetries: Tensor,
        backwards: bool,
        mixing: float,
        seed: int,
    ) -> None:
        self.steps, self.lengths, self.labels = steps, lengths, labels
        self.starts = torch.cumsum(lengths, 0) - lengths
        self.symbols, self.mixing, self.seed = symbols, mixing, seed
        self.symmetries, self.ways = symmetries.float(), 1 + backwards

    def losses(self, network: Network, rows: Sequence[int], step: int) -> Tensor:
        """The loss (B,) of some drawings, as `of_step` has them, on the network's device."""
        drawn, lengths, codes = self.of_step(rows, step)
        return self._loss(network, drawn, lengths, codes)

    def loss(self, network: Network) -> Tensor:
        """The mean loss of drawings as they are, `WATCHED` of them spread evenly."""
        spread = np.linspace(0, len(self.lengths) - 1, min(WATCHED, len(self.lengths)))
        watched = torch.from_numpy(spread.round().astype(int))
        total = torch.zeros(())
        for batch in in_batches(self.lengths[watched]):
            rows = watched[batch]
            drawn, lengths = self._padded(rows)
            codes = self._one_hot(self.labels[rows], len(network.symbols))
            total = total + self._loss(network, drawn, lengths, codes).sum().cpu()
        return total / len(watched)

    def of_step(self, rows: Sequence[int], step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Drawings (T, B, 4), zero behind each end, lengths (B,) and codes (B, E).

        Copied and mixed at random, a function of seed and step. Codes have an entry for each symbol
        and each copy.
        """
        rng = np.random.default_rng([self.seed, step, DRAWN_FOR])
        drawn, lengths = self._padded(rows)
        turns = len(self.symmetries)
        copy, other = rng.integers(turns * self.ways, size=(2, len(rows)))
        if self.ways > 1:
            flat, running = drawn.transpose(0, 1), torch.arange(len(drawn)) < lengths[:, None]
            flipped = torch.zeros_like(flat)
            flipped[running] = backwards(flat[running], lengths)
            back = torch.from_numpy(copy >= turns)[None, :, None]
            drawn = torch.where(back, flipped.transpose(0, 1), drawn)
        turn = self.symmetries[copy % turns]
        moves = torch.einsum("tbi,bji->tbj", drawn[..., :2], turn)
        drawn = torch.cat([moves, drawn[..., 2:]], dim=-1)
        entries = self.symbols * turns * self.ways
        present = self.labels.unique().numpy()
        share = np.sqrt(rng.random(len(rows)))  # of the drawing's own symbol: density 2 w
        share = np.where(rng.random(len(rows)) < self.mixing, share, 1.0)
        share = torch.from_numpy(share).float()[:, None]
        own = self.labels[rows] + torch.from_numpy(copy) * self.symbols
        beside = torch.from_numpy(rng.choice(present, len(rows)) + other * self.symbols)
        codes = share * self._one_hot(own, entries)
        return drawn, lengths, codes + (1 - share) * self._one_hot(beside, entries)

    @staticmethod
    def _loss(network: Network, drawn: Tensor, lengths: Tensor, codes: Tensor) -> Tensor:
        device = next(network.parameters()).device
        return network.loss_to(drawn.to(device), lengths)(codes.to(device))

    def _padded(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        lengths, starts = self.lengths[rows], self.starts[rows]
        at = torch.arange(int(lengths.max()))[:, None]
        running = at < lengths
        return self.steps[torch.where(running, at + starts, 0)] * running[..., None], lengths

    @staticmethod
    def _one_hot(labels: Tensor, entries: int) -> Tensor:
        return torch.nn.functional.one_hot(labels, entries).float()
