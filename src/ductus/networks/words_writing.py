"""Writing a text with the network of `ductus.networks.words`, and when to stop.

Steps are drawn as letters' are (`ductus.networks.mixture_sampling`), with a bias or greedily, and
may go on from a word that somebody has begun. A text is written once the window's weight of the
sign for the end exceeds that of every letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from ductus.errors import DuctusError
from ductus.networks.mixture_density import density_of
from ductus.networks.mixture_sampling import Manner
from ductus.networks.words import TOLD, WordNetwork, told_of


class Written(NamedTuple):
    """A word that was written.

    Attributes
    ----------
    steps : (T, 3) dx, dy, onset, in the network's units; the primer is no part of it.
    phi : (T, U + 1) the window's weights of the letters, and of the end.
    ended : whether the window came to the end.
    """

    steps: np.ndarray
    phi: np.ndarray
    ended: bool


class Primer(NamedTuple):
    """What somebody has written before: a text, and its steps (T, 3) in the network's units."""

    text: Sequence[str]
    steps: np.ndarray


@torch.no_grad()
def write_texts(
    network: WordNetwork,
    texts: Sequence[Sequence[str]],
    manner: Manner,
    *,
    primer: Primer | None = None,
    most: int = 100,
    cut: bool = False,
) -> list[Written]:
    """Write each of the texts.

    Parameters
    ----------
    primer : what all go on from, in the same hand (Graves 2013, Section 5.5).
    most : steps a letter after which a text that has not ended is given up, or cut off.

    Raises
    ------
    DuctusError
        A text does not end, and is not to be cut.
    """
    before = () if primer is None else tuple(primer.text)
    codes = network.texts([(*before, *text) for text in texts])
    letters, known, count = network.letters(codes), len(before), len(texts)
    lengths = codes.sum(dim=(1, 2)).long()  # with the sign for the end
    told, height, memory = torch.zeros(1, count, TOLD), None, None
    if primer is not None:
        begun = torch.from_numpy(primer.steps)[:, None].expand(-1, count, -1)
        following, height = told_of(begun)
        _, _, memory = network.step(torch.cat([told, following[:-1]]), letters, None)
        told = following[-1:]
    first = primer is None
    left, least = torch.ones(count), manner.thresholds(count)
    behind = torch.arange(codes.shape[1]) >= lengths[:, None]
    limits = most * (lengths - 1 - known)
    ended = torch.full((count,), -1)
    written, weights = [], []
    for at in range(int(limits.max())):
        raw, phi, memory = network.step(told, letters, memory)
        density, phi = density_of(raw[0]), phi[0].masked_fill(behind, 0.0)
        done = phi.argmax(dim=1) == lengths - 1
        ended = torch.where(done & (ended < 0), at, ended)
        if ((ended >= 0) | (at >= limits)).all():
            break
        left = left * (1 - density.onset_probability)
        onset = torch.ones(count) if first and at == 0 else (left <= least).float()
        step = manner.step(density, onset)[:, [0, 1, 3]]
        if first and at == 0:
            step[:, :2] = 0.0
        left = torch.where(onset > 0, 1.0, left)
        least = torch.where(onset > 0, manner.thresholds(count), least)
        told, height = told_of(step[None], height)
        written.append(step)
        weights.append(phi)
    for text, end, limit in zip(texts, ended.tolist(), limits.tolist(), strict=True):
        if end < 0 and not cut:
            raise DuctusError(
                f"the text {''.join(text)!r} had not ended after {limit} steps, for its window did "
                "not come to the end; train for more words.steps, or write with less bias"
            )
    whole, phis = torch.stack(written).numpy(), torch.stack(weights).numpy()
    return [
        Written(
            whole[: end if end >= 0 else limit, i],
            phis[: end if end >= 0 else limit, i, known : int(lengths[i])],
            end >= 0,
        )
        for i, (end, limit) in enumerate(zip(ended.tolist(), limits.tolist(), strict=True))
    ]
