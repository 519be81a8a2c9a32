"""THE data format of Ductus, defined once.

All handwriting, whatever its source, is one long table: a row per sampled pen position, kept as
``data/trajectories.parquet``. Pen positions only; a lifted pen is not sampled.

========  =======  ==============================================================================
column    dtype    meaning
========  =======  ==============================================================================
writer    str      who wrote it; ids sort as text
symbol    str      what was meant to be written, any script: ``a``, ``7``, ``ß``
instance  int64    0, 1, 2, ...: which of this writer's drawings of this symbol
frame     int64    0, 1, 2, ...: position in the sequence, without gaps
x         float64  to the right, any unit, the same unit as y
y         float64  UPWARDS (most tablets count downwards: a source flips it)
pressure  float64  0 to 1
stroke    int64    0, 1, 2, ...: goes up by one each time the pen comes down again
time      float64  seconds since the first sample of this instance, not decreasing
========  =======  ==============================================================================

Three rows of a "t" (one stroke down, then the bar)::

    writer  symbol  instance  frame  x     y     pressure  stroke  time
    w03     t       0         0      0.50  1.00  0.41      0       0.00
    w03     t       0         1      0.50  0.20  0.55      0       0.02
    w03     t       0         2      0.30  0.70  0.38      1       0.10

The table is sorted by writer, symbol, instance, frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute, dataset

from ductus.errors import DuctusError, one_line

KEYS = ["writer", "symbol", "instance"]
DTYPES = {
    "writer": "str",
    "symbol": "str",
    "instance": "int64",
    "frame": "int64",
    "x": "float64",
    "y": "float64",
    "pressure": "float64",
    "stroke": "int64",
    "time": "float64",
}
COLUMNS = list(DTYPES)
# Rows that are read at a time. As many are written as a group, since a reader holds two groups.
PART = 100_000


def as_trajectories(table: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Bring a table into the one format and check every rule of it.

    Parameters
    ----------
    table : DataFrame with at least the columns of the format, in any order, rows in any order. Its
        index is what messages call a row.
    origin : where the table came from, for the error message (a file or a source's name).

    Returns
    -------
    DataFrame with the columns, dtypes and order of rows described at the top of this module.

    Raises
    ------
    DuctusError
        A column is missing, a value is missing or out of range, frames have gaps, time decreases
        or strokes skip a number; the message names the first drawing concerned.
    """
    missing = [c for c in COLUMNS if c not in table.columns]
    if missing:
        raise DuctusError(f"{origin}: column {missing[0]!r} is missing; expected {COLUMNS}")
    if table.empty:
        raise DuctusError(f"{origin}: holds no pen positions")
    if table[COLUMNS].isna().any(axis=None):
        column = table[COLUMNS].isna().any().idxmax()
        row = table.index[table[column].isna().to_numpy().argmax()]
        raise DuctusError(f"{origin}: row {row}: {column} is missing or not a number")
    typed = pd.DataFrame({c: _typed(table[c], DTYPES[c], origin) for c in COLUMNS})
    table = typed.sort_values([*KEYS, "frame"], kind="stable", ignore_index=True)

    same = (table[KEYS] == table[KEYS].shift()).all(axis=1)  # a row continues the drawing above
    step = table[["frame", "stroke", "time"]].diff()
    finite = table[["x", "y", "pressure", "time"]].abs().lt(float("inf")).all(axis=1)
    rules = {
        "x, y, pressure and time must be finite": finite,
        "writer and symbol must not be empty": table.writer.ne("") & table.symbol.ne(""),
        "instance must count from 0": table.instance.ge(0),
        "pressure must lie between 0 and 1": table.pressure.between(0, 1),
        "frame must count 0, 1, 2, ...": step.frame.eq(1).where(same, table.frame.eq(0)),
        "stroke must start at 0 and go up by at most 1": step.stroke.isin([0, 1]).where(
            same, table.stroke.eq(0)
        ),
        "time must start at 0 and not decrease": step.time.ge(0).where(same, table.time.eq(0)),
    }
    for rule, holds in rules.items():
        if not holds.all():
            bad = table.loc[~holds].iloc[0]
            raise DuctusError(
                f"{origin}: writer {bad.writer}, symbol {bad.symbol}, instance {bad.instance}, "
                f"frame {bad.frame}: {rule}, but x={bad.x:g} y={bad.y:g} "
                f"pressure={bad.pressure:g} stroke={bad.stroke} time={bad.time:g}"
            )
    return table


def _typed(cells: pd.Series, dtype: str, origin: str) -> pd.Series:
    """A column as the type that it has to have."""
    if dtype == "str":
        return cells.astype("str")
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    expected, wrong = "a number", numbers.isna()
    if dtype == "int64":
        # Larger ones are no counts, and would not fit the type.
        expected = "a whole number"
        wrong |= numbers.ne(np.floor(numbers)) | numbers.abs().gt(2**53)
    if wrong.any():
        place = int(wrong.to_numpy().argmax())
        row, came = cells.index[place], one_line(cells.iloc[place])
        raise DuctusError(f"{origin}: row {row}: {cells.name} is {came}, expected {expected}")
    return numbers.astype(dtype)


def write_trajectories(table: pd.DataFrame, path: Path) -> None:
    """Write the one table, such that it can be read in parts."""
    table.to_parquet(path, index=False, row_group_size=PART)


def read_trajectories(path: Path, **wanted: Sequence[str]) -> pd.DataFrame:
    """Read the one table, or the drawings of some writers or symbols.

    Parameters
    ----------
    wanted : names of columns (`writer`, `symbol`) and the values to read; the rest is left out.

    Raises
    ------
    DuctusError
        The file is not there, is not a table of trajectories, breaks a rule of `as_trajectories`
        in what is read, or holds nothing of what is wanted.
    """
    return pd.concat(list(read_in_parts(path, **wanted)), ignore_index=True)


def read_in_parts(path: Path, rows: int = PART, **wanted: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Read the one table in parts of whole drawings, in memory that does not grow with it.

    Each part has about `rows` rows, or one drawing. Other arguments and errors are those of
    `read_trajectories`; moreover, drawings have to be in order from one part to the next.
    """
    begun, before = pd.DataFrame(), None  # a drawing that may go on; the last one of a part
    for table in _batches(path, rows, wanted):
        table = pd.concat([begun, table])
        if not set(KEYS) <= set(table.columns):
            as_trajectories(table, str(path))  # says what is missing
        goes_on = (table[KEYS] == table[KEYS].iloc[-1]).all(axis=1).to_numpy()
        end = len(table) - int(np.append(~goes_on[::-1], True).argmax())
        part, begun = table.iloc[:end], table.iloc[end:]
        if end:
            part = as_trajectories(part, str(path))
            before = _in_order(part, before, path)
            yield part
    if not begun.empty:
        part = as_trajectories(begun, str(path))
        _in_order(part, before, path)
        yield part
    elif before is None and wanted:
        asked = " and ".join(f"{column} {' '.join(names)}" for column, names in wanted.items())
        raise DuctusError(f"{path}: expected drawings of {asked}; there are none")
    elif before is None:
        raise DuctusError(f"{path}: holds no pen positions")


def _batches(path: Path, rows: int, wanted: Mapping[str, Sequence[str]]) -> Iterator[pd.DataFrame]:
    """Rows of the file that are wanted, at least `rows` of them at a time as long as there are.

    The index is a row's number in the file, counted from 0.
    """
    try:
        if path.is_dir():  # pyarrow would look for tables in it
            raise IsADirectoryError("it is a folder")
        batches = dataset.dataset(path, format="parquet").to_batches(
            batch_size=rows,
            batch_readahead=1,
            use_threads=False,
            # Otherwise all that was read ahead of the file stays in memory until its end.
            fragment_scan_options=dataset.ParquetFragmentScanOptions(pre_buffer=False),
        )
        gathered: list[pd.DataFrame] = []
        begin = 0
        for batch in batches:
            number, keep = np.arange(begin, begin + batch.num_rows), None
            begin += batch.num_rows
            for column, names in wanted.items():
                cells = compute.cast(batch[column], pa.string())
                found = compute.is_in(cells, value_set=pa.array(names, pa.string()))
                keep = found if keep is None else compute.and_(keep, found)
            if keep is not None:
                batch, number = batch.filter(keep), number[keep.to_numpy(zero_copy_only=False)]
            gathered.append(batch.to_pandas().set_axis(number, axis="index"))
            if sum(map(len, gathered)) >= rows:
                yield pd.concat(gathered)
                gathered = []
        if sum(map(len, gathered)):
            yield pd.concat(gathered)
    except (OSError, ValueError, TypeError, KeyError) as error:  # pyarrow's are of these kinds
        reason = one_line(error) if path.exists() else "no such file"
        raise DuctusError(
            f"{path}: expected a table of trajectories (Parquet); {reason}"
        ) from error


def _in_order(part: pd.DataFrame, before: tuple | None, path: Path) -> tuple:
    """The last drawing of a part; raises DuctusError if its first comes `before` another part's."""
    first, last = (tuple(part[KEYS].iloc[row]) for row in (0, -1))
    if before is not None and first <= before:
        names = ["writer {}, symbol {}, instance {}".format(*key) for key in (first, before)]
        raise DuctusError(
            f"{path}: {names[0]} comes after {names[1]}; expected rows sorted by writer, symbol, "
            "instance, frame"
        )
    return last
