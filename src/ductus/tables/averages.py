"""Means with intervals of long tables: a row for each measure, seed and exemplar writer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ductus.tables.intervals import crossed_interval


def average(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Average over exemplar writers for each seed, and over both for ``all``.

    Parameters
    ----------
    rows : seed, exemplar_writer, the columns `keys`, value, and n: a case is a case, whoever showed
        the letter.

    Returns
    -------
    seed (and ``all``), the columns `keys`, n (cases), mean, low, high
    (`ductus.tables.intervals.crossed_interval`).
    """
    rows = rows.rename(columns={"n": "weight"})
    table = []
    for seed, part in [*rows.groupby("seed", sort=False), ("all", rows)]:
        for key, group in part.groupby(list(keys), sort=False, dropna=False):
            table.append((seed, *key, int(group.weight.sum()), *crossed_interval(group)))
    return pd.DataFrame(table, columns=["seed", *keys, "n", "mean", "low", "high"])
