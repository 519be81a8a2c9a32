"""Measure how recognisable and how diverse drawings of new characters are, whoever made them."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = ("preprocessing", "samples.bias", "samples.draws", "variation.noise")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of the network and of the samples")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument(
        "--out-shown", type=Path, required=True, help="drawings that a figure shows (CSV)"
    )


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.data.split import probes, shown_by
    from ductus.files.atomic import write_atomically
    from ductus.learning.learners import load_learners
    from ductus.tables.columns import PEOPLE
    from ductus.tasks.samples import compare

    config, split = config_of(args), read_split(args.split)
    new, found = split["new"], []
    drawings = read_drawings(args, config["preprocessing"], new)
    asked = {**config["samples"], "noise": config["variation"]["noise"]}
    for writer, learner in load_learners(args.learner, split).items():
        shown = shown_by(drawings, split, writer)
        people = {c: probes(drawings, split, c, writer) for c in PEOPLE}
        found.append(compare(learner.model, shown, people, seed=args.seed, writer=writer, **asked))
        print(f"{writer}: samples of {len(new)} characters", flush=True)
    for path, tables in zip((args.out, args.out_shown), zip(*found, strict=True), strict=True):
        with write_atomically(path) as beside:
            pd.concat(tables).to_csv(beside, index=False)
