"""Measure what the trained network can do after fewer or more iterations of one-shot inference."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.challenge import add_challenge_arguments, challenge_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    add_drawings_arguments(parser)
    parser.add_argument(
        "--iterations", type=int, nargs="+", required=True, help="numbers to measure after"
    )
    add_challenge_arguments(parser)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")


def run(args: argparse.Namespace) -> None:
    import time

    import pandas as pd

    from ductus.files.atomic import write_atomically
    from ductus.networks.stored import load
    from ductus.sweep.abilities import COLUMNS, abilities, learn, lesson

    split = read_split(args.split)
    challenge = challenge_of(args, split)
    model = load(args.model, [*split["trained"], *split["new"]])
    drawings = read_drawings(args, [*split["trained"], *split["new"]])
    writers = split["exemplars"]["writers"][: args.exemplar_writers]
    lessons = [lesson(drawings, split, writer) for writer in writers]
    tables = []
    for iterations in sorted(args.iterations):
        begin = time.monotonic()
        # Each number from the start: nothing in inference is random, so they lie on one path.
        how = (iterations, args.oneshot_learning_rate, args.oneshot_start)
        for given, learner in zip(lessons, learn(model, lessons, *how), strict=True):
            found = abilities(learner, given, challenge, args.seed)
            keys = {"seed": args.seed, "exemplar_writer": given.writer, "iterations": iterations}
            tables.append(found.assign(**keys))
        print(
            f"measured after {iterations} iterations, {time.monotonic() - begin:.0f} s", flush=True
        )
    order = ["seed", "exemplar_writer", "iterations", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables)[order].to_csv(beside, index=False)
