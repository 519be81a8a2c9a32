"""Copies: symbols that nobody wrote, made of those that somebody did, to learn more from.

A drawing mirrored, turned or written backwards is a drawing of another symbol. To transform every
drawing is not needed: the mean drawing of a symbol's copies is the copy of its mean drawing. Copies
are numbered behind the symbols: copy k of symbol number l is number l + k S.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ductus.learning.objectives import SymbolMeans

TURN, MIRROR = torch.tensor([[0.0, -1.0], [1.0, 0.0]]), torch.diag(torch.tensor([-1.0, 1.0]))
TURNS = [torch.linalg.matrix_power(TURN, quarters) for quarters in range(4)]
# What is done to dx and dy; the identity comes first.
SYMMETRIES = {
    "none": torch.stack(TURNS[:1]),
    "mirror": torch.stack([TURNS[0], MIRROR]),
    "turns": torch.stack(TURNS),
    "square": torch.stack([*TURNS, *(turn @ MIRROR for turn in TURNS)]),
}


def with_copies(ways: Sequence[SymbolMeans], symmetries: Tensor, symbols: int) -> SymbolMeans:
    """Means of symbols and of all their copies, which share the weight of each symbol.

    Parameters
    ----------
    ways : means of the drawings as they are and, if wanted, of the same written backwards.
    symmetries : (K, 2, 2) what is done to (dx, dy), one of `SYMMETRIES`.
    symbols : S of the network, by which copies are numbered.
    """
    count = len(ways) * len(symmetries)
    if count == 1:
        return ways[0]
    means = [
        torch.cat([way.mean[..., :2] @ symmetry.T.to(way.mean), way.mean[..., 2:]], dim=-1)
        for way in ways
        for symmetry in symmetries
    ]
    return SymbolMeans(
        label=torch.cat([ways[0].label + copy * symbols for copy in range(count)]),
        mean=torch.cat(means, dim=1),
        weight=torch.cat([way.weight for way in ways for _ in symmetries], dim=1) / count,
        floor=sum(way.floor for way in ways) / len(ways),  # no symmetry changes a distance
    )


def turned(drawings: Tensor, maps: Tensor) -> Tensor:
    """Drawings (T, B, 4), what linear maps (B, 2, 2) make of each."""
    moves = torch.einsum("tbi,bji->tbj", drawings[..., :2], maps)
    return torch.cat([moves, drawings[..., 2:]], dim=-1)


def names_with_copies(symbols: Sequence[str], count: int) -> list[str]:
    """Names for symbols and copies by their numbers; the symbols keep theirs."""
    return [*symbols, *(f"{symbol} {copy}" for copy in range(1, count) for symbol in symbols)]


def backwards(steps: Tensor, lengths: Tensor) -> Tensor:
    """Drawings as they are written from the end: the same points, the pen lifted between the same.

    steps : (N, 4) features of all drawings, one drawing after the other, of these lengths (n,).
    """
    ends = torch.cumsum(lengths, 0)
    first = ends - lengths
    mirrored = torch.repeat_interleave(first + ends, lengths) - torch.arange(len(steps))
    ways = steps[mirrored.clamp(max=len(steps) - 1)]  # the way to a point is the way back from it
    flipped = torch.cat([-ways[:, :2], steps[mirrored - 1, 2:3], ways[:, 3:]], dim=1)
    flipped[first, :2] = 0.0
    flipped[first, 3] = 1.0
    return flipped
