"""One drawing: a habit carried out once, sampled as a tablet would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from ductus.data.sources.synthetic import kinematics
from ductus.data.sources.synthetic.style import OTHER_ALLOGRAPH, Habit, Style, bent, waves

PERIOD = 0.0203  # seconds between samples; DigiLeTs: 20 to 21 ms
GRID = 1 / 256  # of the writing square: about the resolution of the DigiLeTs recordings
BEND = 0.022  # a drawing's own smooth deformation (cap heights)
JITTER = 0.012  # and the spread of each point it goes through
SMOOTH = 0.52  # after a smooth junction the next movement begins after this share of one
RHYTHM = 0.12  # sd of log durations, movement by movement
ISOCHRONY = 0.25  # by this power of their length longer drawings are written faster
EXTENT = 2.2  # the length (cap heights) at which a writer's tempo holds
TEMPO = 0.09  # sd of a drawing's log tempo
ENDING = 0.6  # pressure of a stroke's last sample over the one before it, on average

Sampled = dict[str, np.ndarray]


def draw(style: Style, habit: Habit, rng: np.random.Generator) -> Sampled:
    """One drawing of a symbol.

    Returns
    -------
    Columns x, y (fractions of the writing square, y upwards), pressure, stroke and time, each of
    shape (frames,).
    """
    plans = habit.other if rng.random() < OTHER_ALLOGRAPH else habit.usual
    shapes = _shaped(plans, style, habit, rng)
    extent = sum(kinematics.arcs(shape)[2].sum() for shape in shapes) / style.size
    tempo = style.tempo * np.exp(rng.normal(0, TEMPO)) * (extent / EXTENT) ** -ISOCHRONY
    level = style.pressure * np.exp(rng.normal(0, 0.05))

    strokes, begins, first = [], 0.0, 0
    for number, shape in enumerate(shapes):
        movements = _timed(shape, style, tempo, habit.rhythm[first:], rng)
        first += len(shape.middles)
        time = _sample_times(movements, rng)
        seen = np.maximum(time - rng.uniform(0, style.lag, len(time)), 0)
        xy = kinematics.positions(movements, shape.nodes[0], seen)
        pressure = _pressure(xy, level, style, rng)
        stroke = np.full(len(time), number)
        strokes.append((xy, pressure, stroke, begins + time - time[0]))
        begins = strokes[-1][3][-1] + max(0.06, style.air * np.exp(rng.normal(0, 0.3)))
    xy, pressure, stroke, time = (np.concatenate(part) for part in zip(*strokes, strict=True))
    x, y = (np.round(xy / GRID) * GRID).T
    return {"x": x, "y": y, "pressure": pressure, "stroke": stroke, "time": time.round(6)}


def _shaped(
    plans: Sequence[kinematics.Plan], style: Style, habit: Habit, rng: np.random.Generator
) -> list[kinematics.Plan]:
    """The planned points of each stroke as this writer puts them this time, in the square."""
    counts = np.cumsum([n for p in plans for n in (len(p.nodes), len(p.middles))])[:-1]
    points = np.concatenate([part for p in plans for part in p])
    points = bent(bent(points, habit.bend), waves(rng, BEND))
    points = points + rng.normal(0, JITTER, points.shape)
    slant = style.slant + rng.normal(0, 0.03)
    width = style.width * np.exp(rng.normal(0, 0.05))
    size = style.size * np.exp(rng.normal(0, 0.06))
    points = points @ np.array([[width, 0], [slant, 1]]) * size
    x, y = points.T
    # a letter that hangs below the line is put a quarter of that higher
    middle = (x.min() + x.max()) / 2
    corner = np.array([style.left - middle, style.line - min(0, y.min()) / 4])
    points = points + corner + rng.normal(0, 0.035, 2)
    parts = np.split(points, counts)
    return [kinematics.Plan(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def _timed(
    shape: kinematics.Plan,
    style: Style,
    tempo: float,
    rhythm: np.ndarray,
    rng: np.random.Generator,
) -> kinematics.Movements:
    """The movements with their times: longer ones take longer, round corners they overlap less."""
    chord, turning, length = kinematics.arcs(shape)
    duration = tempo * (length / (style.size / 2)) ** style.isochrony
    duration *= np.exp(rhythm[: len(length)] + rng.normal(0, RHYTHM, len(length)))
    sharp = np.minimum(kinematics.corners(chord, turning) / (np.pi / 2), 1)
    start = np.r_[0, np.cumsum(duration[:-1] * (SMOOTH + (1 - SMOOTH) * sharp))]
    lasts = duration * (1 + style.overlap)
    lasts[0] *= 1.2  # from rest
    sigma = np.full(len(length), style.sigma)
    rest = style.land * rng.uniform(0.5, 1.5)
    return kinematics.Movements(chord, turning, start + rest, lasts, sigma)


def _sample_times(movements: kinematics.Movements, rng: np.random.Generator) -> np.ndarray:
    """From landing until the pen lifts, which it does before the last movement has died away."""
    ends = movements.start[-1] + movements.lasts[-1] * rng.uniform(0.55, 0.85)
    samples = max(2, int(ends / PERIOD) + 1)
    periods = PERIOD + rng.normal(0, 0.0003, samples - 1)
    return np.r_[0, np.cumsum(periods)]


def _pressure(xy: np.ndarray, level: float, style: Style, rng: np.random.Generator) -> np.ndarray:
    """Up after landing, off at the end, more where the pen goes down, and wandering between."""
    n = len(xy)
    frame = np.arange(n)
    course = 1 - 0.48 * np.exp(-frame / style.attack)
    course += 0.12 * (frame / max(n - 1, 1) - 0.5)
    step = np.diff(xy, axis=0, prepend=xy[:1])
    course -= style.downstroke * step[:, 1] / (np.hypot(*step.T).max() + GRID)
    # Each value keeps most of the one before it. Scipy's filter does the same, and takes half of
    # the time of the whole stage to import.
    noise = accumulate(rng.normal(0, 0.05, n), lambda before, new: new + 0.85 * before)
    course += np.fromiter(noise, float, n)
    course[-1] *= np.clip(rng.normal(ENDING, 0.2), 0.1, 1)
    return np.clip(level * course, 0.02, 1).round(4)
