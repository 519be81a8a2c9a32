"""Networks with as many weights on next-step tasks: trained, and measured the same way.

A task's lesson says what there is to learn; `examine` trains each network on it and returns the
rows of the table ``sequences``, what the networks wrote, and what their cells follow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd
import torch
from torch import nn

from ductus.data.features import Drawings
from ductus.data.sequences import addition as sums
from ductus.data.sequences import pen as pen_tokens
from ductus.data.sequences import tags as nested
from ductus.data.sequences.text import Text
from ductus.experiment.predictors import NONE, Named, named
from ductus.learning.predictors import Loss, fit_predictor
from ductus.networks.predictor import TRANSFORMER, ReaderWriter, as_large, new_predictor
from ductus.networks.sizes import count_weights
from ductus.sweep.readable_text import read_cells
from ductus.tasks.sequences import STATIC, Row, addition, compressors, pen, tags, text

KEYS = ["task", "network", "regularisation"]
ROWS = [*KEYS, "evaluation", "measure", "case", "value", "n"]
WRITTEN = [*KEYS, "case", "text"]
CELLS = [*KEYS, "property", "cell", "score", "step", "text", "state"]
# Symbols of a task that makes its own: they never end, so noise on weights costs next to nothing.
GENERATED = 10**6


class Lesson(NamedTuple):
    """What is to be learned, and how it is asked about.

    Attributes
    ----------
    symbols : how many there are. shown : how many are learned from.
    loss : of a network's training, by what its name says.
    measure : gives rows, and what was written by case, of a trained network and its loss.
    cells : gives rows and the states of the cells that can be read best.
    beside : rows, by name, of what is no network.
    """

    symbols: int
    shown: int
    make: Callable[[str, int], nn.Module]
    loss: Callable[[Named], Loss]
    measure: Callable[[nn.Module, Loss], tuple[list[Row], list[tuple[str, str]]]]
    cells: Callable[[nn.Module], tuple[list[Row], pd.DataFrame]] | None = None
    beside: dict[str, list[Row]] = {}  # noqa: RUF012


def text_lesson(whole: Text, seed: int, characters: int) -> Lesson:
    """Characters of a text; `characters` to test with."""
    count = len(whole.symbols)

    def measure(network: nn.Module, loss: Loss) -> tuple[list[Row], list[tuple[str, str]]]:
        rows, written = text.samples(network, whole, seed)
        return [*text.measure(network, whole, characters, loss), *rows], written

    found = compressors.bits_a_character(whole.train, whole.test[:characters])
    tested = min(characters, len(whole.test))
    return Lesson(
        count,
        len(whole.train),
        lambda kind, hidden: new_predictor(kind, count, hidden),
        lambda _: text.loss_of(whole),
        measure,
        lambda network: read_cells(network, whole, seed),
        {name: [(STATIC, "bits a character", "", bits, tested)] for name, bits in found.items()},
    )


def pen_lesson(drawings: Drawings, seed: int, steps: int) -> Lesson:
    """Letters as pen tokens."""
    letters, count = pen.letters_of(drawings), pen_tokens.SYMBOLS

    def measure(network: nn.Module, loss: Loss) -> tuple[list[Row], list[tuple[str, str]]]:
        rows, written = pen.samples(network, letters, seed)
        return [*pen.measure(network, letters, loss), *rows], written

    return Lesson(
        count,
        sum(len(one) - 1 for one in letters.train),
        lambda kind, hidden: new_predictor(kind, count, hidden),
        lambda asked: pen.loss_of(letters, seed, steps, asked.truth),
        measure,
        beside={"marginals": pen.marginals(letters, seed)},
    )


def addition_lesson(seed: int, digits: int) -> Lesson:
    """Sums of numbers of up to so many digits."""
    return Lesson(
        sums.SYMBOLS,
        GENERATED,
        lambda kind, hidden: ReaderWriter(sums.SYMBOLS, hidden, kind),
        lambda _: addition.loss_of(seed, digits),
        lambda network, _: addition.measure(network, digits),
    )


def tags_lesson(seed: int) -> Lesson:
    """Nested tags."""
    count = len(nested.SYMBOLS)
    return Lesson(
        count,
        GENERATED,
        lambda kind, hidden: new_predictor(kind, count, hidden),
        lambda _: tags.loss_of(seed),
        lambda network, _: (tags.measure(network), []),
    )


def examine(
    task: str,
    lesson: Lesson,
    names: Sequence[str],
    *,
    seed: int,
    hidden: int,
    steps: int,
    progress: bool,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Train and measure networks, one after the other.

    Parameters
    ----------
    names : of the networks (`ductus.experiment.predictors`).
    hidden : units of an LSTM; each network gets as many weights as that has.
    steps : updates of each.

    Returns
    -------
    The columns `ROWS`, `WRITTEN`, `CELLS`.

    Raises
    ------
    DuctusError
        A loss is no longer finite.
    """
    rows, written, cells = [], [], [pd.DataFrame(columns=CELLS)]
    for name, own in lesson.beside.items():
        rows += [(task, name, NONE, *row) for row in own]
    for name in names:
        asked, begun = named(name), time.process_time()
        key = (task, asked.kind, asked.regularisation)
        units = as_large(lesson.make, asked.kind, hidden)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = lesson.make(asked.kind, units)
        fit_predictor(
            network,
            lesson.loss(asked),
            symbols=lesson.shown,
            steps=steps,
            seed=seed,
            noise=asked.noise,
            progress=progress,
        )
        trained = time.process_time()
        found, said = lesson.measure(network, lesson.loss(named(asked.kind)))
        found += list(_sizes(network, units, trained - begun))
        if lesson.cells and asked.kind != TRANSFORMER and asked.regularisation == NONE:
            read, best = lesson.cells(network)
            found += read
            cells.append(best.assign(**dict(zip(KEYS, key, strict=True)))[CELLS])
        rows += [(*key, *row) for row in found]
        written += [(*key, *one) for one in said]
        seconds = time.process_time() - trained
        print(
            f"{task}, {name}: trained {trained - begun:.0f} s, examined {seconds:.0f} s", flush=True
        )
    best = pd.concat([one for one in cells if len(one)] or cells, ignore_index=True)
    return pd.DataFrame(rows, columns=ROWS), pd.DataFrame(written, columns=WRITTEN), best


def _sizes(network: nn.Module, units: int, seconds: float) -> Iterator[Row]:
    yield "", "weights", "", float(count_weights(lambda: network)), 1
    yield "", "hidden units", "", float(units), 1
    yield "", "CPU s of training", "", seconds, 1
