"""Single drawings, for networks that learn more than each symbol's mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ductus.learning.copies import turned
from ductus.networks import Network
from ductus.networks.unroll import in_batches

WATCHED = 1000  # drawings that the curve of a training is of
DRAWN_FOR = 2  # beside seed and step: pairs of drawings, and what is done to them


class Drawn:
    """Drawings that can be asked for by their numbers.

    Parameters
    ----------
    steps : (N, 4) features of all drawings, one drawing after the other, of these lengths (n,).
    labels : (n,) index of each drawing's symbol; writers : (n,) of its writer.
    """

    def __init__(self, steps: Tensor, lengths: Tensor, labels: Tensor, writers: Tensor) -> None:
        self.steps, self.lengths, self.labels, self.writers = steps, lengths, labels, writers
        self.starts = torch.cumsum(lengths, 0) - lengths

    def losses(self, network: Network, rows: Sequence[int]) -> Tensor:
        """The loss (B,) of some drawings by their symbols, on the network's device."""
        drawn, lengths = self.padded(torch.as_tensor(rows))
        device = next(network.parameters()).device
        codes = network.codes([network.symbols[i] for i in self.labels[rows].tolist()])
        return network.loss_to(drawn.to(device), lengths)(codes.to(device))

    def loss(self, network: Network) -> Tensor:
        """The mean loss of drawings, `WATCHED` of them spread evenly."""
        spread = np.linspace(0, len(self.lengths) - 1, min(WATCHED, len(self.lengths)))
        watched = torch.from_numpy(spread.round().astype(int))
        total = torch.zeros(())
        for batch in in_batches(self.lengths[watched]):
            total = total + self.losses(network, watched[batch]).sum().cpu()
        return total / len(watched)

    def padded(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Drawings (T, B, 4), zero behind the end of each, and their lengths (B,)."""
        lengths, starts = self.lengths[rows], self.starts[rows]
        at = torch.arange(int(lengths.max()))[:, None]
        running = at < lengths
        return self.steps[torch.where(running, at + starts, 0)] * running[..., None], lengths


class Pairs:
    """Two drawings of a symbol: one as a plan, the other as what somebody made of it.

    Half of the pairs are by one writer, where there are such, and the others by any two: a plan is
    carried out as its writer would do it again, and as somebody else would. Both are turned,
    mirrored, slanted and stretched by the same random map, so that there are more forms of plans
    than there are symbols.

    Parameters
    ----------
    drawn : the drawings.
    symmetries : (K, 2, 2) what copies do to (dx, dy), see `ductus.learning.copies`.
    size : pairs of an update.
    """

    SLANT = 0.2  # standard deviation of the entries of the map, from those of the identity

    def __init__(self, drawn: Drawn, symmetries: Tensor, size: int, seed: int) -> None:
        self.drawn, self.symmetries = drawn, symmetries.float()
        self.size, self.seed = size, seed
        labels, writers = drawn.labels.numpy(), drawn.writers.numpy()
        self.alike = _groups(labels)
        self.own = _groups(labels * (writers.max() + 1) + writers)

    def losses(self, network: Network, step: int) -> Tensor:
        """Nats a step (B,) of some drawings as executions of others, and errors of their lengths.

        Which ones is a function of seed and step.
        """
        rng = np.random.default_rng([self.seed, step, DRAWN_FOR])
        rows = rng.integers(len(self.drawn.lengths), size=self.size)
        same = rng.random(len(rows)) < 0.5
        others = np.where(same, _others(self.own, rows, rng), _others(self.alike, rows, rng))
        maps = torch.eye(2) + self.SLANT * torch.from_numpy(rng.normal(size=(len(rows), 2, 2)))
        maps = maps.float() @ self.symmetries[rng.integers(len(self.symmetries), size=len(rows))]
        device = next(network.parameters()).device
        given = []
        for which in (others, rows):
            drawn, lengths = self.drawn.padded(torch.from_numpy(which))
            given += [turned(drawn, maps).to(device), lengths]
        generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
        nats = network.execution_loss(*given, generator)
        labels = self.drawn.labels[rows].tolist()
        codes = network.codes([network.symbols[label] for label in labels])
        return nats + network.length_loss(codes.to(device), self.drawn.lengths[rows])


def _groups(of: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rows in the order of their groups, and of each row: its group's begin, its size, its place.

    of : (n,) a number for the group of each row.
    """
    order = np.argsort(of, kind="stable")
    _, begins, group, sizes = np.unique(
        of[order], return_index=True, return_inverse=True, return_counts=True
    )
    begin, size, place = (np.empty(len(of), dtype=np.int64) for _ in range(3))
    begin[order], size[order], place[order] = begins[group], sizes[group], np.arange(len(of))
    return order, begin, size, place


def _others(
    groups: tuple[np.ndarray, ...], rows: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """For each row another one of its group, or itself where it is alone."""
    order, begin, size, place = (groups[0], *(each[rows] for each in groups[1:]))
    skipped = rng.integers(1, np.maximum(size, 2))  # so many on, and around
    return order[begin + (place - begin + np.where(size > 1, skipped, 0)) % size]
