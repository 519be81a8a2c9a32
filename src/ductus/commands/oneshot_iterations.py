"""Measure what the trained network can do by other one-shot inference: iterations, and mixing."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.challenge import SECTIONS as CHALLENGE
from ductus.commands.challenge import challenge_of, lessons_of
from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = (
    *CHALLENGE,
    *(f"sweep.{key}" for key in ("oneshot_iterations", "oneshot_mixing", "exemplar_writers")),
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
    from ductus.sweep.abilities import COLUMNS, measure

    config, split = config_of(args), read_split(args.split)
    asked = challenge_of(config, split, args.split)
    model = load(args.model, [*split["trained"], *split["new"]])
    drawings = read_drawings(args, config["preprocessing"], model.symbols)
    lessons = lessons_of(drawings, split, config["sweep"]["exemplar_writers"])
    tables = []
    usual, sweep = config["oneshot"], config["sweep"]
    along = [{"iterations": n, "mixing": usual["mixing"]} for n in sweep["oneshot_iterations"]]
    across = [{"iterations": usual["iterations"], "mixing": x} for x in sweep["oneshot_mixing"]]
    points = [*along, *(one for one in across if one not in along)]
    for point in sorted(points, key=lambda one: tuple(one.values())):
        begin = time.monotonic()
        # Each number from the start: a learning rate that falls does so over these iterations.
        found = measure(model, lessons, asked, seed=args.seed, **{**usual, **point})
        tables.append(found.assign(seed=args.seed, **point))
        said = f"{point['iterations']} iterations, mixing {point['mixing']:g}"
        print(f"measured: {said}, {time.monotonic() - begin:.0f} s", flush=True)
    order = ["seed", "exemplar_writer", *point, *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables)[order].to_csv(beside, index=False)
