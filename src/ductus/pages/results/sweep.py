"""The sweep of training and what one-shot iterations bring, where a run has these tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ductus.pages.results.runs import Run
from ductus.pages.results.words import CONDITION, code, number_of, share_of, table
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
HEADS = {
    "training_map": (
        "How long the network trains",
        "What the network can do after so many steps of training.",
    ),
    "oneshot_iterations": (
        "How long a new letter is learned",
        "What the network can do after so many iterations of one-shot inference.",
    ),
}

Figure = Callable[[str], str]


def sections(run: Run, figure: Figure) -> list[str]:
    """A section for each of these tables that the run has, with its figure."""
    parts = []
    for name in there(run):
        head, said = HEADS[name]
        said += f" Identified: by the method {code(PAPER_METHOD)}, among the new letters."
        rows = _read(run.folder / "tables" / f"{name}.csv", name)
        parts += [f"## {head}", said, _table(rows, name), figure(name)]
    return parts


def there(run: Run) -> list[str]:
    """Those of these tables that the run has, with their figures."""
    files = {name: (f"tables/{name}.csv", f"figures/{name}.png") for name in HEADS}
    return [n for n, paths in files.items() if all((run.folder / p).is_file() for p in paths)]


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
