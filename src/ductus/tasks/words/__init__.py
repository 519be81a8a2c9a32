"""What the network that writes words can do, in numbers, people's words beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ductus.data.words.texts import Text

# Shares: of letters, of whole words, of letters that are new; of letters, one half by chance.
READ, WHOLE, OF_NEW = "letters read", "words read", "new letters read"
NEARER = "nearer to the writer than to others"


class Row(NamedTuple):
    """A number: whose words (`source`), at which bias, which measure, its value of n cases."""

    source: str
    bias: float
    measure: str
    value: float
    n: int


class Reading(NamedTuple):
    """What each letter of some texts was read as: whose words, at which bias."""

    source: str
    bias: float
    texts: Sequence[Text]
    said: Sequence[Sequence[str]]

    def right(self) -> list[list[bool]]:
        """Of each letter of each text, whether it was read as it was meant."""
        pairs = zip(self.texts, self.said, strict=True)
        return [[a == b for a, b in zip(*pair, strict=True)] for pair in pairs]

    def rows(self) -> Iterator[Row]:
        """Shares of letters, and of whole words, that were read as they were meant."""
        right = self.right()
        letters = np.concatenate(right)
        yield Row(self.source, self.bias, READ, float(letters.mean()), len(letters))
        whole = float(np.mean([all(word) for word in right]))
        yield Row(self.source, self.bias, WHOLE, whole, len(right))
