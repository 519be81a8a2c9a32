"""Choose the penalty with which few latent neurons are active, on a part of the pictures."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = ("landscape.penalties", "landscape.trial_steps")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--pictures", type=Path, required=True, help="made by `ductus pictures`")
    parser.add_argument("--out", type=Path, required=True, help="what was tried (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.pictures import read_pictures
    from ductus.files.atomic import write_atomically
    from ductus.learning.autoencoder import choose_penalty

    asked = config_of(args)["landscape"]
    images = read_pictures(args.pictures).part(trained=True).ink
    table = choose_penalty(images, asked["penalties"], steps=asked["trial_steps"])
    with write_atomically(args.out) as beside:
        table.to_csv(beside, index=False)
    print(table.to_string(index=False))
