"""How one writer's hand differs from another's, and one drawing from the next.

All random numbers come from generators keyed by (seed, writer, symbol, instance), so that a writer
stays the same however many writers, symbols and instances are asked for. The spreads were set so
that writers differ, and a writer's drawings differ, about as much as in DigiLeTs (docs/data.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ductus.data.sources.synthetic.allographs import allographs
from ductus.data.sources.synthetic.kinematics import Plan, plan

STYLE, HABIT, INSTANCE = range(3)  # what a random stream is for: first part of its key


class Style(NamedTuple):
    """A writer's hand; lengths in fractions of the writing square, times in seconds."""

    size: float  # cap height
    width: float  # letters' width over the font's
    slant: float  # tangent of the slant, to the right
    tempo: float  # duration of a movement as long as half the cap height
    isochrony: float  # exponent by which longer movements take longer
    overlap: float  # how far a movement runs on into the next, in durations
    sigma: float  # of the movements' lognormal speed profiles
    lag: float  # the tablet's reports are up to so late, each by a different time
    land: float  # how long the pen rests where it comes down
    air: float  # time to move the lifted pen to the next stroke
    pressure: float  # mean level
    attack: float  # samples until pressure is up, after landing
    downstroke: float  # relative surplus of pressure where the pen goes down
    script: float  # probabilities, a symbol: of the joined-up kind,
    hooked: float  # of a hook after the last downstroke,
    lifted: float  # of lifting the pen between the font's strokes
    left: float  # where the letter's middle is put in the square
    line: float  # where the baseline is put in the square


class Habit(NamedTuple):
    """How a writer writes one symbol."""

    usual: Sequence[Plan]  # one a pen-down stroke
    other: Sequence[Plan]  # written now and then instead
    bend: np.ndarray  # (waves, 5), see `waves`: the writer's own deformation of the skeleton
    rhythm: np.ndarray  # (movements,) log factor on the duration of the n-th movement


OTHER_ALLOGRAPH = 0.02  # how often a writer falls into the other one
BEND, WAVES = 0.07, 4  # a writer's deformation of a symbol (cap heights), in so many waves
RHYTHM = 0.22  # sd of a writer's log durations, movement by movement
MOVEMENTS = 64  # more than any symbol has


def stream(seed: int, purpose: int, *key: int) -> np.random.Generator:
    """An independent random generator for a purpose and key."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(purpose, *key)))


def codepoints(symbol: str) -> tuple[int, ...]:
    """A symbol as part of a random stream's key."""
    return tuple(map(ord, symbol))


def style_of(seed: int, writer: int) -> Style:
    """The hand of the given (0-based) writer."""
    rng = stream(seed, STYLE, writer)
    tempo = np.exp(rng.normal(0, 0.32))
    hooks = rng.random()
    return Style(
        size=0.46 * np.exp(np.clip(rng.normal(0, 0.17), -0.34, 0.27)),
        width=0.87 * np.exp(rng.normal(0, 0.10)),
        slant=rng.normal(0.10, 0.14),
        tempo=0.147 * tempo,
        isochrony=rng.uniform(0.3, 0.55),
        overlap=rng.uniform(0.25, 0.6),
        sigma=rng.uniform(0.15, 0.3),
        lag=rng.uniform(0.005, 0.025),
        land=rng.uniform(0.0, 0.03),
        air=0.26 * tempo**0.5 * np.exp(rng.normal(0, 0.25)),
        pressure=np.clip(rng.normal(0.46, 0.12), 0.2, 0.8),
        attack=rng.uniform(1.0, 5.0),
        downstroke=rng.uniform(0.0, 0.16),
        script=0.3 * rng.random() ** 2,
        hooked=0.9 if hooks < 0.55 else 0.1,
        lifted=0.35 * rng.random() ** 2,
        left=rng.normal(0.506, 0.026),
        line=rng.normal(0.285, 0.044),
    )


def habit_of(seed: int, writer: int, symbol: str, style: Style) -> Habit:
    """How the writer writes a symbol; raises DuctusError for a symbol without a skeleton."""
    kinds = allographs(symbol)
    rng = stream(seed, HABIT, writer, *codepoints(symbol))
    by_hook = "hooked" if rng.random() < style.hooked else "joined"
    by_lift = rng.random() < style.lifted
    printed = kinds[0].get("lifted" if by_lift else by_hook, kinds[0]["joined"])
    if len(kinds) > 1 and rng.random() < style.script:
        usual, other = kinds[1]["joined"], printed
    else:
        usual, other = printed, kinds[0]["joined"]
    usual, other = ([plan(path) for path in allograph] for allograph in (usual, other))
    return Habit(usual, other, waves(rng, BEND), rng.normal(0, RHYTHM, MOVEMENTS))


def waves(rng: np.random.Generator, size: float) -> np.ndarray:
    """Random plane waves that bend a letter smoothly: shifts, wave vector and phase of each."""
    shift = rng.normal(0, size / np.sqrt(WAVES / 2), (WAVES, 2))
    wave = rng.normal(0, 2.6, (WAVES, 2))  # radians a cap height: under half a wave a letter
    return np.column_stack([shift, wave, rng.uniform(0, 2 * np.pi, WAVES)])


def bent(points: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Points (n, 2) displaced by the sum of plane waves (waves, 5)."""
    return points + np.sin(points @ by[:, 2:4].T + by[:, 4]) @ by[:, :2]
