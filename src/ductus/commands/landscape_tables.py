"""Combine what all seeds measured of landscapes into its tables, and judge claims by them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, required=True, help="folder with seed<k>/")
    parser.add_argument(
        "--seeds", type=int, nargs="+", required=True, help="whose files are put together"
    )
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.tables import landscape, landscape_claims
    from ductus.tables.columns import TABLES
    from ductus.tables.files import read, write

    seeds = [args.results / f"seed{seed}" for seed in args.seeds]
    both = [folder / part for folder in seeds for part in ("landscape", "landscape_own")]
    measured = {
        name: landscape.combine([folder / f"{name}.csv" for folder in both], name)
        for name in ("landscape", "landscape_spheres", "landscape_symbols")
    }
    of_pictures = [folder / "landscape" / "landscape_methods.csv" for folder in seeds]
    measured["landscape_methods"] = landscape.combine(of_pictures, "landscape_methods")
    columns = TABLES["landscape_penalty"].columns
    penalty = read(args.results / "data" / "penalty.csv", columns)
    tables = landscape.tables_of(measured) | {"landscape_penalty": penalty}
    tables["landscape_claims"] = landscape_claims.judge(tables)
    for name, table in tables.items():
        write(table, args.out_dir, name)
