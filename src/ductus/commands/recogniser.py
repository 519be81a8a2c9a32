"""Train the network that reads a drawing's code, for the method `amortised`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_drawings_arguments(parser)
    parser.add_argument("--steps", type=int, required=True, help="one-shot tasks to learn from")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--resume", type=Path, help="keep a checkpoint here, and go on from it")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    from ductus.data.normal_form import as_paths
    from ductus.data.split import training_drawings
    from ductus.learning.episodes import drawn
    from ductus.learning.recogniser import fit
    from ductus.networks.recogniser import save_recogniser

    split = read_split(args.split)
    drawings = training_drawings(read_drawings(args, split["trained"]), split)
    data = drawn(as_paths(drawings), drawings.keys)
    save_recogniser(fit(data, args.seed, args.steps, args.resume, not args.quiet), args.out)
