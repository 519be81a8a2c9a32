"""The table of samples: how recognisable, diverse and original they are, people's beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.tables.files import read_rows
from ductus.tables.intervals import crossed_interval

KEYS = ["source", "level", "measure"]
MEASURED = ["seed", "exemplar_writer", *KEYS, "character", "value", "n"]


def combine(paths: Sequence[Path]) -> pd.DataFrame:
    """Average what seeds measured over characters, seeds and exemplar writers.

    Returns
    -------
    source, level, measure, n (drawings), mean, low, high.

    Raises
    ------
    DuctusError
        A file is not there, lacks a column or a number, or has no rows.
    """
    rows = read_rows(paths, MEASURED, ["seed", "value", "n"])
    table = []
    for key, group in rows.rename(columns={"n": "drawings"}).groupby(
        KEYS, sort=False, dropna=False
    ):
        table.append((*key, int(group.drawings.sum()), *crossed_interval(group)))
    return pd.DataFrame(table, columns=[*KEYS, "n", "mean", "low", "high"])
