"""Combine what all seeds measured of words into its tables."""

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
    import pandas as pd

    from ductus.tables.columns import TABLES
    from ductus.tables.files import read, write
    from ductus.tables.words import combine, of_first

    folders = [args.results / f"seed{seed}" for seed in args.seeds]
    curves = TABLES["words_training"].columns
    tables = {
        "words": combine([folder / "words.csv" for folder in folders]),
        "words_training": pd.concat(
            [read(folder / "words_training.csv", curves)[list(curves)] for folder in folders]
        ),
        **{
            name: of_first([folder / f"{name}.csv" for folder in folders], name)
            for name in ("words_shown", "words_window")
        },
    }
    for name, table in tables.items():
        write(table, args.out_dir, name)
