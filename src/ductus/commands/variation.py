"""Write variants of each new character, by noise on its code."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = ("variation",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--seed", type=int, required=True, help="of the network and of the noise")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.written import of_each_writer, write_results
    from ductus.learning.learners import load_learners
    from ductus.learning.oneshot_files import by_writer, read_inferences
    from ductus.tasks.variation import compare

    config = config_of(args)
    inferences = by_writer(read_inferences(args.oneshot))
    learners = load_learners(args.learner)
    _check(args, learners, inferences)

    def results():
        for writer, learner in learners.items():
            examples = {one["character"]: one["example"] for one in inferences[writer]}
            how = {"seed": args.seed, "writer": writer, **config["variation"]}
            yield writer, compare(learner.model, examples, **how)
            print(f"{writer}: variants of {len(examples)} characters", flush=True)

    write_results(of_each_writer(results()), args.out, args.out_written)


def _check(args: argparse.Namespace, learners: Mapping, inferences: Mapping) -> None:
    """Raise DuctusError if the learners did not learn from these examples."""
    from ductus.errors import DuctusError

    symbols = next(iter(learners.values())).model.symbols
    shown = {one["character"] for own in inferences.values() for one in own}
    if list(learners) != list(inferences) or not shown <= set(symbols):
        raise DuctusError(
            f"{args.learner}: the learners of {', '.join(learners)} for {' '.join(symbols)} did "
            f"not learn from {args.oneshot[0]} and what is given beside it; they belong to "
            "different runs"
        )
