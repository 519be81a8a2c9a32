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
    from ductus.learners import load_learners
    from ductus.oneshot_files import by_writer, read_inferences
    from ductus.written import of_each_writer, write_results

    inferences = by_writer(read_inferences(args.oneshot))

    def results():
        for writer, learner in load_learners(args.learner).items():
            examples = {one["character"]: one["example"] for one in inferences[writer]}
            how = (args.noise, args.draws, args.seed, writer)
            yield writer, compare(learner.model, examples, *how)
            print(f"{writer}: variants of {len(examples)} characters", flush=True)

    write_results(of_each_writer(results()), args.out, args.out_written)
