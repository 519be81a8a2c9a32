"""What the network writes: held-out texts at each bias, after a primer, with letters new to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ductus.data.words import Norm, Words, restored
from ductus.data.words.texts import Text
from ductus.networks.mixture_sampling import Manner
from ductus.networks.words import WordNetwork
from ductus.networks.words_writing import Primer, Written, write_texts
from ductus.tasks.words import Reading, Row
from ductus.tasks.words.reading import Reader, cut, pieces_of
from ductus.tasks.words.scores import Scored, places_of

PATIENCE = 30  # steps a letter, after which a text that has not ended is cut off


@dataclass(frozen=True)
class Pen:
    """Writes with a network, and has what it wrote read.

    Attributes
    ----------
    norm : units of the network.
    reader : of letters; None where nobody knows which steps of a word are of which letter, and so
        there are no letters to compare with.
    seed : of samples.
    """

    network: WordNetwork
    norm: Norm
    reader: Reader
    seed: int

    def write(
        self, texts: Sequence[Text], bias: float, primer: Primer | None = None, draw: int = 0
    ) -> list[Written]:
        """Write texts; those that do not end are cut off."""
        generator = torch.Generator().manual_seed(1000 * self.seed + draw)
        manner = Manner(bias, generator=generator)
        return write_texts(self.network, texts, manner, primer=primer, most=PATIENCE, cut=True)

    def pieces(self, written: Sequence[Written], texts: Sequence[Text]) -> list[list[np.ndarray]]:
        """The pieces of what was written, cut by the window, a list for each text."""
        return [
            pieces_of(restored(one.steps, self.norm), cut(one.steps, places_of(one.phi)), len(text))
            if len(one.steps)
            else [one.steps] * len(text)
            for one, text in zip(written, texts, strict=True)
        ]

    def read(self, pieces: Sequence[Sequence[np.ndarray]]) -> list[list[str]]:
        """What each piece is read as."""
        said = iter(self.reader.read([piece for word in pieces for piece in word]))
        return [[next(said) for _ in word] for word in pieces]


def rows_of(
    pen: Pen, texts: Sequence[Text], biases: Sequence[float], primers: Sequence[Primer]
) -> Iterator[Row | Reading]:
    """How held-out texts are written: read back, and ended, at each bias and after a primer."""
    for bias in biases:
        yield from judged(pen, texts, pen.write(texts, bias), "samples", bias)
    if primers:
        bias = best_of(biases)
        written = [
            one
            for i, text in enumerate(texts)
            for one in pen.write([text], bias, primers[i % len(primers)], draw=i)
        ]
        yield from judged(pen, texts, written, "primed", bias)


def best_of(biases: Sequence[float]) -> float:
    """The bias at which letters are learned and primers are gone on from: the nearest to two."""
    return float(min(biases, key=lambda bias: abs(bias - 2)))


def people_of(
    pen: Pen, words: Words, scored: Scored, true: bool, who: str = "people"
) -> Iterator[Reading]:
    """How people's words are read, cut where letters begin and, as the network's, by the window."""
    texts = list(words.keys.text)
    by_window = [
        cut(steps, places_of(phi[:-1]))
        for (_, steps, _), phi in zip(words, scored.phi, strict=True)
    ]
    cuts = {f"{who}, cut by the window": by_window}
    if true:
        cuts[who] = [places for _, _, places in words]
    for source, places in cuts.items():
        pieces = [
            pieces_of(steps, place, len(text))
            for (text, steps, _), place in zip(words, places, strict=True)
        ]
        yield Reading(source, np.nan, texts, pen.read(pieces))


def judged(
    pen: Pen, texts: Sequence[Text], written: Sequence[Written], source: str, bias: float
) -> Iterator[Row | Reading]:
    """How what was written of texts is read back, and how often it ended by itself."""
    yield Reading(source, bias, texts, pen.read(pen.pieces(written, texts)))
    ended = float(np.mean([one.ended for one in written]))
    yield Row(source, bias, "ended", ended, len(texts))
