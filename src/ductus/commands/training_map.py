"""Train with one objective and measure, at points on the way, what the network can do."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ductus.commands.challenge import SECTIONS as CHALLENGE
from ductus.commands.challenge import challenge_of, lessons_of
from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = (
    *CHALLENGE,
    "model",
    *(f"training.{key}" for key in ("copies", "backwards", "reached", "mixing", "batch_size")),
    *(f"training.{key}" for key in ("learning_rate", "falling", "betas", "padding_in_loss")),
    *("training.clip", "training.weight_noise", "training.optimiser"),
    *("sweep.steps", "sweep.exemplar_writers"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--objective", required=True, help="of the training: see config.yaml")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--seed", type=int, required=True, help="of weights, minibatches and noise")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")


def run(args: argparse.Namespace) -> None:
    import time

    import pandas as pd

    from ductus.files.atomic import write_atomically
    from ductus.sweep.abilities import COLUMNS, explanations, measure

    config, split = config_of(args), read_split(args.split)
    asked = challenge_of(config, split, args.split)
    trained = split["trained"]
    drawings = read_drawings(args, config["preprocessing"], [*trained, *split["new"]])
    lessons = lessons_of(drawings, split, config["sweep"]["exemplar_writers"])
    tables = []
    for step, (network, point) in _networks(args, config, split, drawings).items():
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
        found = measure(network, lessons, asked, seed=args.seed, **config["oneshot"])
        tables.append(found.assign(**keys))
        seconds = time.monotonic() - begin
        print(f"measured after {step} steps of {args.objective}, {seconds:.0f} s", flush=True)
    order = ["seed", "exemplar_writer", "objective", "step", "samples", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables)[order].to_csv(beside, index=False)


def _networks(args: argparse.Namespace, config: Mapping[str, Any], split: dict, drawings) -> dict:
    """The network after each of the steps, with its point of the training curve.

    It is trained as by `ductus training` with this seed; copies are measured afterwards, so
    measuring does not touch the training.
    """
    import copy
    import math

    from ductus.data.split import training_drawings
    from ductus.learning.training import train
    from ductus.learning.training_data import Schedule
    from ductus.networks.catalogue import new_network

    steps = config["sweep"]["steps"]
    schedule = Schedule(
        objective=args.objective,
        steps=max(*steps, 1),
        log_every=math.gcd(*steps) or 1,  # a point of the curve at each of the steps
        **config["training"],
    )
    symbols = [*split["trained"], *split["new"]]
    network = new_network(symbols, seed=args.seed, **config["model"])
    kept = {}

    def keep(point: dict[str, float]) -> None:
        if point["step"] in steps:
            kept[point["step"]] = (copy.deepcopy(network).eval(), point)
            said = f"excess {point['excess']:.2e} over floor {point['floor']:.2e}"
            print(f"trained {point['step']} steps of {args.objective}: {said}", flush=True)

    learned_from = training_drawings(drawings, split)
    train(network, learned_from, schedule, args.seed, report=lambda: keep, progress=not args.quiet)
    return kept
