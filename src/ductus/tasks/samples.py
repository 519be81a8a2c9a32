"""How good samples are, with people as the yardstick (after Boutin et al., 2022 and 2023).

A good sample of a letter that was learned from one example is recognised as that letter, and yet no
copy: several of them differ as a writer's own drawings do. Neither says anything without the other,
so both are measured, of people's drawings and of the network's alike:

``recognised``   named right among the new letters by `nn_dtw`, a critic that is no network
``diversity``    mean distance between two drawings of a letter
``originality``  mean distance to the one example
``ended``        of samples: the network said by itself that the letter is done
``likelihood``   of people's drawings: named right by the code under which they are most probable,
                 among the new letters; of a network that gives a probability

Distances are those of `nn_dtw`: place, size, tempo and half of the slant do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch

from ductus.data.features import FEATURES, Drawings, pad
from ductus.networks import Network
from ductus.tasks.methods.nearest import warped_distances
from ductus.tasks.variation import noise_seed, write_variants

PATIENCE = 3  # times the longest example
SHOWN = 2  # drawings of a character that figures show


def compare(
    model: Network,
    examples: Mapping[str, np.ndarray],
    people: Mapping[str, Drawings],
    *,
    seed: int,
    writer: str,
    **asked: Any,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure drawings of each new character, by people and by the network.

    Parameters
    ----------
    As of `drawn_by_source`.

    Returns
    -------
    seed, exemplar_writer, source (a condition, ``noise`` or ``sample``), level (bias or noise),
    character, measure, value, n (drawings). Where a character has one drawing it has no diversity.
    And the first `SHOWN` drawings of each, and the examples: seed, exemplar_writer, source, level,
    character, draw, frame and the features.
    """
    rows, shown = [], [_shown("example", np.nan, {c: [x] for c, x in examples.items()})]
    for source, level, drawn in drawn_by_source(
        model, examples, people, seed=seed, writer=writer, **asked
    ):
        for character, measure, value, n in _measured(drawn, examples):
            rows.append((seed, writer, source, level, character, measure, value, n))
        shown.append(_shown(source, level, drawn))
        if model.gives_density and source in people:
            for character, right in _named_by_likelihood(model, drawn).items():
                rows.append((seed, writer, source, level, character, "likelihood", *right))
        for character, own in drawn.items() if source == "sample" else ():
            ended = float(np.mean([len(steps) < _most(examples) for steps in own]))
            rows.append((seed, writer, source, level, character, "ended", ended, len(own)))
    columns = ["seed", "exemplar_writer", "source", "level", "character", "measure", "value", "n"]
    drawn = pd.concat(shown, ignore_index=True)
    drawn.insert(0, "seed", seed)
    drawn.insert(1, "exemplar_writer", writer)
    return pd.DataFrame(rows, columns=columns), drawn


def drawn_by_source(
    model: Network,
    examples: Mapping[str, np.ndarray],
    people: Mapping[str, Drawings],
    *,
    bias: Sequence[float],
    noise: Sequence[float],
    draws: int,
    seed: int,
    writer: str,
) -> Iterator[tuple[str, float, dict[str, list[np.ndarray]]]]:
    """Yield source (a condition, ``noise`` or ``sample``), level, and drawings of each character.

    Parameters
    ----------
    examples : features (T, 4) of the one example of each new character, by this writer.
    people : probes by condition, ``same_writer`` and ``other_writer``.
    bias : of samples, for a network that gives drawings a probability.
    noise : standard deviations of the noise on the code, for variants.
    draws : drawings of each character for each bias and noise.
    """
    for condition, drawings in people.items():
        symbols = list(drawings.keys.symbol)
        drawn = {c: [] for c in examples}
        for symbol, steps in zip(symbols, drawings if symbols else [], strict=True):
            drawn[symbol].append(steps)
        yield condition, np.nan, drawn
    for level in noise:
        yield (
            "noise",
            level,
            {
                c: write_variants(model, c, len(x), level, draws, noise_seed(seed, writer, place))
                for place, (c, x) in enumerate(examples.items())
            },
        )
    for level in bias if model.gives_density else []:
        generator = torch.Generator().manual_seed(noise_seed(seed, writer, len(examples)))
        codes = model.codes([c for c in examples for _ in range(draws)])
        drawn = model.sample(codes, generator, bias=level, most=_most(examples))
        yield "sample", level, {c: drawn[i * draws :][:draws] for i, c in enumerate(examples)}


def _most(examples: Mapping[str, np.ndarray]) -> int:
    """Steps after which a sample that has not ended is cut off."""
    return PATIENCE * max(map(len, examples.values()))


def _measured(drawn: Mapping[str, Sequence[np.ndarray]], examples: Mapping[str, np.ndarray]):
    """Yield character, measure, value and number of drawings."""
    characters = list(examples)
    for place, character in enumerate(characters):
        own = drawn[character]
        if not own:
            continue
        away = warped_distances(own, list(examples.values()))
        yield character, "recognised", float(np.mean(away.argmin(axis=1) == place)), len(own)
        yield character, "originality", float(away[:, place].mean()), len(own)
        if len(own) > 1:
            between = warped_distances(own, own)[np.triu_indices(len(own), 1)]
            yield character, "diversity", float(between.mean()), len(own)


def _named_by_likelihood(
    model: Network, drawn: Mapping[str, Sequence[np.ndarray]]
) -> dict[str, tuple[float, int]]:
    """Of the drawings of each character, what share is most probable under its code, and of how
    many."""
    characters, named = list(drawn), {}
    for place, (character, own) in enumerate(drawn.items()):
        if own:
            padded, lengths = (torch.from_numpy(a) for a in pad(own))
            scores = model.score(padded, lengths, model.codes(characters))
            named[character] = float((scores.argmax(dim=1) == place).float().mean()), len(own)
    return named


def _shown(source: str, level: float, drawn: Mapping[str, Sequence[np.ndarray]]) -> pd.DataFrame:
    rows = [
        (source, level, character, draw, frame, *step)
        for character, own in drawn.items()
        for draw, steps in enumerate(own[:SHOWN])
        for frame, step in enumerate(np.asarray(steps).tolist())
    ]
    return pd.DataFrame(rows, columns=["source", "level", "character", "draw", "frame", *FEATURES])
