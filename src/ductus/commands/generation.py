"""Measure how each new character is written: inferred, not inferred, in an untrained network."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--seed", type=int, required=True, help="of the network, for the tables")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.written import of_each_writer, write_results
    from ductus.learning.oneshot_files import by_writer, read_inferences
    from ductus.tasks.generation import compare

    inferences = by_writer(read_inferences(args.oneshot))
    results = of_each_writer((w, compare(own, args.seed)) for w, own in inferences.items())
    write_results(results, args.out, args.out_written)
