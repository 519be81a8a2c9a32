"""What compressors make of a text, beside networks: bits a character."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections import Counter

import numpy as np

COMPRESSORS = {
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=9 | lzma.PRESET_EXTREME),
}


def bits_a_character(train: str, test: str) -> dict[str, float]:
    """Bits a character of a text by the frequencies of another's characters, and by compressors.

    A compressor is given the other text as well: what counts is how much longer its file grows by
    the text behind it. Frequencies count each character of either text once more.
    """
    known = Counter(train) + Counter(dict.fromkeys(train + test, 1))
    total = sum(known.values())
    unigram = -np.mean([np.log2(known[one] / total) for one in test])
    before, whole = train.encode(), (train + test).encode()
    grown = {
        name: 8 * (len(compress(whole)) - len(compress(before))) / len(test)
        for name, compress in COMPRESSORS.items()
    }
    return {"unigram": float(unigram), **grown}
