"""Combine what was measured for the sweep, of all seeds, into its two tables."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    files = {"type": Path, "nargs": "+", "required": True, "metavar": "FILE"}
    parser.add_argument("--training-map", **files, help="made by `ductus training-map`")
    parser.add_argument("--oneshot-iterations", **files, help="made by `ductus oneshot-iterations`")
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.sweep.tables import AT, combine
    from ductus.tables.files import write

    combined = {name: combine(getattr(args, name), name) for name in AT}
    for name, table in combined.items():
        write(table, args.out_dir, name)
