"""Check a file of one's own recordings, tell every problem, and write the config to run.

docs/own-recordings.md describes the file. The config goes to standard output or to --out, all else
is said on standard error. Ends with status 1 if there is a problem in the file, or too little.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ductus.errors import DuctusError

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="recordings: .csv or .parquet")
    parser.add_argument(
        "--y",
        choices=["up", "down"],
        default="up",
        help="where y counts to in the file (default: up; most tablets and screens count down)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="CONFIG",
        help="write the config here (.yaml) and not to standard output",
    )
    parser.add_argument(
        "--out-table",
        type=Path,
        metavar="TABLE",
        help="also write the one table of docs/data.md here (.parquet): y upwards, gaps filled in",
    )


def run(args: argparse.Namespace) -> int:
    from ductus.data.sources.own import examine
    from ductus.data.trajectory import write_trajectories
    from ductus.files.atomic import write_atomically

    for name, path, endings in (
        ("--out", args.out, (".yaml", ".yml")),
        ("--out-table", args.out_table, (".parquet",)),
    ):
        if path and path.suffix.lower() not in endings:
            raise DuctusError(f"{name}: expected a file that ends in {endings[0]}, got {path}")
    found = examine(args.file, args.y)
    if found.table is None:
        return _say(args.file, found.problems) or 1
    if args.out_table:
        with write_atomically(args.out_table) as beside:
            write_trajectories(found.table, beside)
    _say(args.file, [*summary(found.table), *found.remarks])
    chosen = overlay(found.table, args.file, args.y)
    if chosen is None:
        few = "too little for an experiment: it needs three symbols that all writers wrote"
        return _say(args.file, [few]) or 1
    if args.out is None:
        print(overlay_text(chosen), end="")
    else:
        with write_atomically(args.out) as beside:
            beside.write_text(overlay_text(chosen, args.out), encoding="utf-8")
        _say(args.out, ["the config; change trained and new as you like"])
    return 0


def _say(file: Path, lines: list[str]) -> None:
    for line in lines:
        print(f"{file}: {line}", file=sys.stderr)


def summary(table: pd.DataFrame) -> list[str]:
    """Say what a table of trajectories holds, a line each."""
    from ductus.data.trajectory import KEYS

    drawings = table.groupby(KEYS).size()
    each = drawings.groupby(["writer", "symbol"]).size()
    writers, symbols = table.writer.unique(), table.symbol.unique()
    lines = [
        f"{len(writers)} writers: {_some(writers)}",
        f"{len(symbols)} symbols: {_some(symbols)}",
        f"{len(drawings)} drawings, {_range(each)} of a symbol by a writer",
        f"{len(table)} pen positions, {_range(drawings)} in a drawing, "
        f"{drawings.median():g} in the median",
    ]
    missing = len(writers) * len(symbols) - len(each)
    if missing:
        pairs = each.unstack("symbol").isna().stack()
        writer, symbol = pairs[pairs].index[0]
        lines.append(f"{missing} times a writer has no drawing of a symbol: {writer} no {symbol!r}")
    return lines


def overlay_text(chosen: dict[str, Any], file: Path = Path("own.yaml")) -> str:
    """Return a config overlay as the text of a file."""
    import yaml

    return (
        "# Change trained and new as you like, and run\n"
        f"# snakemake --cores 8 --configfile {shlex.quote(str(file))}\n"
        + yaml.safe_dump(chosen, allow_unicode=True, sort_keys=False, default_flow_style=None)
    )


def overlay(table: pd.DataFrame, file: Path, y: str) -> dict[str, Any] | None:
    """Return config keys that fit the recordings; None if there are too few symbols.

    The first half of the symbols that all writers wrote is trained, the other half new.
    """
    from ductus.data.trajectory import KEYS

    drawn = table[KEYS].drop_duplicates().groupby(["symbol", "writer"]).instance.agg(set)
    writers = table.writer.nunique()
    complete = drawn.groupby("symbol").size().eq(writers)
    symbols = list(complete.index[complete])
    if len(symbols) < 3:
        return None
    first_new = len(symbols) // 2
    new = drawn[symbols[first_new:]]
    common = set.intersection(*new)
    if not common:
        return None
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip(".-_")[:64]
    return {
        "name": name or "own",
        "data": {"source": "own", "own": {"file": str(file), "y": y}},
        "split": {
            "trained": symbols[:first_new],
            "new": symbols[first_new:],
            "exemplar": {"writers": min(writers, 5), "instance": min(common)},
        },
        "classification": {
            "same_writer": min(4, min(map(len, new)) - 1),
            "other_writers": min(9, writers - 1),
        },
        "states": {"shared": None, "repeated": None, "shown": symbols[first_new:][:2]},
    }


def _range(counts: pd.Series) -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low} to {high}"


def _some(names: Any, most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
