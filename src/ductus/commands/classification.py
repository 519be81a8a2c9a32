"""Identify variants, the same writer's other drawings and other writers' drawings."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", type=Path, required=True)
    add_drawings_arguments(parser)
    parser.add_argument("--variants", type=Path, required=True, help="made by `ductus variation`")
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--start", choices=["zero", "uniform"], default="zero")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="cases (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.challenge.classification import gather_cases, identify
    from ductus.model import load
    from ductus.split import probes
    from ductus.written import read_written, write_results

    split = read_split(args.split)
    drawings = read_drawings(args, split["new"])
    people = {name: probes(drawings, split, name) for name in ("same_writer", "other_writer")}
    cases, trajectories = gather_cases(read_written(args.variants), people, args.seed)
    results = identify(
        load(args.learner),
        cases,
        trajectories,
        split["new"],
        args.iterations,
        args.learning_rate,
        args.start,
    )
    write_results(results, args.out, args.out_written)
