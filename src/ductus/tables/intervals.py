"""Means over seeds and exemplar writers, with intervals that respect both.

Every network (seed) learns from every exemplar writer, so numbers of one seed hang together and
so do those of one writer; cases within are no independent evidence. Both are resampled.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

FACTORS = ["seed", "exemplar_writer"]
RESAMPLES = 9999
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A mean and the ends of its interval, NaN where there is none."""

    mean: float
    low: float
    high: float


def crossed_interval(values: pd.DataFrame) -> Estimate:
    """Mean of all rows, with its 95 % interval over seeds and exemplar writers.

    The pigeonhole bootstrap (Owen, Annals of Applied Statistics 1 (2007) 386-411): seeds and
    exemplar writers are drawn with replacement, independently of each other; a row counts as often
    as its seed was drawn times as often as its writer was. What there is one of is taken as given.
    Few seeds or writers tell little about all others: of such intervals for normal values, 80 to
    93 in 100 hold the true mean with 3 seeds x 5 to 20 writers, 93 to 95 with 15 x 15.

    Parameters
    ----------
    values : a row for each case: seed, exemplar_writer, value and, if cases do not count alike,
        weight. The mean is sum(weight * value) / sum(weight), so that the ratio of two sums is the
        mean of the ratios with the denominators as weights. Rows without a value are left out.

    Returns
    -------
    mean, low and high; low and high are NaN with one seed and one writer.
    """
    rows = values[values.value.notna()]
    if rows.empty:
        return Estimate(float("nan"), float("nan"), float("nan"))
    value = rows.value.to_numpy(float)
    weight = rows.weight.to_numpy(float) if "weight" in rows else np.ones(len(rows))
    places = tuple(pd.factorize(rows[factor])[0] for factor in FACTORS)
    totals, counts = np.zeros((2, *(place.max() + 1 for place in places)))
    np.add.at(totals, places, value * weight)
    np.add.at(counts, places, weight)
    if counts.sum() == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    return Estimate(float(totals.sum() / counts.sum()), *pigeonhole(totals, counts))


def pigeonhole(
    totals: np.ndarray, counts: np.ndarray, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Percentile interval of sum(totals) / sum(counts) when rows and columns are resampled.

    Parameters
    ----------
    totals, counts : (R, C). An axis of length 1 is not resampled; draws that meet no case at all
        are left out.
    """
    several = [axis for axis in (0, 1) if totals.shape[axis] > 1]
    if not several:
        return float("nan"), float("nan")
    # Not above: most figures want no interval, and it takes as long to import as they to draw.
    from scipy.stats import DegenerateDataWarning, bootstrap

    every = [np.zeros(1, int), np.zeros(1, int)]

    def mean(*drawn: np.ndarray, axis: int = -1) -> np.ndarray:
        places = dict(zip(several, drawn, strict=True))
        row, column = (places.get(a, every[a]) for a in (0, 1))
        cells = row[..., :, None], column[..., None, :]
        with np.errstate(invalid="ignore"):
            return totals[cells].sum((-2, -1)) / counts[cells].sum((-2, -1))

    with warnings.catch_warnings(action="ignore", category=DegenerateDataWarning):
        drawn = bootstrap(
            [np.arange(totals.shape[axis]) for axis in several],
            mean,
            n_resamples=resamples,
            batch=max(1, 2_000_000 // totals.size),
            vectorized=True,
            method="percentile",
            rng=np.random.default_rng(0),  # the same table, the same interval
        ).bootstrap_distribution
    tail = (1 - CONFIDENCE) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return float(low), float(high)
