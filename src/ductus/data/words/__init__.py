"""Words as sequences: what is written, by whom, and which letter each step belongs to.

A word is a drawing of a text. Its steps are as those of a letter (`ductus.data.features`), in units
in which moves have mean 0 and standard deviation 1 over the words that train (`Norm`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

TRAIN, HELD_OUT = "train", "held_out"  # parts
UNKNOWN = -1  # the letter of a step, where nobody knows it


class Norm(NamedTuple):
    """What moves are brought to mean 0 and standard deviation 1 by: the constants of a table."""

    mean: tuple[float, float]
    deviation: tuple[float, float]


@dataclass(frozen=True)
class Words:
    """Many words.

    Attributes
    ----------
    keys : DataFrame with a row per word: writer, part (`TRAIN` or `HELD_OUT`), text (a tuple of
        symbols), length (steps).
    steps : float32 (steps of all words, 3), one word after the other: dx, dy, onset. The first step
        of a word does not move.
    places : int64 (steps of all words,) which letter of its text a step belongs to, counted from 0;
        `UNKNOWN` where that is not known.
    norm : of all these words, by those that train.
    """

    keys: pd.DataFrame
    steps: np.ndarray
    places: np.ndarray
    norm: Norm

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], np.ndarray, np.ndarray]]:
        """Text, steps (T, 3) and places (T,) of each word."""
        ends = np.cumsum(self.keys.length)[:-1]
        cut = (np.split(each, ends) for each in (self.steps, self.places))
        return zip(self.keys.text, *cut, strict=True)

    def take(self, keep: Sequence[bool] | np.ndarray) -> Words:
        """The words at the True entries of a boolean array (n,)."""
        keep = np.asarray(keep, dtype=bool)
        rows = np.repeat(keep, self.keys.length)
        keys = self.keys[keep].reset_index(drop=True)
        return replace(self, keys=keys, steps=self.steps[rows], places=self.places[rows])

    def part(self, name: str) -> Words:
        """The words of a part."""
        return self.take(self.keys.part == name)

    @cached_property
    def normal(self) -> np.ndarray:
        """The steps with moves of mean 0 and standard deviation 1; first steps do not move."""
        return normalised(self.steps, self.norm, np.cumsum(self.keys.length) - self.keys.length)


def normalised(steps: np.ndarray, norm: Norm, firsts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Steps (N, 3) with moves in units of `norm`; `firsts` are the words' first, which do not."""
    moves = (steps[:, :2] - norm.mean) / norm.deviation
    moves[np.asarray(firsts, dtype=np.int64)] = 0.0
    return np.column_stack([moves, steps[:, 2]]).astype(np.float32)


def restored(steps: np.ndarray, norm: Norm) -> np.ndarray:
    """Steps (T, 3) of one word as they were before `normalised`."""
    moves = steps[:, :2] * np.asarray(norm.deviation) + norm.mean
    moves[0] = 0.0
    return np.column_stack([moves, steps[:, 2]]).astype(np.float32)


def gathered(written: Iterable[tuple[str, str, Sequence[str], np.ndarray, np.ndarray]]) -> Words:
    """Words, of writer, part, text, steps (T, 3) and places (T,) of each; one at least trains."""
    writers, parts, texts, steps, places = zip(*written, strict=True)
    lengths = [len(each) for each in steps]
    given = {"writer": writers, "part": parts, "text": list(map(tuple, texts)), "length": lengths}
    keys = pd.DataFrame(given)
    moves = [each[1:, :2] for each, part in zip(steps, parts, strict=True) if part == TRAIN]
    moves = np.concatenate(moves).astype(np.float64)
    deviation = moves.std(axis=0) if len(moves) else np.ones(2)
    norm = Norm(
        tuple(map(float, moves.mean(axis=0) if len(moves) else np.zeros(2))),
        tuple(map(float, np.where(deviation > 0, deviation, 1.0))),
    )
    return Words(keys, np.concatenate(steps), np.concatenate(places), norm)


def steps_of(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Steps (T, 3) along strokes, each positions (n, 2) with n of at least 1."""
    positions = np.concatenate(strokes)
    onset = np.zeros(len(positions))
    onset[np.cumsum([0, *map(len, strokes[:-1])])] = 1.0
    moves = np.diff(positions, axis=0, prepend=positions[:1])
    return np.column_stack([moves, onset]).astype(np.float32)
