"""Read a file of one's own recordings, part by part, as it stands there."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ductus.data.trajectory import PART
from ductus.errors import DuctusError, not_there, one_line

if TYPE_CHECKING:
    from ductus.data.sources.own_checks import Problems

NO_UTF8 = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of a byte


def parts(
    file: Path, problems: Problems, wanted: Sequence[str], some: Sequence[str] | None = None
) -> Iterator[pd.DataFrame]:
    """Cells as they stand in the file, text in a CSV; the index is the row's number in the file.

    Parameters
    ----------
    wanted : columns that have to hold text or numbers.
    some : columns to read; all if it is None.

    Yields
    ------
    At least one part, if only to say which columns there are.

    Raises
    ------
    DuctusError
        It cannot be read as a table.
    """
    readers = {".csv": _csv_parts, ".parquet": _parquet_parts}
    ending = file.suffix.lower()
    if ending not in readers:
        raise DuctusError(f"{file}: expected a file that ends in .csv or .parquet")
    try:
        yield from _telling(file, readers[ending](file, problems, wanted, some))
    except FileNotFoundError:
        raise DuctusError(f"{file}: {not_there(file)}") from None
    except OSError as error:
        raise DuctusError(f"{file}: cannot be read: {error.strerror or one_line(error)}") from error


def _telling(file: Path, parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Say on a terminal how far a long file has been read."""
    rows = 0
    for cells in parts:
        yield cells
        rows += len(cells)
        if rows >= PART and sys.stderr.isatty():
            print(f"\rreading {file.name}: {rows} rows", end="", file=sys.stderr, flush=True)
    if rows >= PART and sys.stderr.isatty():
        print(file=sys.stderr)


def _chosen(names: list[str], some: Sequence[str] | None, file: Path) -> list[int]:
    """Return the places of the columns to read."""
    for i, name in enumerate(names):
        if name in names[:i]:
            raise DuctusError(f"{file}: column {name!r} is there twice")
    return [i for i, name in enumerate(names) if some is None or name in some]


class _NotTextError(Exception):
    """A byte that is not UTF-8."""


def _lines(opened: Iterable[str]) -> Iterator[str]:
    for line in opened:
        if not line.isascii() and (found := NO_UTF8.search(line)):
            raise _NotTextError(
                f"byte {ord(found[0]) - 0xDC00:#04x} is not UTF-8 text; save the file as CSV in "
                "UTF-8"
            )
        yield line


def _csv_parts(
    file: Path, problems: Problems, wanted: Sequence[str], some: Sequence[str] | None
) -> Iterator[pd.DataFrame]:
    """The header is row 1, and a line break in quotes begins no row, as a spreadsheet counts; empty
    rows are counted and passed over."""
    number = 0
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
        reader = csv.reader(_lines(opened), strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            number = 1
            if not header:
                raise DuctusError(
                    f"{file}: is empty; expected a header and a row for each pen position"
                )
            if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
                raise DuctusError(
                    f"{file}: expected columns separated by commas, got {header[0]!r}"
                )
            kept = _chosen(header, some, file)
            names = [header[i] for i in kept]
            rows: dict[int, list[str]] = {}
            for number, row in enumerate(reader, start=2):
                if not row or not (row[0] or any(row)):
                    continue
                if len(row) == len(header):
                    rows[number] = row
                else:
                    said = f"{len(row)} values, expected {len(header)}"
                    problems.say(said, "values in a row", number)
                if len(rows) == PART:
                    yield _frame(rows, kept, names)
                    rows = {}
            yield _frame(rows, kept, names)
        except csv.Error as error:
            said = one_line(error)
            if said == "unexpected end of data" or said.startswith("field larger than"):
                said = "a quote is opened and not closed"
            raise DuctusError(f"{file}: row {number + 1}: {said}") from error
        except _NotTextError as error:
            raise DuctusError(f"{file}: row {number + 1}: {error}") from error


def _frame(rows: dict[int, list[str]], kept: list[int], names: list[str]) -> pd.DataFrame:
    # Column by column, which pandas takes several times faster than a list of rows.
    columns = list(zip(*rows.values(), strict=True))
    cells = {
        name: pd.Series(columns[i] if rows else (), index=list(rows), dtype=object)
        for i, name in zip(kept, names, strict=True)
    }
    return pd.DataFrame(cells, columns=names)


def _parquet_parts(
    file: Path, problems: Problems, wanted: Sequence[str], some: Sequence[str] | None
) -> Iterator[pd.DataFrame]:
    """The first row is row 1."""
    import pyarrow
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            schema = table.schema_arrow
            names = [schema.names[i] for i in _chosen(schema.names, some, file)]
            # An index that pandas wrote is no column of the recordings.
            names = [name for name in names if not name.startswith("__index_level_")]
            for name in names:
                kind = schema.field(name).type
                if name in wanted and pyarrow.types.is_nested(kind):
                    raise DuctusError(
                        f"{file}: column {name!r}: expected text or numbers, got {kind}"
                    )
            rows = 0
            for batch in table.iter_batches(PART, columns=names, use_threads=False):
                cells = batch.to_pandas(ignore_metadata=True)
                yield cells.set_axis(range(rows + 1, rows + 1 + len(cells)))
                rows += len(cells)
            if not rows:
                yield schema.empty_table().select(names).to_pandas(ignore_metadata=True)
    except (pyarrow.ArrowException, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DuctusError(f"{file}: expected a Parquet file: {one_line(error)}") from error
