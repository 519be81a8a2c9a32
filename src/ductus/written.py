"""Trajectories that a network wrote, as one long table with a row per step.

Key columns say which trajectory (they differ from task to task), then come `frame` and the four
features. Kept as Parquet beside the numbers of a task, so that figures need no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ductus.errors import DuctusError
from ductus.files import write_atomically
from ductus.preprocessing import FEATURES


def written_table(
    trajectories: Iterable[tuple[dict[str, Any], np.ndarray]], keys: Sequence[str] = ()
) -> pd.DataFrame:
    """One table of many trajectories, each given as its keys and its features (T, 4).

    keys : names of the key columns, where there may be no trajectory at all.
    """
    tables = []
    for keys, steps in trajectories:
        table = pd.DataFrame(np.asarray(steps), columns=list(FEATURES))
        table.insert(0, "frame", range(len(table)))
        for place, (key, value) in enumerate(keys.items()):
            table.insert(place, key, value)
        tables.append(table)
    if not tables:
        return pd.DataFrame(columns=[*keys, "frame", *FEATURES])
    return pd.concat(tables, ignore_index=True)


def of_each_writer(
    results: Iterable[tuple[str, tuple[pd.DataFrame, pd.DataFrame]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join what a task returned for each exemplar writer, in the column `exemplar_writer`.

    It comes right after `seed` in the numbers and first among the keys of what was written.
    """
    joined: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for writer, (numbers, written) in results:
        numbers.insert(1, "exemplar_writer", writer)
        written.insert(0, "exemplar_writer", writer)
        joined[0].append(numbers)
        joined[1].append(written)
    return tuple(pd.concat(tables, ignore_index=True) for tables in joined)


def read_written(path: Path) -> pd.DataFrame:
    """Read such a table. Raises DuctusError if the file is not there or is none."""
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DuctusError(f"{path}: cannot be read as trajectories: {error}") from error


def features_of(rows: pd.DataFrame) -> np.ndarray:
    """Features (T, 4) of one trajectory, given its rows."""
    return rows[list(FEATURES)].to_numpy()


def write_results(results: tuple[pd.DataFrame, pd.DataFrame], numbers: Path, written: Path) -> None:
    """Write what a task returns: its numbers as CSV, the written trajectories as Parquet."""
    with write_atomically(numbers) as beside:
        results[0].to_csv(beside, index=False)
    with write_atomically(written) as beside:
        results[1].to_parquet(beside, index=False)
