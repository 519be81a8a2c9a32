"""What the page knows of an experiment: one learner, its letters, and how drawings become steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from ductus.data.trajectory import KEYS
from ductus.learning.learners import Learner
from ductus.pages.letter.weights import check_carried, encoded, encoded_briefly


class Tempo(NamedTuple):
    """How many steps drawings have.

    Attributes
    ----------
    hz : positions a second while the pen is down.
    fewest, most : steps of the shortest and of the longest letter that the network writes.
    """

    hz: float
    fewest: int
    most: int


def tempo_of(
    trajectories: pd.DataFrame, resample_hz: float | None, lengths: Mapping[str, int]
) -> Tempo:
    """The tempo of an experiment's drawings: what they are resampled to, or that of the recordings.

    Parameters
    ----------
    trajectories : rows of the one table, whole drawings.
    lengths : steps for which each symbol is written.
    """
    hz = resample_hz
    if hz is None:
        between = trajectories.groupby([*KEYS, "stroke"]).time.diff()
        hz = 1 / float(between[between > 0].median())
    return Tempo(hz, min(lengths.values()), max(lengths.values()))


def carried(
    learner: Learner,
    *,
    trained: Sequence[str],
    new: Sequence[str],
    examples: Mapping[str, np.ndarray],
    lengths: Mapping[str, int],
    tempo: Tempo,
    config: Mapping[str, Any],
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """All of it, as it goes into the page in JSON.

    Parameters
    ----------
    examples : features (T, 4) of the one example of each new symbol.
    lengths : steps for which each symbol is written.
    config : the sections `preprocessing`, `oneshot` and, of `classification`, what identification
        by gradient takes.
    told : what the page says about the experiment: its name, the seed, of how many learners this
        is the median.

    Raises
    ------
    DuctusError
        The page has no sums for such a network.
    """
    check_carried(learner.model)
    oneshot, weights = config["oneshot"], encoded(learner.model)
    # By its mark the page knows which letters this network has learned.
    mark = f"{crc32(weights['float32'].encode()):08x}"
    return {
        "told": {**told, "writer": learner.writer, "mark": mark},
        "shape": learner.model.shape,
        "trained": list(trained),
        "new": list(new),
        "lengths": {symbol: lengths[symbol] for symbol in [*trained, *new]},
        "examples": {symbol: _steps(examples[symbol]) for symbol in new},
        "tempo": tempo._asdict(),
        "normalisation": config["preprocessing"]["normalisation"],
        # `mode` says what letters do to each other; a visitor teaches one at a time.
        "oneshot": {key: oneshot[key] for key in oneshot if key != "mode"},
        "identification": dict(config["classification"]),
        "weights": {
            "trained": weights,
            "untrained": encoded_briefly(learner.untrained),  # nothing in it was learned
        },
    }


def _steps(features: np.ndarray) -> list[float]:
    """Features (T, 4), one step after the other, with five digits."""
    return [round(float(value), 5) for value in features.ravel()]
