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

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ductus.data.sources.own_checks import (
    Problems,
    checked_cells,
    checked_drawings,
    of_whole_drawings,
)
from ductus.data.sources.own_reading import parts
from ductus.data.trajectory import KEYS, as_trajectories
from ductus.errors import DuctusError, listed
from ductus.files.atomic import write_atomically

REQUIRED = ("writer", "symbol", "instance", "x", "y")
OPTIONAL = ("frame", "stroke", "pressure", "time")
KNOWN = (*REQUIRED, *OPTIONAL)
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
    file, problems, checked = Path(file), Problems(), []
    for cells in parts(file, problems, KNOWN):
        columns = list(cells)
        given = [c for c in KNOWN if c in columns]
        for column in REQUIRED:
            if column not in given:
                problems.say(f"column {column!r} is missing; there are {', '.join(columns)}")
        remarks = _remarks(columns, y)
        if problems.of_columns:
            return Recordings(None, problems.lines(), remarks)
        checked.append(checked_cells(cells[given], problems))
    checked = [pd.concat(checked)]
    if not len(checked[0]) and not problems:
        problems.say("holds no pen positions")
    # Popped, so that no second table stays in memory.
    table = checked_drawings(of_whole_drawings(checked.pop(), problems), problems)
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
    there = listed(found.table.symbol.unique())
    for symbol in symbols:
        if not found.table.symbol.eq(symbol).any():
            raise DuctusError(f"{file}: nobody wrote {symbol!r}; there are {there}")
    wanted = found.table[found.table.symbol.isin(list(symbols))].reset_index(drop=True)
    return Recordings(wanted, [], found.remarks)


def read_drawn(file: str | Path) -> dict[tuple[str, str], list[int]]:
    """Return writer, symbol -> instances, sorted, by reading only the columns that say so.

    What they say is kept beside the file, under its checksum, for each plan of a run asks for it.
    Where nothing can be kept, the file is read each time.

    Raises
    ------
    DuctusError
        The file cannot be read, or these columns have a problem.
    """
    file = Path(file)
    if not file.is_file():
        return _read_drawn(file)
    try:
        with file.open("rb") as opened:
            checksum = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return _read_drawn(file)  # which says why
    beside = file.with_name(f".{file.name}.drawn.json")
    drawn = _kept(beside, checksum)
    if drawn is None:
        drawn = _read_drawn(file)
        known = {"sha256": checksum, "drawn": [[*key, which] for key, which in drawn.items()]}
        with suppress(DuctusError), write_atomically(beside) as part:
            part.write_text(json.dumps(known), encoding="utf-8")
    return drawn


def _kept(beside: Path, checksum: str) -> dict[tuple[str, str], list[int]] | None:
    """What was kept of a file with this checksum; None if that is nothing sound."""
    try:
        known = json.loads(beside.read_text(encoding="utf-8"))
        if known["sha256"] != checksum:
            return None
        drawn = {(str(w), str(s)): [int(i) for i in which] for w, s, which in known["drawn"]}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return drawn if drawn and all(drawn.values()) else None


def _read_drawn(file: Path) -> dict[tuple[str, str], list[int]]:
    problems, checked = Problems(), []
    for cells in parts(file, problems, KEYS, some=KEYS):
        for column in KEYS:
            if column not in cells:
                raise DuctusError(
                    f"{file}: column {column!r} is missing; see docs/own-recordings.md"
                )
        checked.append(checked_cells(cells[KEYS].drop_duplicates(), problems))
    table = of_whole_drawings(pd.concat(checked), problems)
    if problems:
        raise _first(file, problems.lines())
    if table.empty:
        raise DuctusError(f"{file}: holds no pen positions")
    rows = table[KEYS].drop_duplicates().sort_values("instance")
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
    unused = [c for c in columns if c not in KNOWN]
    if unused:
        remarks.append(f"not used: column {', '.join(map(repr, unused))}")
    if y == "down":
        remarks.append("y counts downwards in the file and was turned round")
    return remarks
