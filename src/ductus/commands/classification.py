"""Identify variants, the same writer's other drawings and other writers' drawings."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split
from ductus.tasks.methods.names import METHODS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", type=Path, required=True)
    parser.add_argument("--recogniser", type=Path, help="of the method `amortised`")
    add_drawings_arguments(parser)
    parser.add_argument("--variants", type=Path, required=True, help="made by `ductus variation`")
    parser.add_argument(
        "--methods",
        nargs="+",
        choices=METHODS,
        default=["paper"],
        metavar="METHOD",
        help="; ".join(f"{name}: {what}" for name, what in METHODS.items()),
    )
    parser.add_argument("--iterations", type=int, required=True, help="of the paper's method")
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--start", choices=["zero", "uniform"], default="zero")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="cases (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import examples, probes, writing_lengths
    from ductus.data.written import of_each_writer, read_written, write_results
    from ductus.errors import DuctusError
    from ductus.learning.learners import load_learners
    from ductus.networks.recogniser import load_recogniser
    from ductus.tasks.classification import gather_cases, identify
    from ductus.tasks.methods import Task

    if "amortised" in args.methods and not args.recogniser:
        raise DuctusError("--recogniser: expected a file, for the method `amortised` reads with it")
    split = read_split(args.split)
    new = split["new"]
    drawings = read_drawings(args, [*split["trained"], *new])
    variants = read_written(args.variants, "variation")
    recogniser = load_recogniser(args.recogniser) if args.recogniser else None
    settings = {
        "iterations": args.iterations,
        "learning_rate": args.learning_rate,
        "start": args.start,
    }

    def results():
        before = 0
        for writer, learner in load_learners(args.learner, split).items():
            task = Task(
                learner.model,
                learner.untrained,
                split["trained"],
                new,
                dict(zip(new, examples(drawings, split, new, writer), strict=True)),
                writing_lengths(drawings, split, writer),
                recogniser,
            )
            people = {
                c: probes(drawings, split, c, writer) for c in ("same_writer", "other_writer")
            }
            cases, trajectories = gather_cases(variants, people, args.seed, writer)
            numbers, written = identify(task, cases, trajectories, args.methods, settings)
            written["case"] += before
            before += len(numbers)
            print(f"{writer}: {len(cases)} probes by {len(args.methods)} methods", flush=True)
            yield writer, (numbers.drop(columns="exemplar_writer"), written)

    write_results(of_each_writer(results()), args.out, args.out_written)
