"""Make the page that asks people which drawings are the network's, and the key to it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = ("preprocessing", "samples", "variation.noise")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of the network and of the samples")
    parser.add_argument("--out", type=Path, required=True, help="the page (HTML)")
    parser.add_argument("--out-key", type=Path, required=True, help="who made what (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import probes, shown_by
    from ductus.files.atomic import write_atomically
    from ductus.learning.learners import load_learners
    from ductus.pages.asking import key, page
    from ductus.tasks.asking import chosen, questions

    config, split = config_of(args), read_split(args.split)
    new, whole = split["new"], []
    drawings = read_drawings(args, config["preprocessing"], new)
    count = config["samples"].pop("questions")
    asked = {**config["samples"], "noise": config["variation"]["noise"]}
    for writer, learner in load_learners(args.learner, split).items():
        shown = shown_by(drawings, split, writer)
        others = probes(drawings, split, "same_writer", writer)
        how = {"seed": args.seed, "writer": writer, **asked}
        whole += questions(learner.model, shown, others, **how)
    asked_of_people = chosen(whole, count, args.seed)
    with write_atomically(args.out) as beside:  # one within the other: each names its own errors
        beside.write_text(page(asked_of_people, "Who wrote this?"), encoding="utf-8")
        with write_atomically(args.out_key) as beside_key:
            key(asked_of_people).to_csv(beside_key, index=False)
    print(f"{len(asked_of_people)} of {len(whole)} questions", flush=True)
