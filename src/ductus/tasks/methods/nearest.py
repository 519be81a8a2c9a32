"""What simpler methods answer on the same probes (docs/protocol.md, "Baselines").

Three know only the one example of each new symbol (``nn_``: 1-nearest neighbour), two compare a
probe with what the network writes, one is the paper's identification in the untrained network,
and one guesses. Each is a method of `ductus.tasks.methods`: (task, probes) -> Answer, where probes
are features (T, 4).

All but the comparisons by mean squared error see a drawing in one normal form, in which place,
size, width, tempo and half of the slant no longer count (`ductus.data.normal_form`).
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import torch
from dtaidistance import dtw_ndim
from scipy.spatial.distance import cdist

from ductus.data.features import pad
from ductus.data.normal_form import POINTS, normal_form
from ductus.data.raster import blurred, image
from ductus.tasks.methods import Answer, Task
from ductus.tasks.methods.gradient import by_free_code

DIRECTION = 1.0  # weight of the direction of movement beside the position


def chance(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """Guess among all symbols; after the same examples the same probe gets the same guess."""
    symbols = [*task.trained, *task.new]
    seen = [_checksum(example) for example in _examples(task)]
    guesses = [np.random.default_rng([*seen, _checksum(p)]).random(len(symbols)) for p in probes]
    return Answer(np.stack(guesses), symbols)


def nn_dtw(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example is nearest by dynamic time warping of normal forms."""
    return _nearest(task, warped_distances(probes, _examples(task)))


def nn_points(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example is nearest point by point, in normal form."""
    flat = [paths_of(drawings).reshape(len(drawings), -1) for drawings in (probes, _examples(task))]
    return _nearest(task, cdist(*flat))


def nn_image(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example has the nearest image, pixel by pixel after a slight blur."""
    flat = [
        blurred(np.stack([image(steps) for steps in drawings]))
        for drawings in (probes, _examples(task))
    ]
    return _nearest(task, cdist(*flat))


def nearest_code(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The symbol whose code writes what has the least mean squared error to the probe.

    The loss of the paper's identification, over the steps of the probe, without its gradient.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    model = task.learner
    return Answer(model.score(padded, lengths, model.codes(model.symbols)).numpy(), model.symbols)


def nearest_code_dtw(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The symbol whose code writes what is nearest to the probe by the distance of `nn_dtw`.

    Each symbol is written for its own length.
    """
    symbols = task.learner.symbols
    lengths = [task.lengths[symbol] for symbol in symbols]
    references = task.learner.write(task.learner.codes(symbols), lengths)
    return Answer(-warped_distances(probes, references), symbols)


def untrained(
    task: Task,
    probes: Sequence[np.ndarray],
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> Answer:
    """The paper's identification (Section 3.3) in the network that was never trained.

    Its columns of the new symbols are inferred, those of the others are as initialised.
    Arguments as of `ductus.tasks.methods.gradient.paper`.
    """
    return by_free_code(task.untrained, probes, iterations, learning_rate, start)


def warped_distances(drawings: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> np.ndarray:
    """The distances (n, m) of `nn_dtw` between drawings and others, features (T, 4) of each."""
    return warped(paths_of(drawings), paths_of(others))


def paths_of(drawings: Sequence[np.ndarray]) -> np.ndarray:
    """Position and direction (n, 32, 4) along the normal form of each drawing."""
    points = np.stack([normal_form(steps).points for steps in drawings])
    movement = np.gradient(points, axis=1)
    speed = np.linalg.norm(movement, axis=2, keepdims=True)
    direction = np.divide(movement, speed, out=np.zeros_like(movement), where=speed > 0)
    return np.concatenate([points, DIRECTION * direction], axis=2)


def warped(paths: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Dynamic time warping distances (P, C) between paths (P, 32, 4) and references (C, 32, 4)."""
    n, m = len(paths), len(references)
    between = dtw_ndim.distance_matrix(
        list(np.concatenate([paths, references])),
        block=((0, n), (n, n + m), False),  # each of the first with each of the second
        compact=True,
        use_c=True,
        inner_dist="euclidean",
    )
    return np.asarray(between).reshape(n, m) / POINTS


def _examples(task: Task) -> list[np.ndarray]:
    return [task.examples[symbol] for symbol in task.new]


def _checksum(steps: np.ndarray) -> int:
    return crc32(np.asarray(steps, dtype=np.float32).tobytes())


def _nearest(task: Task, distances: np.ndarray) -> Answer:
    return Answer(-distances, list(task.new))
