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

from ductus.data.features import FEATURES
from ductus.errors import DuctusError, one_line
from ductus.files.atomic import write_atomically

# Task -> what says, beside the exemplar writer, which trajectory a row belongs to.
KEYS = {
    "generation": ("character", "condition"),
    "variation": ("character", "noise", "draw"),
    "classification": ("case", "kind"),
    "blending": ("first", "second", "weight"),
}
NUMBERS = {"noise", "draw", "case", "weight"}


def written_table(
    trajectories: Iterable[tuple[dict[str, Any], np.ndarray]], keys: Sequence[str] = ()
) -> pd.DataFrame:
    """One table of many trajectories, each given as its keys and its features (T, 4).

    keys : names of the key columns, where there may be no trajectory at all.
    """
    whose, steps = [], []
    for which, one in trajectories:
        whose.append(which)
        steps.append(np.asarray(one))
    if not steps:
        return pd.DataFrame(columns=[*keys, "frame", *FEATURES])
    # Put together once: a table for each would take most of the time of a task that writes many.
    lengths = [len(one) for one in steps]
    table = pd.DataFrame(whose).loc[np.repeat(range(len(steps)), lengths)].reset_index(drop=True)
    table["frame"] = np.concatenate([np.arange(length) for length in lengths])
    table[list(FEATURES)] = np.concatenate(steps)
    return table


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


def read_written(path: Path, task: str) -> pd.DataFrame:
    """Read what a task wrote.

    Parameters
    ----------
    task : a key of `KEYS`.

    Raises
    ------
    DuctusError
        The file is not there, is no such table, or a feature is not a finite number.
    """
    try:
        if path.is_dir():  # pandas would look for tables in it
            raise IsADirectoryError("it is a folder")
        table = pd.read_parquet(path)
    except (OSError, ValueError, TypeError, KeyError) as error:  # pyarrow's are of these kinds
        raise DuctusError(f"{path}: cannot be read as trajectories: {one_line(error)}") from error
    for column in ("exemplar_writer", *KEYS[task], "frame", *FEATURES):
        if column not in table:
            raise DuctusError(f"{path}: column {column!r} is missing; it has {list(table)}")
    if table.empty and task != "classification":  # of which no method may have written anything
        raise DuctusError(f"{path}: expected trajectories, got none")
    for column in (*NUMBERS.intersection(KEYS[task]), "frame", *FEATURES):
        numbers = pd.to_numeric(table[column], errors="coerce").astype(float)
        wrong = ~np.isfinite(numbers.to_numpy())
        if wrong.any():
            row = int(wrong.argmax())
            came = one_line(table[column].iloc[row])
            raise DuctusError(f"{path}: row {row}: {column} is {came}, expected a finite number")
    return table


def features_of(rows: pd.DataFrame) -> np.ndarray:
    """Features (T, 4) of one trajectory, given its rows."""
    return rows[list(FEATURES)].to_numpy()


def write_results(results: tuple[pd.DataFrame, pd.DataFrame], numbers: Path, written: Path) -> None:
    """Write what a task returns: its numbers as CSV, the written trajectories as Parquet."""
    with write_atomically(numbers) as beside:  # one within the other: each names its own errors
        results[0].to_csv(beside, index=False)
        with write_atomically(written) as beside_written:
            results[1].to_parquet(beside_written, index=False)
