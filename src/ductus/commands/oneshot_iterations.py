"""Measure what the trained network can do after fewer or more iterations of one-shot inference."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.blending import blending_of
from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = (
    *("preprocessing", "variation.draws", "blending"),
    *(f"oneshot.{key}" for key in ("learning_rate", "falling", "start", "noise")),
    *("oneshot.distortion", "oneshot.pull"),
    *(f"classification.{key}" for key in ("iterations", "learning_rate", "start")),
    *("sweep.oneshot_iterations", "sweep.exemplar_writers"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of the network and of the noise")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")


def run(args: argparse.Namespace) -> None:
    import time

    import pandas as pd

    from ductus.files.atomic import write_atomically
    from ductus.networks.stored import load
    from ductus.sweep.abilities import COLUMNS, Challenge, abilities, learn, lesson

    config, split = config_of(args), read_split(args.split)
    asked = Challenge(
        config["variation"]["draws"],
        config["classification"],
        blending_of(config, split, args.split),
    )
    model = load(args.model, [*split["trained"], *split["new"]])
    drawings = read_drawings(args, config["preprocessing"], model.symbols)
    writers = split["exemplars"]["writers"][: config["sweep"]["exemplar_writers"]]
    lessons = [lesson(drawings, split, writer) for writer in writers]
    tables = []
    for iterations in sorted(config["sweep"]["oneshot_iterations"]):
        begin = time.monotonic()
        # Each number from the start: a learning rate that falls does so over these iterations.
        how = {"iterations": iterations, "seed": args.seed, **config["oneshot"]}
        learners = learn(model, lessons, **how)
        for given, learner in zip(lessons, learners, strict=True):
            found = abilities(learner, given, asked, args.seed)
            keys = {"seed": args.seed, "exemplar_writer": given.writer, "iterations": iterations}
            tables.append(found.assign(**keys))
        print(
            f"measured after {iterations} iterations, {time.monotonic() - begin:.0f} s", flush=True
        )
    order = ["seed", "exemplar_writer", "iterations", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables)[order].to_csv(beside, index=False)
