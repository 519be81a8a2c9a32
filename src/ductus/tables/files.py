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
from ductus.tables.columns import COLUMNS, TABLES, TASKS, filled, is_text

TRUTHS = {"True", "False"}

# Where no centre is recognised, or no probe asked for.
MAY_BE_EMPTY = ("landscape_spheres", "landscape_methods")
SHOWN = 500  # rows to read: some tables have a row for each of thousands of cases
STYLE = """<style>
.dataframe { font: 14px sans-serif; margin: 1.5em; border-collapse: collapse; border: 0 }
.dataframe th { text-align: left; border: 0; border-bottom: 2px solid #888 }
.dataframe td { vertical-align: top; border: 0; border-bottom: 1px solid #ddd }
.dataframe :is(td, th) { padding: .3em .7em }
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
    names = header(path, columns)
    table = _read_csv(
        path,
        dtype={c: "str" for c in names if is_text(c)},
        keep_default_na=False,
        na_values={c: ["", "nan"] for c in names if not is_text(c)},
        low_memory=False,  # or each part of a long column would have a type of its own
    )
    for column in names:
        if not is_text(column):
            _check(path, table[column], column in numbers)
            continue
        words = COLUMNS[column].words
        if words and not table[column].isin(words).all():
            row = int((~table[column].isin(words)).to_numpy().argmax())
            raise DuctusError(
                f"{path}: row {row + 2}: {column} is {table[column].iloc[row]!r}, "
                f"expected one of {', '.join(sorted(words - {''}))}"
            )
    return table


def header(path: Path, columns: Sequence[str] = ()) -> list[str]:
    """All columns of a CSV file that has to have `columns`."""
    names = list(_read_csv(path, nrows=0).columns)
    missing = [c for c in columns if c not in names]
    if missing:
        raise DuctusError(f"{path}: column {missing[0]!r} is missing; it has {one_line(names)}")
    return names


def _read_csv(path: Path, **how) -> pd.DataFrame:
    try:
        return pd.read_csv(path, encoding="utf-8", **how)
    except (OSError, ValueError) as error:  # no UTF-8, no rows, rows of different lengths
        raise DuctusError(f"{path}: cannot be read as a table: {one_line(error)}") from error


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


def read_table(results: Path, name: str) -> pd.DataFrame:
    """Read a table of all seeds, ``tables/<name>.csv``, which must have rows, with two exceptions.

    Raises DuctusError as `read`.
    """
    path = results / "tables" / f"{name}.csv"
    table = read(path, TABLES[name].columns, filled(TABLES[name]))
    if table.empty and name not in MAY_BE_EMPTY:
        raise DuctusError(f"{path}: expected rows, got none")
    return table


def read_rows(
    paths: Sequence[Path], columns: Sequence[str], numbers: Sequence[str]
) -> pd.DataFrame:
    """The rows of several files, one below the other, of which there has to be one.

    Raises DuctusError as `read`.
    """
    rows = pd.concat([read(path, columns, numbers) for path in paths], ignore_index=True)
    if rows.empty:
        raise DuctusError(f"{paths[0]}: expected rows, got none")
    return rows


def combine(results: Path, task: str, seeds: Sequence[int]) -> pd.DataFrame:
    """What a task wrote for each seed (``seed<k>/<task>.csv``), one below the other.

    Raises
    ------
    DuctusError
        A file cannot be read (`read`), lacks a number, or is of another seed.
    """
    tables = []
    for seed in seeds:
        path = results / f"seed{seed}" / f"{task}.csv"
        table = read(path, TASKS[task].columns, filled(TASKS[task]))
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
    align = ["left" if is_text(c) else "right" for c in table.columns]
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
