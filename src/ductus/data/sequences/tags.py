"""Nested tags with names that mean nothing: ``<bd><cab></cab></bd>``, of known entropy.

What remains to be said at each character is known, so the nats that no network can do without are
counted beside each of them. A closing tag costs nothing but its stroke: its name was said when it
was opened, and to have kept it is what an associative memory is for.
"""

from __future__ import annotations

import numpy as np

LETTERS = "abcdefgh"
SYMBOLS = "</>" + LETTERS
OPEN, STROKE, CLOSE = range(3)
NAME = (2, 4)  # letters of a name, the least and the most, all as likely
DEPTH = 3  # at most
OPENS = 0.5  # probability that another tag opens, where one may and one need not


def tags(rng: np.random.Generator, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A stream of tags.

    Returns
    -------
    Codes (length,); the nats (length,) that each is a surprise to who knows how tags are made; and
    whether it is a letter of a closing tag's name, (length,).
    """
    codes, nats, closing, stack = [], [], [], []
    least, most = NAME
    while len(codes) < length:
        may_open, may_close = len(stack) < DEPTH, bool(stack)
        opens = may_open and (not may_close or rng.random() < OPENS)
        choice = -np.log(OPENS if opens else 1 - OPENS) if may_open and may_close else 0.0
        if opens:
            name = rng.integers(len(LETTERS), size=rng.integers(least, most + 1)) + CLOSE + 1
            stack.append(name)
            # After `<` a letter says that no tag closes; each letter may be the last from `least`.
            said = [0.0, *_of_a_name(len(name), choice)]
            codes += [OPEN, *name, CLOSE]
            nats += said
            closing += [False] * len(said)
        else:
            name = stack.pop()
            codes += [OPEN, STROKE, *name, CLOSE]
            nats += [0.0, choice, *[0.0] * len(name), 0.0]
            closing += [False, False, *[True] * len(name), False]
    return tuple(np.array(one[:length]) for one in (codes, nats, closing))


def _of_a_name(count: int, choice: float) -> list[float]:
    """Nats of a new name's letters and of the sign behind it."""
    least, most = NAME
    letter, said = np.log(len(LETTERS)), []
    for place in range(count):
        # How many letters are still likely, given that there are so many: equally each.
        onward = 0.0 if place < least else -np.log((most - place) / (most - place + 1))
        said.append(letter + onward + (choice if place == 0 else 0.0))
    said.append(-np.log(1 / (most - count + 1)))
    return said
