"""Combine what all seeds measured into one set of tables, and judge the paper's claims by it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, required=True, help="folder with seed<k>/*.csv")
    parser.add_argument(
        "--seeds", type=int, nargs="+", required=True, help="whose files are put together"
    )
    parser.add_argument(
        "--out-dir",
        type=Path,
        required=True,
        help="folder for the tables, each as .csv, .md and .html",
    )


def run(args: argparse.Namespace) -> None:
    from ductus.tables import files as tables
    from ductus.tables import summaries
    from ductus.tables.claims import judge
    from ductus.tables.columns import TASKS
    from ductus.tasks.states import ranked

    combined = {task: tables.combine(args.results, task, args.seeds) for task in TASKS}
    combined["classification_cases"] = combined.pop("classification")
    for name, made in summaries.MADE.items():
        combined[name] = made(combined)
    combined["states"] = ranked(combined["states"])
    combined["claims"] = judge(combined)
    for name, table in combined.items():
        tables.write(table, args.out_dir, name)
