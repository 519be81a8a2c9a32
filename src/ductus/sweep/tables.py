"""The tables of the sweep: what networks can do against training, and against iterations.

What was measured for each seed and exemplar writer, as means with intervals; seed ``all`` stands
for all seeds together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.tables import averages
from ductus.tables.columns import is_text
from ductus.tables.files import read_rows

# Table -> its columns that say where a network was measured.
AT = {
    "training_map": ["objective", "step", "samples"],
    "oneshot_iterations": ["iterations", "mixing"],
}
NETWORKS = ["network"]  # of the table `networks`
SEQUENCES = ["task", "network", "regularisation", "evaluation", "measure", "case"]
MEASURED = ["exemplar_writer", "measure", "method", "condition", "value", "n"]


def combine(paths: Sequence[Path], at: Sequence[str]) -> pd.DataFrame:
    """Read the files that seeds (and objectives) measured for a table of the sweep; average them.

    at : columns that say where a network was measured.

    Raises
    ------
    DuctusError
        A file is not there, lacks a column or a number, or has no rows.
    """
    return average(_rows(paths, ["seed", *at, *MEASURED]), at)


def combine_sequences(paths: Sequence[Path]) -> pd.DataFrame:
    """The table `sequences` of what was measured of all tasks and seeds; raises as `combine`."""
    rows = _rows(paths, ["seed", *SEQUENCES, "value", "n"])
    return averages.average(rows.assign(exemplar_writer=""), SEQUENCES)


def average(rows: pd.DataFrame, where: Sequence[str]) -> pd.DataFrame:
    """Average over exemplar writers for each seed, and over both for ``all``.

    Parameters
    ----------
    rows : seed, the columns `where`, and `MEASURED`: see `ductus.sweep.abilities` for the measures.

    Returns
    -------
    seed (and ``all``), the columns `where`, measure, method, condition, n (cases), mean, low, high
    (`ductus.tables.intervals.crossed_interval`).
    """
    return averages.average(rows, [*where, "measure", "method", "condition"])


def _rows(paths: Sequence[Path], columns: Sequence[str]) -> pd.DataFrame:
    numbers = [c for c in columns if not is_text(c)]
    return read_rows(paths, columns, numbers)
