"""Combine what all seeds measured of samples into one table."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--samples", type=Path, nargs="+", required=True, help="made by `ductus samples`"
    )
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.tables.files import write
    from ductus.tables.samples import combine

    write(combine(args.samples), args.out_dir, "samples")
