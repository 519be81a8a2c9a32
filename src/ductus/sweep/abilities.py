"""What ONE network can do with new letters, in numbers, and what may explain it.

The whole challenge in small: learn each new letter from one example, then write it again, identify
variants and people's drawings, and blend. Done for a network at many points of its training, or
of one-shot inference, this is the sweep of `docs/protocol.md`.

Every number is a row with `measure`, `method` and `condition` (``""`` where there is none), `value`
and `n`, of how many cases it is the mean.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch

from ductus.data.distances import dtw, shape
from ductus.data.features import Drawings, pad
from ductus.data.split import Split, probes, shown_by, writing_lengths
from ductus.learning.oneshot import infer_columns
from ductus.networks import Network
from ductus.tables import measured
from ductus.tasks import blending, variation
from ductus.tasks.classification import gather_cases, identify
from ductus.tasks.methods import Task

METHODS = ("paper", "nearest_code_dtw")  # the second says whether a letter is written like itself
STEP = 1e-4  # of central differences, in units of a code's entry; computed in double precision

Row = tuple[str, str, str, float, int]  # measure, method, condition, value, n
COLUMNS = ["measure", "method", "condition", "value", "n"]


@dataclass(frozen=True)
class Lesson:
    """What one exemplar writer shows, and the people's drawings to identify afterwards.

    Attributes
    ----------
    examples : features (T, 4) of the one example of each new symbol, in the order of `new`.
    people : probes by condition, ``same_writer`` and ``other_writer``; may be empty.
    lengths : steps for which each symbol is written.
    """

    writer: str
    trained: Sequence[str]
    new: Sequence[str]
    examples: Mapping[str, np.ndarray]
    people: Mapping[str, Drawings]
    lengths: Mapping[str, int]


@dataclass(frozen=True)
class Challenge:
    """How much is asked.

    Attributes
    ----------
    draws : variants of each new symbol, at the paper's noise.
    identification : settings of the paper's method, see `ductus.tasks.methods.answering.answer`.
    blending : pairs and steps of `ductus.tasks.blending.compare`.
    """

    draws: int
    identification: Mapping[str, Any]
    blending: Mapping[str, Any]


def lesson(drawings: Drawings, split: Split, writer: str) -> Lesson:
    """Gather what an exemplar writer shows and what is asked after it."""
    new = split["new"]
    return Lesson(
        writer,
        split["trained"],
        new,
        shown_by(drawings, split, writer),
        {c: probes(drawings, split, c, writer) for c in measured.PEOPLE},
        writing_lengths(drawings, split, writer),
    )


def learn(model: Network, lessons: Sequence[Lesson], **settings: Any) -> list[Network]:
    """Teach a network each lesson by one-shot inference (Section 2), all in one call.

    settings : of `ductus.learning.oneshot.infer_columns`; the trained symbols are the known ones.

    Returns
    -------
    A copy of the network for each lesson, with the new symbols' columns in place.

    Raises
    ------
    DuctusError
        As `ductus.learning.oneshot.infer_columns`.
    """
    symbols = [symbol for one in lessons for symbol in one.examples]
    shown = [example for one in lessons for example in one.examples.values()]
    padded, lengths = (torch.from_numpy(a) for a in pad(shown))
    known = lessons[0].trained
    columns, _ = infer_columns(model, symbols, padded, lengths, known=known, **settings)
    of_each = columns.split([len(one.examples) for one in lessons])
    return [
        copy.deepcopy(model).with_own(dict(zip(one.examples, own, strict=True)))
        for one, own in zip(lessons, of_each, strict=True)
    ]


def measure(
    model: Network,
    lessons: Sequence[Lesson],
    challenge: Challenge,
    *,
    seed: int,
    **settings: Any,
) -> pd.DataFrame:
    """Teach a network each lesson and measure what it then can do.

    settings : of `learn`. Returns the `abilities` after all lessons, with exemplar_writer.
    """
    learners = learn(model, lessons, seed=seed, **settings)
    return pd.concat(
        [
            abilities(learner, given, challenge, seed).assign(exemplar_writer=given.writer)
            for given, learner in zip(lessons, learners, strict=True)
        ]
    )


def abilities(learner: Network, given: Lesson, challenge: Challenge, seed: int) -> pd.DataFrame:
    """Measure what a learner can do with the new symbols.

    Returns
    -------
    ``mse`` and ``dtw`` of the written letters to their examples; shares ``identified`` and
    ``identified among new`` by each of `METHODS`, of the learner's variants at the paper's noise
    and of people's drawings; share of ``smooth blends``; and `explanations` of the new symbols.
    """
    rows = [*_written(learner, given), *_identified(learner, given, challenge, seed)]
    numbers, _ = blending.compare(learner, given.lengths, seed=seed, **challenge.blending)
    ways = measured.smooth({"blending": numbers.assign(exemplar_writer=given.writer)})
    rows.append(("smooth blends", "", "", float(ways.value.mean()), len(ways)))
    every = learner.symbols  # noise and identification move all entries
    return pd.concat(
        [
            pd.DataFrame(rows, columns=COLUMNS),
            explanations(learner, given.new, every, given.lengths, "new"),
        ],
        ignore_index=True,
    )


def explanations(
    model: Network,
    symbols: Sequence[str],
    entries: Sequence[str],
    lengths: Mapping[str, int],
    condition: str,
) -> pd.DataFrame:
    """Measure what may explain abilities, at the codes of some symbols.

    Parameters
    ----------
    entries : symbols whose entries of the code are moved, for `output_per_code`.

    Returns
    -------
    ``output per code`` (`output_per_code`); ``column norm``, the mean Euclidean norm of the
    symbols' columns; ``cell saturation``, the mean of \\|tanh c\\| over symbols, steps and units.
    """
    _, _, cells = model.states(model.codes(list(symbols)), max(lengths[s] for s in symbols))
    saturation = [cells[: lengths[s], i].tanh().abs().mean() for i, s in enumerate(symbols)]
    values = {
        "output per code": output_per_code(model, symbols, entries, lengths),
        "column norm": float(model.own(symbols).norm(dim=1).mean()),
        "cell saturation": float(torch.stack(saturation).mean()),
    }
    rows = [(measure, "", condition, value, len(symbols)) for measure, value in values.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


@torch.no_grad()
def output_per_code(
    model: Network,
    symbols: Sequence[str],
    entries: Sequence[str],
    lengths: Mapping[str, int],
) -> float:
    """Size of d output / d code: how much the writing changes with the code.

    At each symbol's code the squared derivatives of a written feature with respect to the given
    entries of the (constant) code are added up and averaged over features, steps and symbols; the
    root of that is returned. To first order it is the root mean square change of the output when
    independent noise of standard deviation one is added to these entries, the same at every step.
    """
    exact = copy.deepcopy(model).double()
    moves = STEP * exact.codes(list(entries)).double()  # (E, S)
    squares = []
    for symbol in symbols:
        code = exact.codes([symbol]).double()
        ahead, behind = exact(torch.cat([code + moves, code - moves]), lengths[symbol]).chunk(2, 1)
        squares.append(((ahead - behind) / (2 * STEP)).square().sum(dim=1).mean())
    return float(torch.stack(squares).mean().sqrt())


def _written(learner: Network, given: Lesson) -> list[Row]:
    examples = list(given.examples.values())
    written = learner.write(learner.codes(list(given.examples)), list(map(len, examples)))
    pairs = list(zip(written, examples, strict=True))
    mse = [float(np.mean((steps - example) ** 2)) for steps, example in pairs]
    distance = [dtw(shape(steps), shape(example)) for steps, example in pairs]
    return [
        ("mse", "", "inferred", float(np.mean(mse)), len(pairs)),
        ("dtw", "", "inferred", float(np.mean(distance)), len(pairs)),
    ]


def _identified(learner: Network, given: Lesson, challenge: Challenge, seed: int) -> list[Row]:
    noise = measured.PAPER_NOISE
    how = {"noise": [noise], "draws": challenge.draws, "seed": seed, "writer": given.writer}
    _, variants = variation.compare(learner, given.examples, **how)
    variants = variants.assign(exemplar_writer=given.writer)
    cases, drawn = gather_cases(variants, given.people, seed, given.writer)
    # None of the methods looks at the untrained network.
    task = Task(learner, learner, given.trained, given.new, given.examples, given.lengths)
    numbers, _ = identify(task, cases, drawn, methods=METHODS, **challenge.identification)
    rows: list[Row] = []
    for (method, condition), own in numbers.groupby(["method", "condition"], sort=False):
        for measure, among in (("identified", ""), ("identified among new", "_among_new")):
            share = measured.identified(own, among).value.mean()
            rows.append((measure, method, condition, float(share), len(own)))
    return rows
