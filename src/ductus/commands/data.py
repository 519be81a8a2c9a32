"""Write the one table of trajectories from a source of handwriting."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ductus.errors import DuctusError

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    sources = ["synthetic", "digilets", "omniglot", "own"]
    parser.add_argument("--source", choices=sources, required=True)
    parser.add_argument("--symbols", nargs="+", required=True, help="what is to be in the table")
    parser.add_argument("--archive", help="digilets, omniglot: a path or an https URL")
    parser.add_argument("--cache", type=Path, help="digilets, omniglot: folder for downloads")
    parser.add_argument("--alphabet", default="Latin", help="omniglot: whose symbols")
    parser.add_argument("--file", type=Path, help="own: a .csv or .parquet")
    parser.add_argument("--y", choices=["up", "down"], default="up", help="own: where y counts to")
    parser.add_argument("--writers", type=int, default=10, help="synthetic: how many")
    parser.add_argument("--instances", type=int, default=44, help="synthetic: per symbol")
    parser.add_argument("--seed", type=int, default=0, help="synthetic: of the generator")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    from ductus.data.trajectory import KEYS, write_trajectories
    from ductus.files.atomic import write_atomically

    table, remarks = _gather(args)
    with write_atomically(args.out) as beside:
        write_trajectories(table, beside)
    drawings = len(table[KEYS].drop_duplicates())
    remarks = [
        f"{table.writer.nunique()} writers, {table.symbol.nunique()} symbols, "
        f"{drawings} drawings, {len(table)} pen positions",
        *remarks,
    ]
    for remark in remarks:
        print(f"{args.source}: {remark}", file=sys.stderr)


def _gather(args: argparse.Namespace) -> tuple[pd.DataFrame, list[str]]:
    """Return the table, and what a reader should know of it."""
    from ductus.data.sources.catalogue import ARCHIVES

    archive = args.archive or ARCHIVES.get(args.source)
    if args.source == "digilets":
        from ductus.data.sources.digilets import read_digilets

        return read_digilets(archive, args.symbols, args.cache), []
    if args.source == "omniglot":
        from ductus.data.sources.omniglot import read_omniglot

        table = read_omniglot(archive, args.symbols, args.alphabet, args.cache)
        return table, ["pressure was not recorded: it is 1 throughout"]
    if args.source == "own":
        from ductus.data.sources.own import read_own

        if args.file is None:
            raise DuctusError("--file is missing: the source own is read from a .csv or .parquet")
        own = read_own(args.file, args.symbols, args.y)
        return own.table, own.remarks
    from ductus.data.sources.synthetic import synthesise

    return synthesise(args.symbols, args.writers, args.instances, args.seed), []
