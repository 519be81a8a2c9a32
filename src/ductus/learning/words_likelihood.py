"""How likely words are to the network that writes them; nothing here needs Lightning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ductus.data.words import Words
from ductus.networks.mixture_density import Density, LogDensity, density_of, log_density
from ductus.networks.words import WordNetwork, told_of


class Batch(NamedTuple):
    """Words side by side.

    Attributes
    ----------
    steps : (T, B, 3) in the network's units, zero behind the end of each.
    lengths : (B,).
    texts : a text for each.
    """

    steps: Tensor
    lengths: Tensor
    texts: list[tuple[str, ...]]


class Likelihood(NamedTuple):
    """What a network makes of N steps of B words, one word after the other.

    Attributes
    ----------
    parts : logarithms of densities (N,) of moves, onsets and ends.
    density : of each step.
    steps : (N, 3) the steps themselves.
    word, at : (N,) which word a step is of, and which of its steps.
    phi : (T, B, U + 1) weights of the window before each step.
    """

    parts: LogDensity
    density: Density
    steps: Tensor
    word: Tensor
    at: Tensor
    phi: Tensor

    @property
    def whole(self) -> Tensor:
        """Logarithm of each step's density (N,); pressure is no part of words."""
        return self.parts.move + self.parts.onset + self.parts.end


def batch_of(words: Words, rows: Sequence[int] | np.ndarray, spare: int = 0) -> Batch:
    """Some of the words, with so many spare steps behind the longest."""
    ends = np.cumsum(words.keys.length.to_numpy())
    rows = np.asarray(rows)
    lengths = words.keys.length.to_numpy()[rows]
    steps = np.zeros((lengths.max() + spare, len(rows), 3), np.float32)
    normal = words.normal
    for i, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        steps[:length, i] = normal[ends[row] - length : ends[row]]
    texts = [words.keys.text.iloc[row] for row in rows]
    return Batch(torch.from_numpy(steps), torch.from_numpy(lengths), texts)


def likelihood(
    network: WordNetwork, batch: Batch, letters: Tensor | None = None, noise: Tensor | None = None
) -> Likelihood:
    """Log densities of the steps of words, each told the steps before it.

    Parameters
    ----------
    letters : (B, U + 1, D) what the letters of each text are; None: as the network has them.
    noise : (T, B, 2) added to the moves that are told, not to those that are to be told.
    """
    if letters is None:
        letters = network.letters(network.texts(batch.texts).to(batch.steps))
    shown = batch.steps
    if noise is not None:
        shown = torch.cat([shown[..., :2] + noise, shown[..., 2:]], dim=-1)
    told, _ = told_of(shown)
    told = torch.cat([torch.zeros_like(told[:1]), told[:-1]])
    raw, phi, _ = network.step(told, letters, None)
    at = torch.arange(len(shown), device=shown.device)[:, None].expand(shown.shape[:2])
    running = at < batch.lengths.to(shown.device)
    order = running.t().nonzero()  # one word after the other
    now = (order[:, 1], order[:, 0])
    density, steps = density_of(raw[now]), batch.steps[now]
    four = torch.cat([steps[:, :2], torch.ones_like(steps[:, :1]), steps[:, 2:]], dim=1)
    last = batch.lengths.to(shown.device)[order[:, 0]] - 1
    parts = log_density(density, four, order[:, 1] == 0, order[:, 1] == last)
    return Likelihood(parts, density, steps, order[:, 0], order[:, 1], phi)
