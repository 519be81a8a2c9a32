"""The study of one network that writes words: its numbers, and the words that figures show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ductus.data.split import Split
from ductus.data.words import HELD_OUT, TRAIN, UNKNOWN, Words, restored
from ductus.data.words.composed import Hand, compose, hands, writers_apart
from ductus.errors import DuctusError
from ductus.networks.words import WordNetwork
from ductus.networks.words_writing import Primer
from ductus.tasks.words import Reading, Row, new_letters, scores, writing
from ductus.tasks.words.reading import EACH, Reader, cut, pieces_of
from ductus.tasks.words.writing import Pen, best_of

SHOWN = 5  # words that figures show of each kind
SCANNED = 400  # words that are cut for the reader's letters


@dataclass
class Findings:
    """What was found: numbers and letters read by exemplar writer, words and windows to show."""

    numbers: list[tuple[str, Row]] = field(default_factory=list)
    readings: list[tuple[str, Reading]] = field(default_factory=list)
    shown: list[pd.DataFrame] = field(default_factory=list)
    windows: list[pd.DataFrame] = field(default_factory=list)

    def add(self, rows: Iterable[Row | Reading], exemplar_writer: str = "") -> None:
        for row in rows:
            if isinstance(row, Reading):
                self.readings.append((exemplar_writer, row))
                self.add(row.rows(), exemplar_writer)
            else:
                self.numbers.append((exemplar_writer, row))

    def show(
        self, whose: str, bias: float, text: Sequence[str], steps: np.ndarray, writer: str = ""
    ) -> None:
        """Keep a word, steps (T, 3) in units in which x and y are alike."""
        rows = pd.DataFrame(steps, columns=["dx", "dy", "onset"])
        rows.insert(0, "step", range(len(rows)))
        for name, value in (
            ("text", "".join(text)),
            ("bias", bias),
            ("whose", whose),
            ("exemplar_writer", writer),
        ):
            rows.insert(0, name, value)
        self.shown.append(rows)

    def tables(self, seed: int) -> list[pd.DataFrame]:
        """Numbers, letters read, words and windows."""
        columns = ["exemplar_writer", "whose", "bias", "measure", "value", "n"]
        numbers = pd.DataFrame([(writer, *row) for writer, row in self.numbers], columns=columns)
        letters = [
            (writer, reading.source, reading.bias, "".join(text), place, symbol, said)
            for writer, reading in self.readings
            for text, word in zip(reading.texts, reading.said, strict=True)
            for place, (symbol, said) in enumerate(zip(text, word, strict=True))
        ]
        columns = ["exemplar_writer", "whose", "bias", "text", "place", "letter", "predicted"]
        read = pd.DataFrame(letters, columns=columns)
        tables = [numbers, read, pd.concat(self.shown), pd.concat(self.windows)]
        for table in tables:
            table.insert(0, "seed", seed)
        return tables


def study(network: WordNetwork, words: Words, *, biases: Sequence[float], seed: int) -> Findings:
    """Likelihood, alignment and stops of held-out words; the same texts written and read back.

    Raises
    ------
    DuctusError
        No held-out word has only letters that were trained.
    """
    known = set(network.symbols)
    held = words.part(HELD_OUT)
    held = held.take([set(text) <= known for text in held.keys.text])
    if not len(held):
        raise DuctusError("words: no word is held out of which all letters were trained")
    found, scored = Findings(), scores.score(network, held)
    found.add(scores.rows_of(held, scored))
    found.add(_constants(words))
    true = not (words.places == UNKNOWN).any()
    pen = Pen(network, words.norm, Reader(_letters(network, words.part(TRAIN), seed)), seed)
    found.add(writing.people_of(pen, held, scored, true))
    texts = list(held.keys.text)
    primers = _primers(held)
    found.add(writing.rows_of(pen, texts, biases, primers))
    for row, (text, steps, _) in zip(range(SHOWN), held, strict=False):
        found.show("people", np.nan, text, steps)
        if not row:
            found.windows.append(_window("people", text, scored.phi[0][:-1], steps))
    some = texts[:SHOWN]
    for bias in biases:
        for text, one in zip(some, pen.write(some, bias), strict=True):
            found.show("samples", bias, text, restored(one.steps, pen.norm))
    best = best_of(biases)
    (one,) = pen.write(some[:1], best)
    found.windows.append(_window("samples", some[0], one.phi, restored(one.steps, pen.norm)))
    for draw, primer in enumerate(primers[:3]):
        found.show("primer", np.nan, primer.text, restored(primer.steps, words.norm), str(draw))
        for text, one in zip(some[:3], pen.write(some[:3], best, primer), strict=True):
            found.show("primed", best, text, restored(one.steps, pen.norm), str(draw))
    return found


def study_of_letters(
    network: WordNetwork,
    words: Words,
    table: pd.DataFrame,
    split: Split,
    *,
    found: Findings,
    spacing: float,
    biases: Sequence[float],
    seed: int,
    iterations: int,
    learning_rate: float,
) -> None:
    """Words of five trained letters, with one learned from one example, and words in a new hand.

    Adds to what was `found`. New letters and hands are of each exemplar writer that has drawn all
    letters; the reader knows all letters.
    """
    made = hands(table, spacing)
    symbols, bias = [*split["trained"], *split["new"]], best_of(biases)
    trains, apart = writers_apart(made, split)
    apart = [writer for writer in apart if set(symbols) <= set(made[writer])]
    learned = [made[writer] for writer in trains]
    known = [{s: hand[s] for s in split["trained"]} for hand in learned]
    rng = np.random.default_rng([seed, 6])
    reader = Reader(
        {s: [compose([letter])[0] for letter in _some(learned, s, rng)] for s in symbols}
    )
    pen = Pen(network, words.norm, reader, seed)
    people = [made[writer] for writer in apart]
    found.add(new_letters.rows_of_trained(pen, people, split["trained"], split["new"], bias))
    how = {"iterations": iterations, "learning_rate": learning_rate, "seed": seed}
    for writer in split["exemplars"]["writers"]:
        instance = split["exemplars"]["instance"]
        hand = {s: _first(made[writer].get(s, []), instance) for s in symbols}
        if not all(hand.values()):
            continue
        examples = {s: hand[s][0] for s in split["new"]}
        rows, able = new_letters.rows_of_letters(pen, examples, known, bias, **how)
        found.add(rows, writer)
        others = [made[other] for other in apart if other != writer]
        rows, own = new_letters.rows_of_hand(able, hand, others, symbols, bias, **how)
        found.add(rows, writer)
        texts = new_letters.texts_with(split["new"][:SHOWN], split["trained"], seed)[
            :: new_letters.EACH
        ]
        for text, one in zip(texts, able.write(texts, bias), strict=True):
            found.show("one letter new", bias, text, restored(one.steps, pen.norm), writer)
            new = next(s for s in text if s in examples)
            found.show("example", np.nan, (new,), compose([examples[new]])[0], writer)
        for text, one in zip(texts, own.write(texts, bias), strict=True):
            found.show("new hand", bias, text, restored(one.steps, pen.norm), writer)
            found.show("the writer", np.nan, text, compose([hand[s][-1] for s in text])[0], writer)


def _constants(words: Words) -> list[Row]:
    """What moves were divided by: nats mean nothing without."""
    count = len(words.part(TRAIN).steps)
    names = ("x", "y")
    return [
        Row("people", np.nan, f"{what} of moves in {axis}", value, count)
        for what, values in zip(("mean", "deviation"), words.norm, strict=True)
        for axis, value in zip(names, values, strict=True)
    ]


def _letters(network: WordNetwork, words: Words, seed: int) -> dict[str, list[np.ndarray]]:
    """Letters of words that trained the network, cut as is known, or else by its window."""
    rows = np.random.default_rng([seed, 7]).permutation(len(words))[:SCANNED]
    some = words.take(np.isin(np.arange(len(words)), rows))
    by_window = (some.places == UNKNOWN).any()
    cuts = scores.score(network, some).phi if by_window else [None] * len(some)
    letters: dict[str, list[np.ndarray]] = {}
    for (text, steps, places), phi in zip(some, cuts, strict=True):
        places = places if phi is None else cut(steps, scores.places_of(phi[:-1]))
        for symbol, piece in zip(text, pieces_of(steps, places, len(text)), strict=True):
            if len(piece) and len(letters.setdefault(symbol, [])) < EACH:
                letters[symbol].append(piece)
    return letters


def _primers(words: Words) -> list[Primer]:
    """The first words by different writers, to go on from."""
    firsts = ~words.keys.writer.duplicated().to_numpy()
    some = words.take(firsts)
    cut = np.split(some.normal, np.cumsum(some.keys.length)[:-1])
    return [Primer(text, steps) for text, steps in zip(some.keys.text, cut, strict=True)]


def _some(hands_: Sequence[Hand], symbol: str, rng: np.random.Generator) -> list:
    drawn = [letter for hand in hands_ for letter in hand.get(symbol, [])]
    return [drawn[i] for i in rng.permutation(len(drawn))[:EACH]]


def _first(letters: Sequence, instance: int) -> list:
    """The same drawings with the one that is the example first; none, if it is not there."""
    if len(letters) <= instance:
        return []
    return [letters[instance], *letters[:instance], *letters[instance + 1 :]]


def _window(whose: str, text: Sequence[str], phi: np.ndarray, steps: np.ndarray) -> pd.DataFrame:
    """Weights of the letters, and of the end, before each step; and the step."""
    step, place = np.indices(phi.shape)
    return pd.DataFrame(
        {
            "whose": whose,
            "text": "".join(text),
            "step": step.ravel(),
            "place": place.ravel(),
            "letter": [[*text, ""][p] for p in place.ravel()],
            "weight": phi.ravel(),
            **{name: steps[step.ravel(), i] for i, name in enumerate(("dx", "dy", "onset"))},
        }
    )
