"""Combine what all seeds measured of words into its tables, and judge what is asked of it."""

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
    from ductus.tables.files import write
    from ductus.tables.words import combine, of_all, of_first, read_measured
    from ductus.tables.words_claims import judge

    def of_seeds(name: str) -> list[Path]:
        return [args.results / f"seed{seed}" / f"{name}.csv" for seed in args.seeds]

    measured = read_measured(of_seeds("words"))
    tables = {
        **{name: of_all(of_seeds(name), name) for name in ("words_read", "words_training")},
        **{name: of_first(of_seeds(name), name) for name in ("words_shown", "words_window")},
    }
    tables |= {"words": combine(measured), "words_claims": judge(measured)}
    for name, table in tables.items():
        write(table, args.out_dir, name)
