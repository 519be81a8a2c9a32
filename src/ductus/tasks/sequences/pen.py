"""Letters as pen tokens: what is learned at a step, nats a point, and what comes of sampling."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence

from ductus.data.features import Drawings
from ductus.data.sequences.pen import (
    BETWEEN,
    SYMBOLS,
    length_bins,
    parts_by_writer,
    to_steps,
    to_tokens,
)
from ductus.learning.predictors import Loss
from ductus.tasks.sequences import DYNAMIC, STATIC, Row
from ductus.tasks.sequences.following import Adapting, best_rate, follow, usual_gradients
from ductus.tasks.sequences.writing import apart, sampled, write

BATCH = 32  # letters of a step
GRADIENTS = 20  # batches by which usual gradients are known
UNCOUNTED = -100  # a target that is none
LETTERS = 60  # of each writer to test with, at most
SEEN = (20, 40)  # letters of a writer, at which adapting to him is looked at
TEMPERATURES = (0.3, 0.7, 1.0)
WRITTEN, SAMPLES = 250, 12  # letters that a network writes by itself; that are kept


class Letters(NamedTuple):
    """Letters as tokens, each from `BETWEEN` to `BETWEEN`.

    Attributes
    ----------
    train : to learn from. valid, test : those of each writer to choose by, and to test with, in a
        random order. bins : what lengths tell tokens apart.
    """

    train: list[Tensor]
    valid: list[list[Tensor]]
    test: list[list[Tensor]]
    bins: np.ndarray


def letters_of(drawings: Drawings) -> Letters:
    """Drawings as tokens, the writers in three parts.

    Raises
    ------
    DuctusError
        There are fewer than three writers.
    """
    train, valid, test = parts_by_writer(drawings)
    bins = length_bins(drawings.where(writer=train).steps)

    def words(part: Drawings) -> list[Tensor]:
        each = (np.append(BETWEEN, to_tokens(steps, bins)) for steps in part)
        return [torch.from_numpy(one.astype(np.int64)) for one in each]

    def mixed(writer: str) -> list[Tensor]:
        own = words(drawings.where(writer=writer))
        order = np.random.default_rng(0).permutation(len(own))[:LETTERS]
        return [own[i] for i in order]

    return Letters(
        words(drawings.where(writer=train)),
        [mixed(writer) for writer in valid],
        [mixed(writer) for writer in test],
        bins,
    )


def truth_at(done: float, end: float) -> float:
    """Probability of a true input after a share of the training: falls to `end` in its first half.

    The second half is trained at the end of the schedule: what it learns is what is asked about.
    """
    return 1 - (1 - end) * min(2 * done, 1.0)


def loss_of(letters: Letters, seed: int, steps: int, end: float = 1.0) -> Loss:
    """The loss of a step: some letters, drawn at random.

    end : probability of a true input at the end of scheduled sampling; 1: none is drawn.
    """

    def loss(network: nn.Module, step: int) -> Tensor:
        rng = np.random.default_rng([seed, step])
        words = [letters.train[i] for i in rng.integers(len(letters.train), size=BATCH)]
        inputs = pad_sequence([one[:-1] for one in words])
        targets = pad_sequence([one[1:] for one in words], padding_value=UNCOUNTED)
        if end < 1:
            generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
            inputs = sampled(network, inputs, truth_at(step / steps, end), generator)
        odds = network(inputs, network.begin(BATCH))[0]
        return cross_entropy(odds.flatten(0, 1), targets.flatten(), ignore_index=UNCOUNTED)

    return loss


def measure(network: nn.Module, letters: Letters, loss: Loss) -> list[Row]:
    """Nats a point of writers who were not learned from, static and adapting to each of them.

    loss : of a step of the training, by which usual gradients are known.

    Returns
    -------
    Rows of nats a point: of all letters, and of those before and after so many of the writer's.
    """
    usual = usual_gradients(network, loss, GRADIENTS)

    def nats(part: list[list[Tensor]], rate: float | None) -> list[tuple[int, float, int]]:
        """Of each letter: how many of the writer's went before, nats, points."""
        adapting = None if rate is None else Adapting(rate, usual)
        return [
            (seen, float(found.nats.sum()), len(found.nats) // 2)
            for own in part
            for seen, found in enumerate(follow(network, own, goes_on=False, adapting=adapting))
        ]

    rate = best_rate(lambda rate: sum(n for _, n, _ in nats(letters.valid, rate)))
    rows = []
    for evaluation, at in ((STATIC, None), (DYNAMIC, rate)):
        found = nats(letters.test, at)
        ends = (0, *SEEN, LETTERS)
        parts = {"": (0, LETTERS)} | {
            f"letters {low + 1} to {high}": (low, high) for low, high in pairwise(ends)
        }
        for case, (low, high) in parts.items():
            own = [(n, points) for seen, n, points in found if low <= seen < high]
            if own:
                sums = np.sum(own, axis=0)
                rows.append((evaluation, "nats a point", case, sums[0] / sums[1], len(own)))
    return [*rows, (DYNAMIC, "rate chosen", "", rate, 1)]


def samples(
    network: nn.Module, letters: Letters, seed: int
) -> tuple[list[Row], list[tuple[str, str]]]:
    """What a network writes by itself, by temperature.

    Returns
    -------
    Rows of `distances`; and letters of each temperature: ``dx,dy,lifted`` of each move.
    """
    longest = max(len(one) for one in letters.train)
    rows, written = [], []
    for temperature in TEMPERATURES:
        generator = torch.Generator().manual_seed(seed)
        given = torch.full((1, WRITTEN), BETWEEN)
        tokens = write(network, given, longest, generator, temperature).T
        own = [_ended(one) for one in tokens]
        case = f"temperature {temperature:g}"
        rows += distances(case, own, letters.train)
        written += [(case, _said(to_steps(one.numpy()[1:], letters.bins))) for one in own[:SAMPLES]]
    return rows, written


def distances(case: str, own: list[Tensor], true: list[Tensor]) -> list[Row]:
    """How far letters are from others, 0 to 1: by single tokens, and by tokens of moves that follow
    each other, directions with directions and lengths with lengths."""
    follows, single = (
        apart(*(np.concatenate([count(one.numpy()) for one in each]) for each in (own, true)))
        for count in (lambda t: t[1:-2] * SYMBOLS + t[3:], lambda t: t[1:])
    )
    return [
        ("", "distance of moves written", case, follows, len(own)),
        ("", "distance of tokens written", case, single, len(own)),
    ]


def marginals(letters: Letters, seed: int) -> list[Row]:
    """What knows only how often each token is at each place of a letter.

    Nats a point of the letters to test with, and how far letters are that are written by it; then
    the same distances of letters to learn from, which no network has to beat.
    """
    longest = max(len(one) for one in letters.train)
    counts = np.full((longest, SYMBOLS), 1e-3)
    for one in letters.train:
        np.add.at(counts, (np.arange(len(one) - 1), one[1:].numpy()), 1.0)
    shares = counts / counts.sum(axis=1, keepdims=True)
    true = [one for own in letters.test for one in own]
    nats = [-np.log(shares[np.minimum(np.arange(len(t) - 1), longest - 1), t[1:]]) for t in true]
    points = sum(len(one) // 2 for one in nats)
    rng = np.random.default_rng(seed)
    drawn = np.stack([rng.choice(SYMBOLS, WRITTEN, p=share) for share in shares])
    own = [_ended(torch.from_numpy(one)) for one in drawn.T]
    some = [letters.train[i] for i in rng.integers(len(letters.train), size=WRITTEN)]
    whole = float(np.concatenate(nats).sum()) / points
    return [
        (STATIC, "nats a point", "", whole, len(true)),
        *distances("temperature 1", own, letters.train),
        *distances("letters to learn from", some, letters.train),
    ]


def _ended(tokens: Tensor) -> Tensor:
    """A letter from `BETWEEN` up to where it ends, if it does."""
    ends = (tokens == BETWEEN).nonzero()[:, 0]
    whole = tokens if len(ends) == 0 else tokens[: ends[0] + 1]
    return torch.cat([torch.tensor([BETWEEN]), whole])


def _said(steps: np.ndarray) -> str:
    return " ".join(f"{dx:.3f},{dy:.3f},{lifted:.0f}" for dx, dy, _, lifted in steps[1:])
