"""The tables of the words study: means over seeds and exemplar writers, and words to show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.tables.averages import average
from ductus.tables.columns import TABLES
from ductus.tables.files import read, read_rows

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
    return average(read_rows(paths, MEASURED, ["seed", "value", "n"]), KEYS)


def of_first(paths: Sequence[Path], name: str) -> pd.DataFrame:
    """What the first seed has to show; raises DuctusError as `read`."""
    columns = list(TABLES[name].columns)
    return read(paths[0], columns)[columns]
