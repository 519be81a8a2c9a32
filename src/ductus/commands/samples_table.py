"""Combine what all seeds measured of samples into tables, and judge what is asked of them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--samples", type=Path, nargs="+", required=True, help="made by `ductus samples`"
    )
    parser.add_argument(
        "--shown", type=Path, required=True, help="drawings of the first seed, made beside these"
    )
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.tables.files import write
    from ductus.tables.samples import combine, judge, of_first_writer, read_measured

    measured = read_measured(args.samples)
    tables = {
        "samples": combine(measured),
        "samples_claims": judge(measured),
        "samples_shown": of_first_writer(args.shown),
    }
    for name, table in tables.items():
        write(table, args.out_dir, name)
