"""The tables of the landscape: what each network's says, and means over those that succeeded.

A training that failed has its row (measure ``succeeded``), and a share in that mean alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.errors import DuctusError
from ductus.tables.averages import average
from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tables.intervals import crossed_interval

SUCCEEDED = "succeeded"
# Table -> what each row of it is about, besides the network.
KEYS = {
    "landscape": ["representation", "clustering", "measure"],
    "landscape_spheres": ["representation", "radius"],
}


def combine(paths: Sequence[Path], name: str) -> pd.DataFrame:
    """Read what the networks of all seeds measured; raises DuctusError as `read`."""
    columns = {
        "landscape": ("seed", *KEYS["landscape"], "value", "n"),
        "landscape_spheres": ("seed", *KEYS["landscape_spheres"], "value", "n"),
        "landscape_symbols": TABLES["landscape_symbols"].columns,
        "landscape_methods": (
            *("seed", "exemplar_writer", "method", "representation", "condition", "value", "n"),
        ),
    }[name]
    return pd.concat([read(path, columns) for path in paths], ignore_index=True)[list(columns)]


def tables_of(measured: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The four tables, of what `combine` read for each of them.

    Raises
    ------
    DuctusError
        Nothing was measured at all.
    """
    rows = measured["landscape"]
    if rows.empty:
        raise DuctusError("landscape: expected measurements, got none")
    failed = rows[(rows.measure == SUCCEEDED) & (rows.value == 0)]
    failures = set(zip(failed.seed, failed.representation, strict=True))
    methods = average(
        without(measured["landscape_methods"], failures), ["method", "representation", "condition"]
    )
    return {
        "landscape": over_models(rows, KEYS["landscape"], failures),
        "landscape_spheres": over_models(
            measured["landscape_spheres"], KEYS["landscape_spheres"], failures
        ),
        "landscape_symbols": measured["landscape_symbols"],
        "landscape_methods": methods,
    }


def over_models(
    rows: pd.DataFrame, keys: Sequence[str], failures: set[tuple[int, str]]
) -> pd.DataFrame:
    """A row for each network, and for ``all`` the mean of those whose training succeeded.

    Parameters
    ----------
    rows : seed, the columns `keys`, value and n (cases).
    failures : (seed, representation) of trainings that failed.

    Returns
    -------
    seed, the columns `keys`, n (cases), models, mean, low and high (over networks).
    """
    kept = without(rows, failures)
    if "measure" in keys:
        kept = pd.concat([kept, rows[(rows.measure == SUCCEEDED) & ~rows.index.isin(kept.index)]])
    table = [
        (row.seed, *(getattr(row, key) for key in keys), int(row.n), 1, row.value)
        for row in rows.itertuples()
    ]
    table = [(*row, float("nan"), float("nan")) for row in table]
    for key, group in kept.groupby(list(keys), sort=False):
        found = crossed_interval(group.assign(exemplar_writer=""))
        table.append(("all", *key, int(group.n.sum()), group.seed.nunique(), *found))
    return pd.DataFrame(table, columns=["seed", *keys, "n", "models", "mean", "low", "high"])


def without(rows: pd.DataFrame, failures: set[tuple[int, str]]) -> pd.DataFrame:
    """Rows of networks whose training did not fail."""
    keys = zip(rows.seed, rows.representation, strict=True)
    return rows[np.array([key not in failures for key in keys], bool)]


def values_of(
    table: pd.DataFrame, representation: str, measure: str, clustering: str = "meanshift"
) -> pd.DataFrame:
    """Of the table `landscape`: seed, exemplar_writer (none) and value of each that succeeded."""
    rows = table[(table.seed.astype(str) != "all") & (table.representation == representation)]
    mine = rows[(rows.measure == measure) & (rows.clustering == clustering)]
    if measure != SUCCEEDED:
        failed = rows[(rows.measure == SUCCEEDED) & (rows["mean"] == 0)].seed.astype(str)
        mine = mine[~mine.seed.astype(str).isin(failed)]
    return pd.DataFrame(
        {"seed": mine.seed.astype(str), "exemplar_writer": "", "value": mine["mean"].astype(float)}
    )
