"""One-shot tasks made of the trained symbols: what the recognition network learns from.

An episode asks what identification will ask: here is one drawing each of some letters, which is
this one? Thirteen letters are few to learn from, so they are also mirrored, turned and written
backwards. Each of the 16 ways makes another letter of every letter, and how people's drawings of
one letter differ is the same for all of them. Each drawing is moreover slanted, stretched, bent,
paced and cut a little, anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from ductus.data.normal_form import NARROW, PATH_POINTS

LETTERS, DRAWINGS = 32, 6  # of an episode: letters, and drawings of each
SLANT, BEND, PACE, CUT = 0.2, 0.2, 0.3, 0.1  # how strongly drawings are varied, see `vary`
TURNS = torch.tensor(
    [
        [[x, 0.0], [0.0, y]] if straight else [[0.0, x], [y, 0.0]]
        for straight in (True, False)
        for x in (1.0, -1.0)
        for y in (1.0, -1.0)
    ]
)  # (8, 2, 2): the symmetries of the square


@dataclass(frozen=True)
class Drawn:
    """The drawings that episodes are made of.

    Attributes
    ----------
    paths : (N, PATH_POINTS, 4), see `ductus.data.normal_form.as_paths`.
    rows : for each symbol and each of its writers the rows of their drawings.
    """

    paths: Tensor
    rows: Sequence[Sequence[np.ndarray]]


def drawn(paths: np.ndarray, keys: pd.DataFrame) -> Drawn:
    """Sort drawings by symbol and writer; `keys` has columns symbol and writer, a row each."""
    groups = keys.reset_index(drop=True).groupby(["symbol", "writer"]).indices
    rows: dict[str, list[np.ndarray]] = {}
    for (symbol, _), indices in groups.items():
        rows.setdefault(symbol, []).append(indices)
    return Drawn(torch.from_numpy(paths), list(rows.values()))


def episode(data: Drawn, seed: int, number: int) -> Tensor:
    """Draw an episode, a function of (seed, number) alone.

    Returns
    -------
    Paths (L, DRAWINGS, PATH_POINTS, 4) of L different letters, each drawing by a writer of its own
    where there are enough; L is LETTERS, or what the symbols can make.
    """
    rng = np.random.default_rng([seed, number])
    kinds = rng.permutation(len(data.rows) * 16)[:LETTERS]
    rows = [
        rng.choice(data.rows[kind // 16][writer])
        for kind in kinds
        for writer in _writers(rng, len(data.rows[kind // 16]))
    ]
    kinds = torch.from_numpy(kinds).repeat_interleave(DRAWINGS)
    turned = data.paths[rows].clone()
    turned[..., :2] = turned[..., :2] @ TURNS[kinds % 8]
    turned = torch.where((kinds % 16 >= 8)[:, None, None], backwards(turned), turned)
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    return vary(turned, generator).view(-1, DRAWINGS, PATH_POINTS, 4)


def backwards(paths: Tensor) -> Tensor:
    """Paths written from the end; the way of the lifted pen leads to the point before."""
    flipped = paths.flip(1)
    return torch.cat([flipped[..., :3], flipped[..., 3:].roll(1, 1)], dim=2)


def vary(paths: Tensor, generator: torch.Generator) -> Tensor:
    """Vary each path (B, PATH_POINTS, 4) a little, as people do.

    SLANT: standard deviation of the entries of a linear map beside those of the identity. BEND:
    of a smooth shift with five free points. PACE: of the logarithm of a speed with six free
    points. CUT: largest part of a path that is missing, at either end in half of the drawings.
    """
    n = len(paths)

    def smooth(channels: int, knots: int, size: float) -> Tensor:  # (B, n, channels)
        free = size * torch.randn(n, channels, knots, generator=generator)
        return interpolate(free, size=PATH_POINTS, mode="linear", align_corners=True).transpose(
            1, 2
        )

    def missing() -> Tensor:
        half = torch.rand(n, generator=generator) < 0.5
        return CUT * torch.rand(n, generator=generator) * half

    linear = torch.eye(2) + SLANT * torch.randn(n, 2, 2, generator=generator)
    bent = paths[..., :2] @ linear + smooth(2, 5, BEND)
    speed = smooth(1, 6, PACE)[..., 0].exp()
    along = torch.cat([torch.zeros(n, 1), speed[:, 1:].cumsum(dim=1)], dim=1)
    along = along / along[:, -1:]
    begin, end = missing()[:, None], 1 - missing()[:, None]
    at = (begin + (end - begin) * along) * (PATH_POINTS - 1)
    paced = _at(torch.cat([bent, paths[..., 2:]], dim=2), at)
    return torch.cat([centred(paced[..., :2]), paced[..., 2:]], dim=2)


def centred(points: Tensor) -> Tensor:
    """Points (B, T, 2) around their mean, with standard deviation one in x and y each.

    A narrow drawing stays narrow: no side is stretched more than 1 / NARROW times the other.
    """
    points = points - points.mean(dim=1, keepdim=True)
    size = points.std(dim=1, unbiased=False)
    size = torch.maximum(size, NARROW * size.amax(dim=1, keepdim=True))
    return points / size.clamp(min=1e-3)[:, None]


def _at(paths: Tensor, places: Tensor) -> Tensor:
    """Points between the points of paths, at places (B, PATH_POINTS) counted in points."""
    low = places.floor().long().clamp(max=PATH_POINTS - 2)
    share = (places - low)[..., None]
    index = low[..., None].expand(-1, -1, paths.shape[2])
    return paths.gather(1, index) * (1 - share) + paths.gather(1, index + 1) * share


def _writers(rng: np.random.Generator, count: int) -> np.ndarray:
    """Which writers draw a letter of an episode."""
    return rng.choice(count, DRAWINGS, replace=count < DRAWINGS)
