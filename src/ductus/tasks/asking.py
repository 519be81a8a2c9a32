"""Asking people: which of these two drawings was made by the network?

Each question shows the one example of a letter, and two drawings of it: one by the example's
writer, one by the network. Who is right in half of the questions cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ductus.data.features import Drawings
from ductus.errors import DuctusError
from ductus.networks import Network
from ductus.tasks.samples import drawn_by_source

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True)
class Question:
    """Features (T, 4) of an example and of two drawings of its letter, and who made which.

    network : the side, ``left`` or ``right``, of the drawing by the network.
    """

    writer: str
    character: str
    source: str
    level: float
    example: np.ndarray
    left: np.ndarray
    right: np.ndarray
    network: str


def questions(
    model: Network,
    examples: Mapping[str, np.ndarray],
    same_writer: Drawings,
    *,
    seed: int,
    writer: str,
    **asked: Any,
) -> list[Question]:
    """All questions that one learner's drawings make, the network's as often on either side.

    Parameters
    ----------
    same_writer : other drawings of the characters by the exemplar writer.
    asked : bias, noise and draws, as of `ductus.tasks.samples.drawn_by_source`.

    Raises
    ------
    DuctusError
        There is no other drawing of a character.
    """
    people = {"same_writer": same_writer}
    drawn = list(drawn_by_source(model, examples, people, seed=seed, writer=writer, **asked))
    (_, _, theirs), made, rng = drawn[0], [], np.random.default_rng([seed, len(examples)])
    for source, level, own in drawn[1:]:
        for character, mine in own.items():
            if not theirs[character]:
                raise DuctusError(
                    "classification.same_writer: to ask people, expected at least 1 other drawing "
                    f"of {character!r} by {writer}"
                )
            for i, network in enumerate(mine):
                person = theirs[character][i % len(theirs[character])]
                made.append((character, source, level, person, network))
    sides = np.resize([LEFT, RIGHT], len(made))
    rng.shuffle(sides)
    return [
        Question(
            *(writer, character, source, level, examples[character]),
            *((network, person) if side == LEFT else (person, network)),
            str(side),
        )
        for (character, source, level, person, network), side in zip(made, sides, strict=True)
    ]


def chosen(whole: Sequence[Question], count: int, seed: int) -> list[Question]:
    """So many of all questions in random order, of every source and level equally many."""
    rng = np.random.default_rng(seed)
    turns: dict[tuple[str, float, str], int] = {}
    ranked = []
    for place in rng.permutation(len(whole)):
        kind = (whole[place].source, whole[place].level, whole[place].network)
        turns[kind] = turns.get(kind, 0) + 1
        ranked.append((turns[kind], place))
    first = [place for _, place in sorted(ranked, key=lambda one: one[0])[:count]]
    return [whole[place] for place in rng.permutation(first)]
