"""The tables of the words study: means over seeds and exemplar writers, letters, words to show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.tables.averages import average
from ductus.tables.columns import TABLES
from ductus.tables.files import read, read_rows

KEYS = ["whose", "bias", "measure"]
MEASURED = ["seed", "exemplar_writer", *KEYS, "value", "n"]


def read_measured(paths: Sequence[Path]) -> pd.DataFrame:
    """What all seeds measured; raises DuctusError as `ductus.tables.files.read_rows`."""
    return read_rows(paths, MEASURED, ["seed", "value", "n"])


def combine(rows: pd.DataFrame) -> pd.DataFrame:
    """Average what seeds measured, for each seed and over all.

    Returns
    -------
    seed (and ``all``), whose, bias, measure, n (cases), mean, low, high
    (`ductus.tables.intervals.crossed_interval`).
    """
    return average(rows, KEYS)


def of_all(paths: Sequence[Path], name: str) -> pd.DataFrame:
    """The rows of a table of cases, one seed below the other; raises DuctusError as `read_rows`."""
    columns = list(TABLES[name].columns)
    return read_rows(paths, columns, ["seed"])[columns]


def of_first(paths: Sequence[Path], name: str) -> pd.DataFrame:
    """What the first seed has to show; raises DuctusError as `read`."""
    columns = list(TABLES[name].columns)
    return read(paths[0], columns)[columns]
