"""Sums of numbers as strings: ``47+86`` is read, ``331`` is written, the last digit first."""

from __future__ import annotations

import numpy as np

DIGITS = 10
PLUS, END = 10, 11
SYMBOLS = 12


def sums(rng: np.random.Generator, digits: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Questions (2 D + 1, count) of two numbers with D digits each, and answers (D + 2, count).

    Numbers may begin with zeros. An answer has D + 1 digits, the last one first as one adds by
    hand, and `END`.
    """
    first, second = rng.integers(DIGITS, size=(2, digits, count))
    plus = np.full((1, count), PLUS)
    written, carry = [], np.zeros(count, int)
    for one, other in zip(first[::-1], second[::-1], strict=True):
        carry, digit = np.divmod(one + other + carry, DIGITS)
        written.append(digit)
    answer = np.stack([*written, carry, np.full(count, END)])
    return np.concatenate([first, plus, second]), answer
