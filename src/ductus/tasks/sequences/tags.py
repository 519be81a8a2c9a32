"""Nested tags: what is learned at a step, and what of it was kept in mind."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ductus.data.sequences.tags import tags
from ductus.learning.predictors import Loss
from ductus.tasks.sequences import STATIC, Row

STREAMS, BATCH, LENGTH = 4000, 32, 60  # to learn from, of a step, characters of each
TESTED = 100  # streams of as many characters
UNSEEN = 54321  # seed of the streams to test with


def loss_of(seed: int) -> Loss:
    """The loss of a step: streams of tags, each from the beginning."""
    every = _streams(np.random.default_rng(seed), STREAMS)[0]

    def loss(network: nn.Module, step: int) -> Tensor:
        codes = every[:, np.random.default_rng([seed, step]).integers(STREAMS, size=BATCH)]
        odds = network(codes[:-1], network.begin(BATCH))[0]
        return cross_entropy(odds.flatten(0, 1), codes[1:].flatten())

    return loss


@torch.no_grad()
def measure(network: nn.Module) -> list[Row]:
    """Nats a character beyond those that nobody can do without, and letters of closing tags."""
    codes, nats, closing = _streams(np.random.default_rng(UNSEEN), TESTED)
    odds = network(codes[:-1], network.begin(TESTED))[0]
    spent = cross_entropy(odds.flatten(0, 1), codes[1:].flatten()).double()
    right = (odds.argmax(dim=2) == codes[1:])[closing[1:]]
    least, count = float(nats[1:].mean()), codes[1:].numel()
    return [
        (STATIC, "nats a character", "", float(spent), count),
        (STATIC, "nats beyond the least", "", float(spent) - least, count),
        (STATIC, "closing letters right", "", float(right.float().mean()), len(right)),
    ]


def _streams(rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Codes, nats and closing letters of streams, each (LENGTH + 1, count)."""
    each = zip(*(tags(rng, LENGTH + 1) for _ in range(count)), strict=True)
    return tuple(torch.from_numpy(np.stack(one, axis=1)) for one in each)
