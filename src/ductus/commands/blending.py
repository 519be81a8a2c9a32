"""Blend pairs of characters and measure the way from one to the other."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", type=Path, required=True)
    add_drawings_arguments(parser)
    parser.add_argument(
        "--pair", nargs=2, action="append", required=True, metavar="CHARACTER", dest="pairs"
    )
    parser.add_argument("--steps", type=int, default=10, help="from the first to the second")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import writing_lengths
    from ductus.data.written import of_each_writer, write_results
    from ductus.errors import DuctusError
    from ductus.learning.learners import load_learners
    from ductus.tasks.blending import compare

    split = read_split(args.split)
    symbols = [*split["trained"], *split["new"]]
    for symbol in {s for pair in args.pairs for s in pair} - set(symbols):
        raise DuctusError(
            f"--pair: expected characters of {args.split}: {' '.join(symbols)}; got {symbol!r}"
        )
    drawings = read_drawings(args, symbols)

    def results():
        for writer, learner in load_learners(args.learner, split).items():
            lengths = writing_lengths(drawings, split, writer)
            yield writer, compare(learner.model, args.pairs, lengths, args.steps, args.seed)
            print(f"{writer}: blends of {len(args.pairs)} pairs", flush=True)

    write_results(of_each_writer(results()), args.out, args.out_written)
