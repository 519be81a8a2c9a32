"""The combined tables: read what all seeds measured, write one file a task.

The same columns as the files of a seed, with two exceptions: `classification` counts the cases of
`classification_cases`, and `states` adds ranks to the distances. Seed ``all`` stands for all seeds
together. What is made of them is in `ductus.tables.summaries` and `ductus.tables.claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.errors import DuctusError, one_line
from ductus.files.atomic import write_atomically
from ductus.learning.oneshot_files import CONDITIONS
from ductus.tables.measured import CONDITIONS as PROBES
from ductus.tasks.methods.names import METHODS

BOTH = ("seed", "exemplar_writer")
# File of a seed -> its columns; `classification_cases` goes on with code_<symbol>.
COLUMNS = {
    "training": ["seed", "step", "samples", "loss", "floor", "excess"],
    "generation": [*BOTH, "character", "condition", "iterations", "mse", "dtw"],
    "variation": [*BOTH, "character", "noise", "draw", "dtw_to_example", "nearest"],
    "classification": [
        *(*BOTH, "method", "condition", "noise", "character", "writer", "instance"),
        *("predicted", "predicted_among_new", "correct", "correct_among_new", "mse"),
    ],
    "blending": [*BOTH, "first", "second", "weight", "dtw_to_first", "dtw_to_second"],
    "states": [*BOTH, "claim", "reference", "character", "tested", "distance"],
}
_COUNTS = ("accuracy", "low", "high")
# Table made of them -> its columns; `COLUMNS` where it has those of a seed's file.
COMBINED = {
    **COLUMNS,
    "classification_cases": COLUMNS["classification"],
    "classification": [
        *("seed", "method", "condition", "noise", "n", "correct", *_COUNTS, "correct_among_new"),
        *(f"{c}_among_new" for c in _COUNTS),
    ],
    "confusion": ["method", "condition", "noise", "character", "predicted", "n", "share"],
    "difficulty": [
        *("character", "measure", "method", "condition", "noise", "n", "mean", "low", "high"),
    ],
}
# Where a method does not write the probe, or does not look at all symbols; where nothing moves.
MAY_BE_EMPTY = {
    "classification_cases": ("noise", "correct", "mse"),
    "classification": ("noise", "correct", *_COUNTS, "low_among_new", "high_among_new"),
    "confusion": ("noise",),
    "difficulty": ("noise", "mean", "low", "high"),
    "states": ("distance",),
}
TRUTHS = {"True", "False"}
# Words that figures and rules look for.
WORDS = {
    "condition": {"", "trained", "new", *CONDITIONS, *PROBES},
    "method": {"", *METHODS},
    "objective": {"class_means", "samples"},
}
# A symbol may read like a number or like a missing value ("1", "NA"): these stay as written.
TEXT = (
    *("exemplar_writer", "method", "character", "condition", "nearest", "writer"),
    *("predicted", "predicted_among_new", "measure", "objective"),
    *("first", "second", "claim", "reference", "section", "paper", "ours", "verdict", "rule"),
)

SHOWN = 500  # rows to read: some tables have a row for each of thousands of cases
STYLE = """<style>
body { font: 14px sans-serif; margin: 1.5em }
table { border-collapse: collapse; border: 0 }
th { text-align: left; border: 0; border-bottom: 2px solid #888 }
td { vertical-align: top; border: 0; border-bottom: 1px solid #ddd }
td, th { padding: .3em .7em }
</style>"""


def read(path: Path, columns: Sequence[str] = (), numbers: Sequence[str] = ()) -> pd.DataFrame:
    """Read a CSV file that Ductus wrote; symbols stay text, whatever they look like.

    Parameters
    ----------
    columns : columns that have to be there.
    numbers : columns, not of text, that have to have a value in each row.

    Raises
    ------
    DuctusError
        The file is not there, is empty, lacks a column, or has a cell that is no finite number or
        no known word.
    """
    try:
        header = pd.read_csv(path, nrows=0, encoding="utf-8").columns
        missing = [c for c in columns if c not in header]
        if missing:
            raise DuctusError(
                f"{path}: column {missing[0]!r} is missing; it has {one_line(list(header))}"
            )
        table = pd.read_csv(
            path,
            encoding="utf-8",
            dtype={c: "str" for c in TEXT if c in header},
            keep_default_na=False,
            na_values={c: ["", "nan"] for c in header if c not in TEXT},
            low_memory=False,  # or each part of a long column would have a type of its own
        )
    except (OSError, ValueError) as error:  # no UTF-8, no rows, rows of different lengths
        raise DuctusError(f"{path}: cannot be read as a table: {one_line(error)}") from error
    for column in header:
        if column not in TEXT:
            _check(path, table[column], column in numbers)
        elif column in WORDS and not table[column].isin(WORDS[column]).all():
            row = int((~table[column].isin(WORDS[column])).to_numpy().argmax())
            words = ", ".join(sorted(WORDS[column] - {""}))
            raise DuctusError(
                f"{path}: row {row + 2}: {column} is {table[column].iloc[row]!r}, "
                f"expected one of {words}"
            )
    return table


def filled(name: str) -> list[str]:
    """Columns of a combined table that have a number in each row."""
    return [c for c in COMBINED[name] if c not in (*TEXT, *MAY_BE_EMPTY.get(name, ()))]


def _check(path: Path, cells: pd.Series, filled: bool) -> None:
    """Raise DuctusError unless a column holds finite numbers, truths or, for `seed`, ``all``."""
    if pd.api.types.is_bool_dtype(cells) or set(cells.dropna().astype(str)) <= TRUTHS:
        numbers = cells.notna().astype(float).where(cells.notna())
    else:
        numbers = pd.to_numeric(cells, errors="coerce").astype(float)
        if cells.name == "seed":
            numbers = numbers.where(cells.astype(str) != "all", 0.0)
    wrong = ~np.isfinite(numbers) & (filled | (cells.name == "seed") | cells.notna())
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        came = one_line(cells.iloc[row])
        raise DuctusError(  # the header is row 1, as an editor counts
            f"{path}: row {row + 2}: {cells.name} is {came}, expected a finite number"
        )


def combine(results: Path, task: str, seeds: Sequence[int]) -> pd.DataFrame:
    """What a task wrote for each seed (``seed<k>/<task>.csv``), one below the other.

    Raises
    ------
    DuctusError
        A file cannot be read (`read`), lacks a number, or is of another seed.
    """
    tables = []
    has_number = filled("classification_cases" if task == "classification" else task)
    for seed in seeds:
        path = results / f"seed{seed}" / f"{task}.csv"
        table = read(path, COLUMNS[task], has_number)
        if table.empty and task != "states":  # of which nothing may have been asked
            raise DuctusError(f"{path}: expected rows, got none")
        if not table.seed.eq(seed).all():
            raise DuctusError(f"{path}: expected seed {seed}, got {table.seed.iloc[0]}")
        tables.append(table)
    with_rows = [table for table in tables if len(table)]
    return pd.concat(with_rows or tables[:1], ignore_index=True)


def write(table: pd.DataFrame, folder: Path, name: str) -> None:
    """Write ``<name>.csv`` with all rows and digits; ``<name>.md`` and ``<name>.html`` with three
    digits and no more than `SHOWN` rows."""
    with write_atomically(folder / f"{name}.csv") as beside:
        table.to_csv(beside, index=False)
    for ending, text in ((".md", markdown(table)), (".html", page(table))):
        with write_atomically(folder / f"{name}{ending}") as beside:
            beside.write_text(text, encoding="utf-8")


def markdown(table: pd.DataFrame) -> str:
    """A table in Markdown, floats with three significant digits, missing values blank."""
    text = _rounded(table.head(SHOWN)).map(
        lambda v: v.replace("|", "\\|") if isinstance(v, str) else v
    )
    text.columns = [str(c).replace("|", "\\|") for c in text.columns]
    align = ["left" if c in TEXT else "right" for c in table.columns]
    note = f"\n{_more(table)}\n" if len(table) > SHOWN else ""
    return text.to_markdown(index=False, disable_numparse=True, colalign=align) + f"\n{note}"


def page(table: pd.DataFrame) -> str:
    """The same as a page of HTML, for the report."""
    note = f"<p>{_more(table)}</p>\n" if len(table) > SHOWN else ""
    rows = _rounded(table.head(SHOWN)).to_html(index=False)
    return f"<!doctype html>\n<meta charset=utf-8>\n{STYLE}\n{note}{rows}\n"


def _more(table: pd.DataFrame) -> str:
    return f"The first {SHOWN} of {len(table)} rows; the CSV file has all."


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    text = table.astype(object)
    for column, dtype in table.dtypes.items():
        if pd.api.types.is_float_dtype(dtype):
            text[column] = [f"{v:.3g}" if pd.notna(v) else "" for v in table[column]]
    return text
