"""Train the network that reads a drawing's code, for the method `amortised`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = ("preprocessing", "recogniser")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of weights and tasks")
    parser.add_argument("--resume", type=Path, help="keep a checkpoint here, and go on from it")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="the network (torch)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.normal_form import as_paths
    from ductus.data.split import training_drawings
    from ductus.learning.episodes import drawn
    from ductus.learning.recogniser import fit
    from ductus.networks.recogniser import save_recogniser

    config, split = config_of(args), read_split(args.split)
    drawings = read_drawings(args, config["preprocessing"], split["trained"])
    drawings = training_drawings(drawings, split)
    network = fit(
        drawn(as_paths(drawings), drawings.keys),
        seed=args.seed,
        resume=args.resume,
        progress=not args.quiet,
        **config["recogniser"],
    )
    save_recogniser(network, args.out)
