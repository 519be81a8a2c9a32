"""What is written: common English words, or symbols at random."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

Text = tuple[str, ...]  # a symbol at each place

SHORTEST, LONGEST = 3, 6  # symbols of a random text
LIST = Path(__file__).with_name("english.txt")


def random_texts(
    symbols: Sequence[str], count: int, rng: np.random.Generator, length: int | None = None
) -> list[Text]:
    """Texts of symbols drawn uniformly, so that each follows each; of one length, or of all."""
    lengths = [length] * count if length else rng.integers(SHORTEST, LONGEST + 1, count)
    return [tuple(symbols[i] for i in rng.integers(len(symbols), size=n)) for n in lengths]


def word_texts(
    symbols: Collection[str],
    count: int,
    rng: np.random.Generator,
    once: str | None = None,
    length: int | None = None,
) -> list[Text]:
    """Words of the list that can be written with the symbols, in random order.

    Where there are fewer than `count`, random texts follow.

    Parameters
    ----------
    once : a symbol beside the others, that each of the texts has exactly once.
    length : of every text; None: as they come.
    """
    every = [*symbols, once] if once else list(symbols)
    able = [
        tuple(word)
        for word in english()
        if set(word) <= set(every)
        and (once is None or word.count(once) == 1)
        and length in (None, len(word))
    ]
    found = [able[i] for i in rng.permutation(len(able))[:count]]
    for text in random_texts(list(symbols), count - len(found), rng, length):
        place = int(rng.integers(len(text)))
        found.append((*text[:place], once, *text[place + 1 :]) if once else text)
    return found


@lru_cache(maxsize=1)
def english() -> list[str]:
    """Some 1,100 common English words of 3 to 7 letters."""
    return LIST.read_text(encoding="ascii").split()
