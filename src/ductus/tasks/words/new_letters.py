"""Words of trained letters, with one learned from one example, and in a new writer's hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ductus.data.words import TRAIN, Words, gathered
from ductus.data.words.composed import Hand, Letter, compose, write
from ductus.data.words.texts import Text, word_texts
from ductus.learning.words_oneshot import learn_letters
from ductus.tasks.methods.nearest import warped_distances
from ductus.tasks.words import NEARER, OF_NEW, Reading, Row
from ductus.tasks.words.reading import features, pieces_of
from ductus.tasks.words.scores import score
from ductus.tasks.words.writing import Pen, judged, people_of

LETTERS = 5  # of a word
EACH = 2  # words with each new letter
TRAINED = 60  # words of trained letters
WORDS = 20  # in a new hand


def texts_with(new: Sequence[str], known: Sequence[str], seed: int) -> list[Text]:
    """Words of known letters with one of the new ones: `EACH` for each."""
    rng = np.random.default_rng([seed, 4])
    how = {"length": LETTERS}
    return [text for symbol in new for text in word_texts(known, EACH, rng, once=symbol, **how)]


def rows_of_trained(
    pen: Pen, people: Sequence[Hand], trained: Sequence[str], new: Sequence[str], bias: float
) -> Iterator[Row | Reading]:
    """Words of trained letters by the network, and by people; by these with a new letter as well.

    Parameters
    ----------
    people : hands, of all letters, of those whose words train nothing; there may be none.
    """
    rng = np.random.default_rng([pen.seed, 8])
    texts = word_texts(trained, TRAINED, rng, length=LETTERS)
    yield from judged(pen, texts, pen.write(texts, bias), "trained letters", bias)
    if not people:
        return
    words = replace(_by(people, texts, rng), norm=pen.norm)
    yield from people_of(pen, words, score(pen.network, words), True, "people, trained letters")
    texts = texts_with(new, trained, pen.seed)
    pieces = [pieces_of(steps, at, LETTERS) for _, steps, at in _by(people, texts, rng)]
    yield from _new_and_known(texts, pen.read(pieces), set(new), "people, one letter new", np.nan)


def _by(people: Sequence[Hand], texts: Sequence[Text], rng: np.random.Generator) -> Words:
    """Texts, each by one of these people."""
    return gathered(
        ("", TRAIN, text, *write(people[rng.integers(len(people))], text, rng)) for text in texts
    )


def rows_of_letters(
    pen: Pen,
    examples: Mapping[str, Letter],
    known: Sequence[Hand],
    bias: float,
    **how: Any,
) -> tuple[list[Row | Reading], Pen]:
    """Words with one new letter, after one example of it; and the pen that has learned them all.

    Parameters
    ----------
    examples : of the new letters, by one writer. known : hands of those who trained the network.
    how : of `ductus.learning.words_oneshot.learn_letters`.
    """
    symbols = [symbol for symbol in pen.network.symbols if symbol not in examples]
    texts = texts_with(list(examples), [s for s in symbols if s], how["seed"])
    rows = []
    for source, iterations in (("one letter new", how["iterations"]), ("not learned", 0)):
        taught = learn_letters(
            pen.network, examples, known, pen.norm, **{**how, "iterations": iterations}
        )
        learned = replace(pen, network=taught)
        said = learned.read(learned.pieces(learned.write(texts, bias), texts))
        rows += _new_and_known(texts, said, set(examples), source, bias)
        if iterations:
            able = learned
    return rows, able


def rows_of_hand(
    pen: Pen,
    hand: Hand,
    others: Sequence[Hand],
    symbols: Sequence[str],
    bias: float,
    **how: Any,
) -> tuple[list[Row | Reading], Pen]:
    """Words in the hand of a writer who has shown each letter once; and the pen that writes so.

    Beside them the same words by people: by that writer, of other drawings.

    Parameters
    ----------
    pen : knows all letters.
    hand : drawings of the writer, the first of each letter the example. others : hands that the
        network has not seen either.
    """
    examples = {symbol: hand[symbol][0] for symbol in symbols}
    rng = np.random.default_rng([how["seed"], 5])
    texts = word_texts(symbols, WORDS, rng)
    learned = replace(pen, network=learn_letters(pen.network, examples, [], pen.norm, **how))
    rows = []
    for source, one in (("new hand", learned), ("before the new hand", pen)):
        pieces = one.pieces(one.write(texts, bias), texts)
        rows += _hand_rows(one, texts, pieces, hand, others, source, bias)
    if all(len(hand[symbol]) > 2 for symbol in symbols):
        pieces = []
        for text in texts:
            steps, places = compose([hand[symbol][2] for symbol in text])
            pieces.append(pieces_of(steps, places, len(text)))
        rows += _hand_rows(pen, texts, pieces, hand, others, "the writer", np.nan)
    return rows, learned


def _hand_rows(
    pen: Pen,
    texts: Sequence[Text],
    pieces: Sequence[Sequence[np.ndarray]],
    hand: Hand,
    others: Sequence[Hand],
    source: str,
    bias: float,
) -> Iterator[Row | Reading]:
    yield Reading(source, bias, texts, pen.read(pieces))
    nearer = []
    for symbol in sorted({symbol for text in texts for symbol in text}):
        mine = [
            features(piece)
            for text, word in zip(texts, pieces, strict=True)
            for place, piece in enumerate(word)
            if text[place] == symbol and len(piece)
        ]
        if not (mine and others) or len(hand[symbol]) < 2:
            continue
        drawn = [hand[symbol][1], *(other[symbol][0] for other in others if symbol in other)]
        away = warped_distances(mine, [features(compose([letter])[0]) for letter in drawn])
        nearer += (away[:, :1] < away[:, 1:]).mean(axis=1).tolist()
    if nearer:
        yield Row(source, bias, NEARER, float(np.mean(nearer)), len(nearer))


def _new_and_known(
    texts: Sequence[Text], said: Sequence[Sequence[str]], new: set[str], source: str, bias: float
) -> Iterator[Row | Reading]:
    reading = Reading(source, bias, texts, said)
    pairs = zip(texts, reading.right(), strict=True)
    of_new = [r for text, right in pairs for s, r in zip(text, right, strict=True) if s in new]
    yield Row(source, bias, OF_NEW, float(np.mean(of_new)), len(of_new))
    yield reading
