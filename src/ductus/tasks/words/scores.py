"""How probable a network finds people's words, where it looks meanwhile, and whether it stops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch

from ductus.data.words import UNKNOWN, Words
from ductus.learning.words_likelihood import batch_of, likelihood
from ductus.networks.unroll import in_batches
from ductus.networks.words import WordNetwork
from ductus.tasks.words import Row

LOST = 2  # steps that a stop may come too soon


class Scored(NamedTuple):
    """What a network makes of some words.

    Attributes
    ----------
    nats : (N,) negative log density of each step; onset : (N,) the onset's part of it.
    square : (N,) squared error of the heaviest component's mean, of the moves.
    word : (N,) which word a step is of.
    phi : of each word, weights (T + 1, U + 1) of the window before each step, and behind the last.
    """

    nats: np.ndarray
    onset: np.ndarray
    square: np.ndarray
    word: np.ndarray
    phi: list[np.ndarray]


@torch.no_grad()
def score(network: WordNetwork, words: Words) -> Scored:
    """Score words; each step is told those before it."""
    lengths = torch.tensor(words.keys.length.to_numpy())
    numbers, phi = [], [np.empty(0)] * len(words)
    for rows in in_batches(lengths):
        batch = batch_of(words, rows.numpy(), spare=1)
        found = likelihood(network, batch)
        of_word = rows[found.word]
        heaviest = found.density.given_onset(found.steps[:, 2]).weight.argmax(dim=1)
        mean = found.density.mean[torch.arange(len(heaviest)), heaviest]
        square = (mean - found.steps[:, :2]).square().sum(dim=1).masked_fill(found.at == 0, 0.0)
        numbers.append(torch.stack([-found.whole, -found.parts.onset, square, of_word]).numpy())
        for i, row in enumerate(rows.tolist()):
            phi[row] = found.phi[: lengths[row] + 1, i, : len(batch.texts[i]) + 1].numpy()
    nats, onset, square, word = np.concatenate(numbers, axis=1)
    return Scored(nats, onset, square, word.astype(int), phi)


def rows_of(words: Words, scored: Scored) -> Iterator[Row]:
    """Nats, alignment and stops of held-out words."""
    points, count = len(scored.nats), len(words)
    yield Row("people", np.nan, "nats a point", scored.nats.mean(), points)
    yield Row("people", np.nan, "of these, onsets", scored.onset.mean(), points)
    yield Row("people", np.nan, "nats a word", scored.nats.sum() / count, count)
    yield Row("people", np.nan, "squared error", scored.square.mean(), points)
    stops = [stop_of(phi) for phi in scored.phi]
    ends = [len(phi) - 1 for phi in scored.phi]
    pairs = list(zip(stops, ends, strict=True))
    missed = np.mean([stop is None for stop in stops])
    early = np.mean([stop is not None and stop < end - LOST for stop, end in pairs])
    yield Row("people", np.nan, "stops missed", missed, count)
    yield Row("people", np.nan, "stops too early", early, count)
    if (words.places == UNKNOWN).any():
        return
    right, away = [], []
    for (text, _, places), phi in zip(words, scored.phi, strict=True):
        seen = places_of(phi[:-1])
        right.append((seen == places).mean())
        begins = [np.searchsorted(each, range(1, len(text))) for each in (seen, places)]
        away += np.abs(begins[0] - begins[1]).tolist()
    yield Row("people", np.nan, "steps seen at their letter", np.mean(right), count)
    yield Row("people", np.nan, "alignment error", np.mean(away) if away else np.nan, len(away))


def places_of(phi: np.ndarray) -> np.ndarray:
    """The letter (T,) that is looked at most at each step, by weights (T, U + 1).

    Never one before that of an earlier step; the sign for the end counts as the last letter.
    """
    return np.maximum.accumulate(phi[:, :-1].argmax(axis=1))


def stop_of(phi: np.ndarray) -> int | None:
    """Before which step the sign for the end has more weight than every letter; None: never."""
    stops = np.flatnonzero(phi.argmax(axis=1) == phi.shape[1] - 1)
    return int(stops[0]) if len(stops) else None
