"""The sweep of training and what one-shot iterations bring, where a run has these tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ductus.pages.results.runs import Run
from ductus.pages.results.words import CONDITION, number_of, share_of, table
from ductus.sweep.tables import AT
from ductus.tables.files import read
from ductus.tables.measured import PAPER_METHOD

# Measure, method, condition (see `ductus.sweep.abilities`) -> how a column is called, and is read.
COLUMNS = {
    ("dtw", "", "inferred"): ("distance to the example", number_of),
    **{
        ("identified among new", PAPER_METHOD, condition): (f"identified: {words}", share_of)
        for condition, words in CONDITION.items()
    },
    ("smooth blends", "", ""): ("smooth blends", share_of),
    ("output per code", "", "new"): ("d output / d code", number_of),
}


def tables(run: Run) -> dict[str, str]:
    """Those of these tables that the run has, with their figures."""
    folder = run.folder
    return {
        name: _table(_read(folder / f"tables/{name}.csv", name), name)
        for name in AT
        if all((folder / p).is_file() for p in (f"tables/{name}.csv", f"figures/{name}.png"))
    }


def _read(path: Path, name: str) -> pd.DataFrame:
    columns = ["seed", *AT[name], "measure", "method", "condition", "mean", "low", "high"]
    rows = read(path, columns)
    return rows[rows.seed.astype(str) == "all"]


def _table(rows: pd.DataFrame, name: str) -> str:
    where = AT[name]
    keys = rows.measure, rows.method, rows.condition
    columns = {key: said for key, said in COLUMNS.items() if key in set(zip(*keys, strict=True))}
    cells = []
    for place, here in rows.groupby(where, sort=False):
        found = here.set_index(["measure", "method", "condition"], drop=False)
        values = [
            says(found.loc[[key]] if key in found.index else found.iloc[:0])
            for key, (_, says) in columns.items()
        ]
        cells.append([*map(str, place), *values])
    return table([*where, *(head for head, _ in columns.values())], cells)
