"""Identify variants, the same writer's other drawings and other writers' drawings."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

# Not how many probes there are: that is for `ductus split`.
ANSWERING = tuple(
    f"classification.{key}" for key in ("methods", "iterations", "learning_rate", "start")
)
SECTIONS = ("preprocessing", *ANSWERING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    parser.add_argument("--recogniser", type=Path, help="of the method `amortised`")
    add_drawings_arguments(parser)
    parser.add_argument("--variants", type=Path, required=True, help="made by `ductus variation`")
    parser.add_argument("--seed", type=int, required=True, help="of the network, for the tables")
    parser.add_argument("--out", type=Path, required=True, help="cases (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import probes, shown_by, writing_lengths
    from ductus.data.written import of_each_writer, read_written, write_results
    from ductus.errors import DuctusError
    from ductus.learning.learners import load_learners
    from ductus.networks.recogniser import load_recogniser
    from ductus.tasks.classification import gather_cases, identify
    from ductus.tasks.methods import Task

    config, split = config_of(args), read_split(args.split)
    methods, new = config["classification"]["methods"], split["new"]
    if "amortised" in methods and not args.recogniser:
        raise DuctusError("--recogniser: expected a file, for the method `amortised` reads with it")
    drawings = read_drawings(args, config["preprocessing"], [*split["trained"], *new])
    variants = read_written(args.variants, "variation")
    recogniser = load_recogniser(args.recogniser) if args.recogniser else None

    def results():
        before = 0
        for writer, learner in load_learners(args.learner, split).items():
            task = Task(
                learner.model,
                learner.untrained,
                split["trained"],
                new,
                shown_by(drawings, split, writer),
                writing_lengths(drawings, split, writer),
                recogniser,
            )
            people = {
                c: probes(drawings, split, c, writer) for c in ("same_writer", "other_writer")
            }
            cases, trajectories = gather_cases(variants, people, args.seed, writer)
            numbers, written = identify(task, cases, trajectories, **config["classification"])
            written["case"] += before
            before += len(numbers)
            print(f"{writer}: {len(cases)} probes by {len(methods)} methods", flush=True)
            yield writer, (numbers.drop(columns="exemplar_writer"), written)

    write_results(of_each_writer(results()), args.out, args.out_written)
