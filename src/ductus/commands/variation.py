"""Write variants of each new character, by noise on its code."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", type=Path, required=True)
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--noise", type=float, nargs="+", required=True, help="of the inputs")
    parser.add_argument("--draws", type=int, required=True, help="per character and noise")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.challenge.variation import compare
    from ductus.model import load
    from ductus.oneshot_files import read_inferences
    from ductus.written import write_results

    examples = {str(one["character"]): one["example"] for one in read_inferences(args.oneshot)}
    results = compare(load(args.learner), examples, args.noise, args.draws, args.seed)
    write_results(results, args.out, args.out_written)
