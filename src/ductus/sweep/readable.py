"""Which cells can be read: those whose state follows one property of what is being written.

Karpathy, Johnson & Fei-Fei (2015) found by looking that about 5 % of the cells of a network that
writes text follow something with a name. Here each cell is held against each property of the pen's
movement, and against what chance would give the best of all cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ductus.data.features import begins_stroke
from ductus.sweep.abilities import COLUMNS

SOON = 3  # steps within which the pen is lifted
SHIFTS = 200  # of the null distribution
LEVEL = 0.95


def properties(features: np.ndarray) -> dict[str, np.ndarray]:
    """What a pen does at each step of features (T, 4): numbers (T,), or truths."""
    dx, dy, pressure, onset = features.astype(float).T
    angle, begins = np.arctan2(dy, dx), begins_stroke(onset)
    turn = np.angle(np.exp(1j * np.diff(angle, prepend=angle[:1])))
    ahead = np.concatenate([begins[1:], np.zeros(SOON, bool)])
    lifted = np.array([ahead[t : t + SOON].any() for t in range(len(features))])
    return {
        "direction across": np.cos(angle),
        "direction up": np.sin(angle),
        "curvature": turn,
        "stroke number": begins.cumsum().astype(float),
        "a lift soon": lifted,
        "progress": np.linspace(0, 1, len(features)),
        "height": dy.cumsum(),
        "pressure": pressure,
    }


def scores(cells: np.ndarray, named: dict[str, np.ndarray]) -> pd.DataFrame:
    """How well each cell tells each property: a row for each cell, a column for each property.

    Size of the correlation; of a truth, how far the area under the curve is from chance, twice: 0
    for chance, 1 for a cell that tells it always.

    Parameters
    ----------
    cells : (N, H) states at all steps of all letters; named : each (N,).
    """
    found = {}
    for name, values in named.items():
        if values.dtype == bool:
            found[name] = _apart(cells, values)
        else:
            found[name] = _correlated(cells, values)
    return pd.DataFrame(found)


def threshold(
    cells: Sequence[np.ndarray], named: Sequence[dict[str, np.ndarray]], seed: int
) -> float:
    """The score that the best cell with any property stays below, in 95 of 100 shifts.

    In each shift the properties of each letter are turned in a circle by a random number of steps:
    they keep their courses, and lose what ties them to the states.

    Parameters
    ----------
    cells : of each letter (T, H); named : its properties.
    """
    rng, best, whole = np.random.default_rng(seed), [], np.concatenate(cells)
    for _ in range(SHIFTS):
        by = [int(rng.integers(len(one))) for one in cells]
        turned = {
            name: np.concatenate([np.roll(o[name], k) for o, k in zip(named, by, strict=True)])
            for name in named[0]
        }
        best.append(np.nanmax(scores(whole, turned).to_numpy()))
    return float(np.quantile(best, LEVEL))


def readable(
    cells: Sequence[np.ndarray], named: Sequence[dict[str, np.ndarray]], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which cells can be read, of the letters that a network writes, or of pieces of a text.

    Parameters
    ----------
    cells : states (T, H) of each letter; named : its properties (T,), by name.

    Returns
    -------
    Rows of `ductus.sweep.abilities`: the threshold, the share of cells that can be read, and that
    of those that tell each property; and `scores` of all cells.
    """
    every = {name: np.concatenate([one[name] for one in named]) for name in named[0]}
    found, least = scores(np.concatenate(cells), every), threshold(cells, named, seed)
    beyond = found[found.columns[found.notna().any()]] > least  # what never varies, nothing tells
    shares = {"any property": beyond.any(axis=1).mean(), **beyond.mean()}
    rows = [("threshold of a cell's score", "", "", least, len(found))]
    rows += [
        (f"cells that tell {name}", "", "", share, len(found)) for name, share in shares.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS), found


def atlas(
    found: pd.DataFrame,
    symbols: Sequence[str],
    cells: Sequence[np.ndarray],
    features: Sequence[np.ndarray],
) -> pd.DataFrame:
    """The state of the cell that tells a property best, for each property, at each step.

    found : `scores` of all cells. cells, features : states (T, H) and what is written (T, 4), of
    each letter.

    Returns
    -------
    property, cell, score, character, step, dx, dy, onset, state.
    """
    tables = []
    for name in found.columns[found.notna().any()]:
        cell = int(found[name].argmax())
        for symbol, states, steps in zip(symbols, cells, features, strict=True):
            dx, dy, _, onset = steps.T
            drawn = pd.DataFrame({"dx": dx, "dy": dy, "onset": onset, "state": states[:, cell]})
            drawn.insert(0, "step", range(len(drawn)))
            keys = {"property": name, "cell": cell, "score": found[name][cell], "character": symbol}
            tables.append(pd.DataFrame(keys, index=drawn.index).join(drawn))
    return pd.concat(tables, ignore_index=True)


def _correlated(cells: np.ndarray, values: np.ndarray) -> np.ndarray:
    if values.std() == 0:
        return np.full(cells.shape[1], np.nan)
    spread = cells.std(axis=0)
    together = (cells - cells.mean(axis=0)).T @ (values - values.mean()) / len(values)
    return np.abs(
        np.divide(together, spread * values.std(), np.zeros_like(spread), where=spread > 0)
    )


def _apart(cells: np.ndarray, true: np.ndarray) -> np.ndarray:
    ones = int(true.sum())
    if ones in (0, len(true)):
        return np.full(cells.shape[1], np.nan)
    ranks = rankdata(cells, axis=0)[true].sum(axis=0)
    area = (ranks - ones * (ones + 1) / 2) / (ones * (len(true) - ones))
    return np.abs(2 * area - 1)
