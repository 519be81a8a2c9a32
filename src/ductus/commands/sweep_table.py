"""Combine what was measured for a table of the sweep, of all seeds."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=("training_map", "oneshot_iterations"), help="the table")
    parser.add_argument(
        "--measured", type=Path, nargs="+", required=True, help="of all seeds (CSV)"
    )
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.sweep.tables import AT, combine
    from ductus.tables.files import write

    write(combine(args.measured, AT[args.name]), args.out_dir, args.name)
