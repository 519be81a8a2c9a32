"""What simpler methods answer on the same probes (docs/protocol.md, "Baselines").

Three know only the one example of each new symbol (``nn_``: 1-nearest neighbour), two compare a
probe with what the network writes, one is the paper's identification in the untrained network,
and one guesses. Each is a method of `ductus.recognition`: (task, probes) -> Answer, where probes
are features (T, 4).

All but the comparisons by mean squared error see a drawing in one normal form, in which place,
size, width, tempo and half of the slant no longer count. Its constants were chosen on capital
letters and a-m.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import torch
from dtaidistance import dtw_ndim
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist

from ductus.model import GenerativeLSTM
from ductus.objectives import masked_mse_to
from ductus.preprocessing import pad, to_positions
from ductus.recognition import Answer, Task
from ductus.recognition.gradient import by_free_code

POINTS = 32  # of a normal form
LIFTED = 0.5  # what the way of the lifted pen counts, where it draws 1
SLANT = 0.5  # how much of the slant is taken out
NARROW = 0.5  # the smaller of width and height counts as at least so much of the larger
DIRECTION = 1.0  # weight of the direction of movement beside the position

PIXELS, INK, BLUR = 28, 2.0, 1.25  # side of an image, width of its lines, its blur; in pixels
REACH = 3.4  # standard deviations between the middle of an image and its edge
FINER = 4  # an image is drawn so many times larger and then reduced


def chance(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """Guess among all symbols; after the same examples the same probe gets the same guess."""
    symbols = [*task.trained, *task.new]
    seen = [_checksum(example) for example in _examples(task)]
    guesses = [np.random.default_rng([*seen, _checksum(p)]).random(len(symbols)) for p in probes]
    return Answer(np.stack(guesses), symbols)


def nn_dtw(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example is nearest by dynamic time warping of normal forms."""
    return _nearest(task, _warped(_paths(probes), _paths(_examples(task))))


def nn_points(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example is nearest point by point, in normal form."""
    flat = [_paths(drawings).reshape(len(drawings), -1) for drawings in (probes, _examples(task))]
    return _nearest(task, cdist(*flat))


def nn_image(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example has the nearest image, pixel by pixel after a slight blur."""
    flat = [
        np.stack([gaussian_filter(image(steps), BLUR).ravel() for steps in drawings])
        for drawings in (probes, _examples(task))
    ]
    return _nearest(task, cdist(*flat))


def nearest_code(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The symbol whose code writes what has the least mean squared error to the probe.

    The loss of the paper's identification, over the steps of the probe, without its gradient.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    written = _write(task.learner, len(padded))
    mse = masked_mse_to(padded, lengths)
    errors = [mse(written[:, s, None]) for s in range(written.shape[1])]
    return Answer(-torch.stack(errors, dim=1).numpy(), task.learner.symbols)


def nearest_code_dtw(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The symbol whose code writes what is nearest to the probe by the distance of `nn_dtw`.

    Each symbol is written for its own length.
    """
    symbols = task.learner.symbols
    written = _write(task.learner, max(task.lengths[s] for s in symbols)).numpy()
    references = [written[: task.lengths[symbol], s] for s, symbol in enumerate(symbols)]
    return Answer(-_warped(_paths(probes), _paths(references)), symbols)


def untrained(
    task: Task,
    probes: Sequence[np.ndarray],
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> Answer:
    """The paper's identification (Section 3.3) in the network that was never trained.

    Its columns of the new symbols are inferred, those of the others are as initialised.
    Arguments as of `ductus.recognition.gradient.paper`.
    """
    return by_free_code(task.untrained, probes, iterations, learning_rate, start)


def normal_form(steps: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """A drawing without its place, size, width, tempo and half of its slant.

    Along the way of the pen, where the way of the lifted pen counts half, points are taken at
    equal distances. Their mean becomes the origin, their standard deviation one, in x and y by
    itself; but a narrow drawing stays narrow. Slant is the change of x with y among them, at most
    45 degrees.

    Parameters
    ----------
    steps : features (T, 4).

    Returns
    -------
    points : (32, 2), evenly along the way of the pen, strokes and the ways between them.
    strokes : the positions (T_k, 2) of each stroke, in the same frame.
    """
    positions = to_positions(steps)
    xy, stroke = positions[["x", "y"]].to_numpy(), positions.stroke.to_numpy()
    lifted = np.diff(stroke) > 0
    way = np.hypot(*np.diff(xy, axis=0).T) * np.where(lifted, LIFTED, 1.0)
    along = np.append(0.0, np.cumsum(way))
    at = np.linspace(0.0, along[-1], POINTS)
    points = np.column_stack([np.interp(at, along, column) for column in xy.T])

    middle = points.mean(axis=0)
    upright = np.eye(2)
    covariance = np.cov(points.T, bias=True)
    if covariance[1, 1] > 0:
        upright[1, 0] = -SLANT * np.clip(covariance[0, 1] / covariance[1, 1], -1.0, 1.0)
    size = ((points - middle) @ upright).std(axis=0)
    size = np.maximum(size, NARROW * size.max())
    frame = upright / np.where(size > 0, size, 1.0)  # a dot has no size
    return (points - middle) @ frame, np.split((xy - middle) @ frame, np.flatnonzero(lifted) + 1)


def image(steps: np.ndarray) -> np.ndarray:
    """A drawing in normal form as an image (28, 28), 0 to 1; the lifted pen leaves no line.

    Row 0 is the top.
    """
    side = PIXELS * FINER
    canvas = Image.new("L", (side, side))
    pen, half = ImageDraw.Draw(canvas), INK * FINER / 2
    for stroke in normal_form(steps)[1]:
        line = [tuple(p) for p in (stroke * [1, -1] / REACH + 1) / 2 * side]
        pen.line(line, fill=255, width=round(2 * half))
        for x, y in line:  # round ends and joints; a dot is nothing else
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return np.asarray(canvas.reduce(FINER), dtype=np.float64) / 255


def _paths(drawings: Sequence[np.ndarray]) -> np.ndarray:
    """Position and direction (n, 32, 4) along the normal form of each drawing."""
    points = np.stack([normal_form(steps)[0] for steps in drawings])
    movement = np.gradient(points, axis=1)
    speed = np.linalg.norm(movement, axis=2, keepdims=True)
    direction = np.divide(movement, speed, out=np.zeros_like(movement), where=speed > 0)
    return np.concatenate([points, DIRECTION * direction], axis=2)


def _warped(paths: np.ndarray, references: np.ndarray) -> np.ndarray:
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


@torch.no_grad()
def _write(model: GenerativeLSTM, steps: int) -> torch.Tensor:
    """What the network writes (steps, S, 4) for the code of each symbol."""
    return model(model.codes(model.symbols), steps)
