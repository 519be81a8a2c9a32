"""People's own recordings: a CSV or Parquet file with the columns of the one table.

docs/own-recordings.md is the format's description. `writer`, `symbol`, `instance`, `x` and `y` have
to be there. What may be missing is filled in, and said:

========  =====================================================
column    if it is missing
========  =====================================================
frame     the order of the rows within each drawing
stroke    each drawing is one stroke
pressure  1 throughout
time      a position each 0.02 s, lifted pen or not
========  =====================================================

Every problem in a file is found in one go; `ductus.data.sources.own_checks` has the rules.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ductus.data.sources.own_checks import Problems, checked_cells, checked_drawings
from ductus.data.trajectory import KEYS, as_trajectories
from ductus.errors import DuctusError, one_line

REQUIRED = ("writer", "symbol", "instance", "x", "y")
OPTIONAL = ("frame", "stroke", "pressure", "time")
INTERVAL = 0.02  # seconds from frame to frame where no time was recorded


@dataclass(frozen=True)
class Recordings:
    """What a file of recordings holds.

    Attributes
    ----------
    table : the one table of ``ductus.data.trajectory``; None if there are problems.
    problems : what is wrong, a line each, with row; empty if nothing is.
    remarks : what was filled in or passed over, a line each.
    """

    table: pd.DataFrame | None
    problems: list[str]
    remarks: list[str]


def examine(file: str | Path, y: str = "up") -> Recordings:
    """Read a file of recordings and find everything that is wrong with it.

    Parameters
    ----------
    file : .csv (UTF-8, commas, a header) or .parquet.
    y : ``up``, or ``down`` if y counts downwards in the file, as most tablets and screens have it.

    Raises
    ------
    DuctusError
        It cannot be read as a table at all.
    """
    file, problems = Path(file), Problems()
    cells = _read(file, problems)
    for column in REQUIRED:
        if column not in cells.columns:
            problems.say(f"column {column!r} is missing; there are {', '.join(cells.columns)}")
    remarks = _remarks(cells.columns, y)
    if not len(cells) and not problems:
        problems.say("holds no pen positions")
    if problems.of_columns:
        return Recordings(None, problems.lines(), remarks)
    given = [c for c in (*REQUIRED, *OPTIONAL) if c in cells.columns]
    table, whole = checked_cells(cells[given], problems)
    table = checked_drawings(table[whole], problems)
    if problems:
        return Recordings(None, problems.lines(), remarks)
    if y == "down":
        table["y"] = -table.y
    for column, value in (("stroke", 0), ("pressure", 1.0), ("time", table.frame * INTERVAL)):
        if column not in given:
            table[column] = value
    return Recordings(as_trajectories(table, str(file)), [], remarks)


def read_own(file: str | Path, symbols: Sequence[str], y: str = "up") -> Recordings:
    """Read the drawings of some symbols; as `examine`, but a problem is an error.

    Raises
    ------
    DuctusError
        The file has a problem, or nobody in it wrote one of the symbols.
    """
    found = examine(file, y)
    if found.problems:
        raise _first(file, found.problems)
    for symbol in symbols:
        if not found.table.symbol.eq(symbol).any():
            raise DuctusError(f"{file}: nobody wrote {symbol!r}")
    wanted = found.table[found.table.symbol.isin(list(symbols))].reset_index(drop=True)
    return Recordings(wanted, [], found.remarks)


def read_drawn(file: str | Path) -> dict[tuple[str, str], list[int]]:
    """Return writer, symbol -> instances, sorted, by reading only the columns that say so.

    Raises
    ------
    DuctusError
        The file cannot be read, or these columns have a problem.
    """
    file, problems = Path(file), Problems()
    cells = _read(file, problems, columns=KEYS)
    for column in KEYS:
        if column not in cells.columns:
            raise DuctusError(f"{file}: column {column!r} is missing; see docs/own-recordings.md")
    table, _ = checked_cells(cells[KEYS].drop_duplicates(), problems)
    if problems:
        raise _first(file, problems.lines())
    if table.empty:
        raise DuctusError(f"{file}: holds no pen positions")
    rows = table.sort_values("instance")
    return rows.groupby(["writer", "symbol"]).instance.apply(list).to_dict()


def _first(file: str | Path, lines: list[str]) -> DuctusError:
    return DuctusError(f"{file}: {lines[0]}; `ductus import {file}` tells all that is wrong")


def _remarks(columns: Sequence[str], y: str) -> list[str]:
    missing = {
        "frame": "frame is not given: positions are in the order of the rows",
        "stroke": "stroke is not given: each drawing counts as one stroke",
        "pressure": "pressure is not given: it is 1 throughout",
        "time": f"time is not given: a position each {INTERVAL} s, lifted pen or not",
    }
    remarks = [said for column, said in missing.items() if column not in columns]
    unused = [c for c in columns if c not in (*REQUIRED, *OPTIONAL)]
    if unused:
        remarks.append(f"not used: column {', '.join(map(repr, unused))}")
    if y == "down":
        remarks.append("y counts downwards in the file and was turned round")
    return remarks


def _read(file: Path, problems: Problems, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Cells as they stand in the file, text in a CSV; the index is the row's number in the file."""
    readers = {".csv": _read_csv, ".parquet": _read_parquet}
    ending = file.suffix.lower()
    if ending not in readers:
        raise DuctusError(f"{file}: expected a file that ends in .csv or .parquet")
    try:
        return readers[ending](file, problems, columns)
    except FileNotFoundError:
        raise DuctusError(f"{file}: no such file") from None
    except OSError as error:
        raise DuctusError(f"{file}: cannot be read: {error.strerror or one_line(error)}") from error


def _chosen(names: list[str], columns: Sequence[str] | None, file: Path) -> list[int]:
    """Return the places of the columns to read, all if `columns` is None."""
    for i, name in enumerate(names):
        if name in names[:i]:
            raise DuctusError(f"{file}: column {name!r} is there twice")
    return [i for i, name in enumerate(names) if columns is None or name in columns]


def _read_csv(file: Path, problems: Problems, columns: Sequence[str] | None) -> pd.DataFrame:
    """The header is row 1, as a text editor or spreadsheet counts; empty rows are passed over."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise DuctusError(
            f"{file}: row {row}: byte {content[error.start]:#04x} is not UTF-8 text; "
            "save the file as CSV in UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, numbers = [], []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            if not row or not (row[0] or any(row)):
                continue
            if len(row) == len(header):
                rows.append(row)
                numbers.append(reader.line_num)
            else:
                problems.say(
                    f"row {reader.line_num}: {len(row)} values, expected {len(header)}",
                    kind="values in a row",
                )
    except csv.Error as error:
        raise DuctusError(f"{file}: row {reader.line_num}: {one_line(error)}") from error
    if not header:
        raise DuctusError(f"{file}: is empty; expected a header and a row for each pen position")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        raise DuctusError(f"{file}: expected columns separated by commas, got {header[0]!r}")
    # Column by column, which pandas takes several times faster than a list of rows.
    by_column = list(zip(*rows, strict=True)) or [()] * len(header)
    kept = _chosen(header, columns, file)
    series = [pd.Series(by_column[i], index=numbers, dtype=object) for i in kept]
    return pd.concat(series, axis=1, keys=[header[i] for i in kept]) if kept else pd.DataFrame()


def _read_parquet(file: Path, problems: Problems, columns: Sequence[str] | None) -> pd.DataFrame:
    """The first row is row 1."""
    import pyarrow
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        names = table.schema_arrow.names
        wanted = [names[i] for i in _chosen(names, columns, file)]
        # An index that pandas wrote is no column of the recordings.
        wanted = [name for name in wanted if not name.startswith("__index_level_")]
        for name in wanted:
            kind = table.schema_arrow.field(name).type
            if name in (*REQUIRED, *OPTIONAL) and pyarrow.types.is_nested(kind):
                raise DuctusError(f"{file}: column {name!r}: expected text or numbers, got {kind}")
        cells = table.read(columns=wanted).to_pandas(ignore_metadata=True)
    except (pyarrow.ArrowException, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DuctusError(f"{file}: expected a Parquet file: {one_line(error)}") from error
    return cells.set_axis(range(1, len(cells) + 1))
