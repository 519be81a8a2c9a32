"""The rules for people's own recordings, and every row that breaks one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ductus.data.trajectory import KEYS

SHOWN = 10  # rows told of each kind of problem; more are counted
LONGEST = 16  # code points of a symbol
SLOWEST = 1.0  # seconds: no tablet takes so long from one position to the next
WHOLE = ("instance", "frame", "stroke")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


# What a symbol has to be, and a writer but for the last.
TEXT_RULES: list[tuple[str, Callable[[str], bool]]] = [
    ("text without spaces around it", lambda cell: cell == cell.strip()),
    ("text without control characters", lambda cell: not CONTROL.search(cell)),
    (f"at most {LONGEST} code points", lambda cell: len(cell) <= LONGEST),
]


class Problems:
    """What is wrong with a file: that of the whole file first, then in the order of rows."""

    def __init__(self) -> None:
        self._said: dict[str, list[tuple[int, str]]] = {}  # of each kind, with the row
        self._count: dict[str, int] = {}
        self.of_columns = False  # a problem that leaves nothing to check

    def __bool__(self) -> bool:
        return bool(self._said)

    def say(self, line: str, kind: str | None = None, row: int = 0) -> None:
        """Add one problem; without a kind it is one of the whole file."""
        self.of_columns |= kind is None
        self._add(kind or line, [(row, f"row {row}: {line}" if row else line)], 1)

    def rows(self, kind: str, bad: pd.DataFrame, tell: Callable[[Any], str]) -> None:
        """Add a problem in each row of `bad`; `tell` says it for one row, given as a tuple."""
        if len(bad):
            first = bad.sort_index().head(SHOWN)
            rows = zip(first.index, first.itertuples(index=False), strict=True)
            said = [(number, f"row {number}: {tell(row)}") for number, row in rows]
            self._add(kind, said, len(bad))

    def lines(self) -> list[str]:
        """Return all problems, a line each."""
        told = sorted((one for said in self._said.values() for one in said), key=lambda one: one[0])
        more = {kind: self._count[kind] - len(said) for kind, said in self._said.items()}
        counted = [f"... and {n} more of this kind ({kind})" for kind, n in more.items() if n]
        return [line for _, line in told] + counted

    def _add(self, kind: str, said: list[tuple[int, str]], count: int) -> None:
        self._said[kind] = [*self._said.get(kind, []), *said][:SHOWN]
        self._count[kind] = self._count.get(kind, 0) + count


def checked_cells(cells: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Give each column of some rows its type, and find cells that do not fit by themselves.

    Returns
    -------
    The table, with a column `_sound`, whether the row is, and `_known`, whether its drawing is.
    """
    table = pd.DataFrame(index=cells.index).assign(_sound=True, _known=True)
    for column in cells.columns:
        check = _text if column in ("writer", "symbol") else _numbers
        table[column], fine = check(column, cells[column], problems)
        table["_sound"] &= fine
        if column in KEYS:
            table["_known"] &= fine
    return table


def of_whole_drawings(table: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The rows of all parts that belong to drawings of which every row is sound; only such drawings
    can be looked at as a whole."""
    known = table.pop("_known")
    # A row that has lost its drawing most likely belongs beside it.
    beside = known.shift(1, fill_value=True) & known.shift(-1, fill_value=True)
    sound = table.pop("_sound") & beside
    _look_alikes(table.symbol[sound], problems)
    if sound.all():
        return table
    return table[sound.groupby([table[key] for key in KEYS]).transform("all")]


def _text(column: str, cells: pd.Series, problems: Problems) -> tuple[pd.Series, pd.Series]:
    # Cells repeat a lot: each different one is looked at once. The last stands for missing ones.
    codes, distinct = pd.factorize(cells.astype(object))
    # A Parquet file may hold 1 for the symbol "1", and whole numbers as writers' ids.
    text = [str(cell) if _is_whole(cell) else cell for cell in [*distinct, ""]]
    rules = [
        ("", lambda cell: cell != ""),
        ("text", lambda cell: isinstance(cell, str)),
        *TEXT_RULES[: None if column == "symbol" else -1],
    ]
    broken = [next((i for i, (_, holds) in enumerate(rules) if not holds(c)), -1) for c in text]
    broken = np.array(broken)[codes]
    for i in np.unique(broken[broken >= 0]):
        bad = cells[broken == i]
        if i:
            _wrong(column, rules[i][0], bad, problems)
        else:
            problems.rows(f"{column} is empty", bad.to_frame(), lambda row: f"{column} is empty")
    fine = broken < 0
    values = np.where(fine, np.array(text, dtype=object)[codes], "")
    return pd.Series(values, cells.index, dtype="str"), pd.Series(fine, cells.index)


def _is_whole(cell: Any) -> bool:
    return isinstance(cell, int | np.integer) and not isinstance(cell, bool)


def _numbers(column: str, cells: pd.Series, problems: Problems) -> tuple[pd.Series, pd.Series]:
    empty = cells.isna() | cells.eq("")
    problems.rows(f"{column} is empty", cells[empty].to_frame(), lambda row: f"{column} is empty")
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    rules = [("a number", np.isfinite(values))]
    if column in WHOLE:
        # Larger ones are no counts, and would not fit the type.
        whole = values.eq(np.floor(values)) & values.between(0, 2**53)
        rules.append(("a whole number of at least 0", whole))
    if column == "pressure":
        rules.append(("0 to 1", values.between(0, 1)))
    fine = ~empty
    for expected, holds in rules:
        _wrong(column, expected, cells[fine & ~holds], problems)
        fine &= holds
    values = values.where(fine, 0)
    return values.astype("int64") if column in WHOLE else values, fine


def _wrong(column: str, expected: str, cells: pd.Series, problems: Problems) -> None:
    problems.rows(
        f"{column}: expected {expected}",
        cells.to_frame(),
        lambda row: f"{column} is {_shown(row[0])}, expected {expected}",
    )


def _look_alikes(symbols: pd.Series, problems: Problems) -> None:
    """One letter may be written in Unicode in two ways that nobody can tell apart."""
    first: dict[str, str] = {}
    for symbol in symbols.unique():
        form = unicodedata.normalize("NFC", symbol)
        other = first.setdefault(form, symbol)
        if other != symbol:
            problems.rows(
                "symbols that look alike",
                symbols[symbols.eq(symbol)].head(1).to_frame(),
                lambda row, other=other: (
                    f"symbol {row[0]!r} ({_points(row[0])}) is the same letter as {other!r} "
                    f"({_points(other)}) in another Unicode form, expected one of them throughout"
                ),
            )


def checked_drawings(table: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Find what is wrong between the rows of a drawing; return the rows drawing by drawing."""
    if "frame" in table:
        table = table.sort_values([*KEYS, "frame"], kind="stable")
    else:
        follows = (table[KEYS] == table[KEYS].shift()).all(axis=1)
        starts = table[~follows]
        problems.rows(
            "a drawing in two places",
            starts[starts.duplicated(KEYS)],
            lambda row: (
                f"{_drawing(row)} goes on here, expected its rows together or column "
                "frame; is it another instance?"
            ),
        )
        table = table.assign(frame=table.groupby(KEYS).cumcount())
        table = table.sort_values([*KEYS, "frame"], kind="stable")
    first = ~(table[KEYS] == table[KEYS].shift()).all(axis=1)
    place = table.groupby(KEYS).cumcount()
    wrong = table.assign(expected=place)[table.frame.ne(place)].drop_duplicates(KEYS)
    problems.rows(
        "frame",
        wrong,
        lambda row: (
            f"frame is {row.frame} in {_drawing(row)}, expected {row.expected}: "
            "they count 0, 1, 2, ..."
        ),
    )
    ordered = table.frame.eq(place).groupby([table[key] for key in KEYS]).transform("all")
    table, first = table[ordered], first[ordered]  # in the others nothing follows anything
    if "stroke" in table:
        step = table.stroke.diff()
        problems.rows(
            "stroke",
            table[~step.isin([0, 1]).where(~first, table.stroke.eq(0))],
            lambda row: (
                f"stroke is {row.stroke} in {_drawing(row)}, expected to start at 0 and "
                "go up by at most 1"
            ),
        )
    if "time" in table:
        _timed(table, first, problems)
    return table


def _timed(table: pd.DataFrame, first: pd.Series, problems: Problems) -> None:
    problems.rows(
        "time at the start",
        table[first & table.time.ne(0)],
        lambda row: f"time is {row.time:g} at the start of {_drawing(row)}, expected 0",
    )
    step = table.time.diff()
    problems.rows(
        "time",
        table.assign(before=table.time.shift())[~first & step.lt(0)],
        lambda row: (
            f"time is {row.time:g} after {row.before:g} in {_drawing(row)}, expected "
            "seconds that do not decrease"
        ),
    )
    usual = step[~first].median()
    if usual > SLOWEST:
        problems.say(
            f"time: {usual:g} from one position to the next (median); expected seconds", kind="unit"
        )


def _drawing(row: Any) -> str:
    return f"{row.symbol!r} by {row.writer}, instance {row.instance}"


def _shown(cell: Any) -> str:
    text = repr(cell) if isinstance(cell, str) else str(cell)
    return text if len(text) <= 40 else text[:37] + "..."


def _points(symbol: str) -> str:
    return " ".join(f"U+{ord(point):04X}" for point in symbol)
