"""The tables of the words study: means over seeds and exemplar writers, and words to show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.errors import DuctusError
from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tables.intervals import crossed_interval

KEYS = ["whose", "bias", "measure"]
MEASURED = ["seed", "exemplar_writer", *KEYS, "value", "n"]


def combine(paths: Sequence[Path]) -> pd.DataFrame:
    """Average what seeds measured, for each seed and over all.

    Returns
    -------
    seed (and ``all``), whose, bias, measure, n (cases), mean, low, high
    (`ductus.tables.intervals.crossed_interval`).

    Raises
    ------
    DuctusError
        A file is not there, lacks a column or a number, or has no rows.
    """
    rows = pd.concat([read(path, MEASURED, ["seed", "value", "n"]) for path in paths])
    if rows.empty:
        raise DuctusError(f"{paths[0]}: expected rows, got none")
    rows = rows.rename(columns={"n": "weight"})
    table = []
    for seed, part in [*rows.groupby("seed", sort=False), ("all", rows)]:
        for key, group in part.groupby(KEYS, sort=False, dropna=False):
            table.append((seed, *key, int(group.weight.sum()), *crossed_interval(group)))
    return pd.DataFrame(table, columns=["seed", *KEYS, "n", "mean", "low", "high"])


def of_first(paths: Sequence[Path], name: str) -> pd.DataFrame:
    """What the first seed has to show; raises DuctusError as `read`."""
    columns = list(TABLES[name].columns)
    return read(paths[0], columns)[columns]
