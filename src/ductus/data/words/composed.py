"""Words composed from one writer's single letters: which step is of which letter is known.

Letters stand side by side with a gap between their ink, each as high above the line as it was
written; between letters the pen is lifted. Sizes are in units of the writer's median letter height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ductus.data.spacing import evenly
from ductus.data.split import Split
from ductus.data.words import HELD_OUT, TRAIN, Words, gathered, steps_of
from ductus.data.words.texts import random_texts, word_texts
from ductus.errors import DuctusError

GAP = 0.3  # between the ink of two letters, in letters' heights

Hand = Mapping[str, Sequence["Letter"]]  # of one writer: symbol -> drawings


@dataclass(frozen=True)
class Letter:
    """A drawing of a letter: its strokes, positions (n, 2), ink from x = 0 to `width`."""

    strokes: list[np.ndarray]
    width: float


def hands(table: pd.DataFrame, spacing: float) -> dict[str, Hand]:
    """The letters of each writer of the one table.

    Parameters
    ----------
    table : of `ductus.data.trajectory`.
    spacing : between points of a letter, in units of its writer's median letter height.

    Returns
    -------
    writer -> symbol -> drawings, in the order of their instances.
    """
    keys = ["writer", "symbol", "instance"]
    boxes = table.groupby(keys, sort=False).y.agg(["min", "max"])
    heights = (boxes["max"] - boxes["min"]).groupby("writer").median()
    made: dict[str, dict[str, list[Letter]]] = {}
    for (writer, symbol, _), drawing in table.groupby(keys, sort=True):
        unit = float(heights[writer]) or 1.0
        made.setdefault(writer, {}).setdefault(symbol, []).append(_letter(drawing, unit, spacing))
    return made


def compose(letters: Sequence[Letter]) -> tuple[np.ndarray, np.ndarray]:
    """A word of these letters: steps (T, 3), and which letter each step belongs to (T,)."""
    strokes, places, left = [], [], 0.0
    for place, letter in enumerate(letters):
        strokes += [stroke + np.array([left, 0.0]) for stroke in letter.strokes]
        places += [place] * sum(map(len, letter.strokes))
        left += letter.width + GAP
    return steps_of(strokes), np.array(places, dtype=np.int64)


def write(hand: Hand, text: Sequence[str], rng: np.random.Generator):
    """A text by one writer, of drawings that are chosen at random: as `compose` returns it."""
    return compose([hand[symbol][rng.integers(len(hand[symbol]))] for symbol in text])


def writers_apart(made: Mapping[str, Hand], split: Split) -> tuple[list[str], list[str]]:
    """Writers whose words train, and those whose words do not: of those with all trained letters.

    Apart are who show the new letters and a tenth of the others.
    """
    whole = [writer for writer in sorted(made) if set(split["trained"]) <= set(made[writer])]
    shown = split["exemplars"]["writers"]
    apart = {*shown, *[writer for writer in whole if writer not in shown][5::10]}
    learned = [w for w in whole if w not in apart and w in split["training_writers"]]
    return learned, [writer for writer in whole if writer in apart]


def composed_words(
    table: pd.DataFrame, split: Split, *, words: int, held_out: int, spacing: float
) -> Words:
    """Words of the trained letters: random texts to train with, and English words by other writers.

    Parameters
    ----------
    table : the one table, with the trained letters at least.
    words, held_out : how many of each.
    spacing : see `hands`.

    Raises
    ------
    DuctusError
        There is no writer to train with, or none that has drawn all of the letters.
    """
    letters, rng = list(split["trained"]), np.random.default_rng(0)
    made = hands(table[table.symbol.isin(letters)], spacing)
    learned, apart = writers_apart(made, split)
    for writers, what in ((learned, "to train with"), (apart, "to measure with")):
        if not writers:
            raise DuctusError(
                f"words: expected writers {what} who have drawn all trained letters, got none; "
                "those of split.exemplar.writers train no words"
            )
    texts = [(TRAIN, learned, text) for text in random_texts(letters, words, rng)]
    texts += [(HELD_OUT, apart, text) for text in word_texts(letters, held_out, rng)]
    return gathered(
        (writer := who[rng.integers(len(who))], part, text, *write(made[writer], text, rng))
        for part, who, text in texts
    )


def _letter(drawing: pd.DataFrame, unit: float, spacing: float) -> Letter:
    positions = drawing[["x", "y"]].to_numpy(np.float64) / unit
    left, right = positions[:, 0].min(), positions[:, 0].max()
    cuts = np.flatnonzero(np.diff(drawing.stroke.to_numpy())) + 1
    strokes = [evenly(stroke - (left, 0.0), spacing) for stroke in np.split(positions, cuts)]
    return Letter(strokes, float(right - left))
