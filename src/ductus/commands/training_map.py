"""Train with one objective and measure, at points on the way, what the network can do."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.challenge import add_challenge_arguments, challenge_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_drawings_arguments(parser)
    parser.add_argument("--dense", type=int, default=100, help="units of the dense layer")
    parser.add_argument("--hidden", type=int, default=100, help="LSTM units")
    parser.add_argument("--bias", action="store_true", help="biases in all layers")
    parser.add_argument("--objective", choices=["class_means", "samples"], required=True)
    parser.add_argument(
        "--steps", type=int, nargs="+", required=True, help="optimiser updates to measure after"
    )
    parser.add_argument("--batch-size", type=int, default=32, help="of `samples`")
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--betas", type=float, nargs=2, default=[0.9, 0.999])
    parser.add_argument("--padding-in-loss", action="store_true")
    parser.add_argument("--oneshot-iterations", type=int, required=True)
    add_challenge_arguments(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")


def run(args: argparse.Namespace) -> None:
    import time

    import pandas as pd

    from ductus.files.atomic import write_atomically
    from ductus.sweep.abilities import COLUMNS, abilities, explanations, learn, lesson

    split = read_split(args.split)
    challenge = challenge_of(args, split)
    drawings = read_drawings(args, [*split["trained"], *split["new"]])
    writers = split["exemplars"]["writers"][: args.exemplar_writers]
    lessons = [lesson(drawings, split, writer) for writer in writers]
    trained = split["trained"]
    tables = []
    for step, (network, point) in _networks(args, split, drawings).items():
        begin = time.monotonic()
        keys = {
            "seed": args.seed,
            "objective": args.objective,
            "step": step,
            "samples": point["samples"],
        }
        losses = [(name, "", "", point[name], len(trained)) for name in ("excess", "floor")]
        own = pd.concat(
            [
                pd.DataFrame(losses, columns=COLUMNS),
                explanations(network, trained, trained, lessons[0].lengths, "trained"),
            ]
        )
        tables.append(own.assign(**keys, exemplar_writer=""))
        how = (args.oneshot_iterations, args.oneshot_learning_rate, args.oneshot_start)
        learners = learn(network, lessons, *how)
        for given, learner in zip(lessons, learners, strict=True):
            found = abilities(learner, given, challenge, args.seed)
            tables.append(found.assign(**keys, exemplar_writer=given.writer))
        seconds = time.monotonic() - begin
        print(f"measured after {step} steps of {args.objective}, {seconds:.0f} s", flush=True)
    order = ["seed", "exemplar_writer", "objective", "step", "samples", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables)[order].to_csv(beside, index=False)


def _networks(args: argparse.Namespace, split: dict, drawings) -> dict:
    """The network after each of the steps, with its point of the training curve.

    It is trained as by `ductus training` with this seed; copies are measured afterwards, so
    measuring does not touch the training.
    """
    import copy
    import math

    from ductus.data.split import training_drawings
    from ductus.learning.training import train
    from ductus.learning.training_data import Schedule
    from ductus.networks.lstm import new_network

    schedule = Schedule(
        args.objective,
        max(*args.steps, 1),
        args.batch_size,
        args.learning_rate,
        tuple(args.betas),
        args.padding_in_loss,
        math.gcd(*args.steps) or 1,  # a point of the curve at each of the steps
    )
    symbols = [*split["trained"], *split["new"]]
    network = new_network(symbols, args.dense, args.hidden, args.bias, args.seed)
    kept = {}

    def keep(point: dict[str, float]) -> None:
        if point["step"] in args.steps:
            kept[point["step"]] = (copy.deepcopy(network).eval(), point)
            said = f"excess {point['excess']:.2e} over floor {point['floor']:.2e}"
            print(f"trained {point['step']} steps of {args.objective}: {said}", flush=True)

    learned_from = training_drawings(drawings, split)
    train(network, learned_from, schedule, args.seed, report=lambda: keep, progress=not args.quiet)
    return kept
