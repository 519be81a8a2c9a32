"""Plain predictors of the next step of a drawing, for networks to be better than.

Both learn from drawings by counting, and say of others how probable each step's move is given
whether it is an onset, and how probable that is. The first step of a drawing does not move and is
an onset, which costs nothing, as with networks (`ductus.networks.mixture_density`), and no
deviation is below theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ductus.data.features import Drawings
from ductus.networks.mixture_density import LEAST_MOVE

COLUMNS = ["move", "onset", "squared_error"]
LIKE = 2  # steps of the whole letter that each place of it is counted with


class StepGaussians:
    """A Gaussian around the letter's mean trajectory, at each of its steps.

    Where few or none were, the letter's steps at large help out.
    """

    def __init__(self, drawings: Drawings) -> None:
        self.letters = {}
        for symbol in drawings.keys.symbol.unique():
            steps, at = _moved(drawings.where(symbol=[symbol]))
            self.letters[symbol] = self._letter(steps, at)

    @staticmethod
    def _letter(steps: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, ...]:
        """Means (T, 2), covariances (T, 2, 2) and shares of onsets (T,); last, of all steps."""
        if not len(at):  # of dots alone: a pen that stands still
            steps, at = np.zeros((1, 4)), np.ones(1, int)
        longest, whole = int(at.max()), steps[:, :2].mean(0)
        spread, rate = np.cov(steps[:, :2].T, bias=True), _rate(steps[:, 3].sum(), len(steps))
        count = np.bincount(at, minlength=longest + 2)[:, None]
        total = np.stack([np.bincount(at, steps[:, i], longest + 2) for i in (0, 1)], axis=1)
        mean = (total + LIKE * whole) / (count + LIKE)
        away = steps[:, :2] - mean[at]
        squares = np.zeros((longest + 2, 2, 2))
        np.add.at(squares, at, away[:, :, None] * away[:, None])
        covariance = (squares + LIKE * spread) / (count + LIKE)[..., None]
        onset = (np.bincount(at, steps[:, 3], longest + 2) + LIKE * rate) / (count[:, 0] + LIKE)
        return mean, covariance + LEAST_MOVE**2 * np.eye(2), onset

    def scores(self, drawings: Drawings, scale: tuple[float, float]) -> pd.DataFrame:
        """Of each drawing, the columns `COLUMNS`, as `ductus.sweep.prediction.scores`."""
        return pd.concat(
            [self._score(one, symbol, scale) for one, symbol in _each(drawings)], ignore_index=True
        )

    def _score(self, steps: np.ndarray, symbol: str, scale: tuple[float, float]) -> pd.DataFrame:
        mean, covariance, onset = self.letters[symbol]
        at = np.minimum(np.arange(1, len(steps)), len(mean) - 1)
        steps = steps[1:]
        nats = _gaussian(steps[:, :2] - mean[at], covariance[at])
        return _row(nats, _bernoulli(onset[at], steps[:, 3]), steps[:, :2] - mean[at], scale)


class Autoregression:
    """The next move as a linear function of the last two, apart for onsets and other steps.

    Whether a step is an onset goes by whether the last two were.
    """

    def __init__(self, drawings: Drawings) -> None:
        before, steps = zip(*(_last_two(one) for one, _ in _each(drawings)), strict=True)
        before, steps = np.concatenate(before), np.concatenate(steps)
        lifted = steps[:, 3] > 0.5
        self.moves: Mapping[bool, tuple[np.ndarray, np.ndarray]] = {}
        for onset in (False, True):
            inputs, moves = _inputs(before[lifted == onset]), steps[lifted == onset, :2]
            weights = np.linalg.lstsq(inputs, moves, rcond=None)[0]
            away = moves - inputs @ weights
            spread = away.T @ away / max(len(moves), 1) + LEAST_MOVE**2 * np.eye(2)
            self.moves[onset] = weights, spread
        kinds = _kind(before)
        ones, all_ = (np.bincount(k, minlength=4) for k in (kinds[lifted], kinds))
        self.onset = np.array([_rate(one, n) for one, n in zip(ones, all_, strict=True)])

    def scores(self, drawings: Drawings, scale: tuple[float, float]) -> pd.DataFrame:
        """Of each drawing, the columns `COLUMNS`, as `ductus.sweep.prediction.scores`."""
        return pd.concat([self._score(one, scale) for one, _ in _each(drawings)], ignore_index=True)

    def _score(self, drawing: np.ndarray, scale: tuple[float, float]) -> pd.DataFrame:
        before, steps = _last_two(drawing)
        onset, lifted = self.onset[_kind(before)], steps[:, 3] > 0.5
        inputs, nats = _inputs(before), np.zeros(len(steps))
        means = {kind: inputs @ weights for kind, (weights, _) in self.moves.items()}
        for kind, (_, spread) in self.moves.items():
            own = lifted == kind
            nats[own] = _gaussian((steps[:, :2] - means[kind])[own], spread[None])
        likely = np.where((onset > 0.5)[:, None], means[True], means[False])
        return _row(nats, _bernoulli(onset, steps[:, 3]), steps[:, :2] - likely, scale)


def _each(drawings: Drawings):
    return zip((one.astype(float) for one in drawings), drawings.keys.symbol, strict=True)


def _moved(drawings: Drawings) -> tuple[np.ndarray, np.ndarray]:
    """All steps (N, 4) but the first of each drawing, and their places in it (N,)."""
    at = np.concatenate([np.arange(length) for length in drawings.keys.length])
    return drawings.steps[at > 0].astype(float), at[at > 0]


def _last_two(drawing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two steps before each (T - 1, 2, 4), the nearer first, and the steps (T - 1, 4)."""
    led = np.concatenate([np.zeros((1, 4)), drawing])
    return np.stack([led[1:-1], led[:-2]], axis=1), drawing[1:]


def _inputs(before: np.ndarray) -> np.ndarray:
    """(N, 5): both last moves, and one."""
    return np.column_stack([before[..., :2].reshape(len(before), 4), np.ones(len(before))])


def _kind(before: np.ndarray) -> np.ndarray:
    """Which of the last two steps were onsets, (N,) of 0 to 3."""
    return (before[..., 3] > 0.5) @ np.array([1, 2])


def _rate(ones: float, of: int) -> float:
    return (ones + 0.5) / (of + 1)


def _gaussian(away: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Nats (N,) of deviations (N, 2) from means; covariances (N, 2, 2) or (1, 2, 2)."""
    solved = np.linalg.solve(np.broadcast_to(covariance, (len(away), 2, 2)), away[..., None])
    squares = (away * solved[..., 0]).sum(1)
    return squares / 2 + np.log(np.linalg.det(covariance)) / 2 + math.log(2 * math.pi)


def _bernoulli(probability: np.ndarray, one: np.ndarray) -> np.ndarray:
    return -np.log(np.where(one > 0.5, probability, 1 - probability))


def _row(move, onset, away, scale) -> pd.DataFrame:
    squared = np.square(away / scale).sum()
    return pd.DataFrame([(move.sum(), onset.sum(), squared)], columns=COLUMNS)
