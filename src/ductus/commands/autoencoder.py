"""Train an autoencoder on pictures without their labels."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = ("landscape.steps",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--pictures", type=Path, required=True, help="made by `ductus pictures`")
    parser.add_argument(
        "--penalty", type=Path, help="made by `ductus penalty`; without it, a dense network"
    )
    parser.add_argument("--seed", type=int, required=True, help="of weights and batches")
    parser.add_argument("--resume", type=Path, help="keep a checkpoint here, and go on from it")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="the network (torch)")
    parser.add_argument("--out-curve", type=Path, required=True, help="its training curve (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.pictures import read_pictures
    from ductus.files.atomic import write_atomically
    from ductus.learning.autoencoder import fit_autoencoder
    from ductus.networks.autoencoder import save_autoencoder
    from ductus.tables.columns import TABLES
    from ductus.tables.files import read

    penalty = None
    if args.penalty:
        tried = read(args.penalty, TABLES["landscape_penalty"].columns)
        penalty = float(tried[tried.chosen.astype(bool)].penalty.iloc[0])
    network, curve = fit_autoencoder(
        read_pictures(args.pictures).part(trained=True).ink,
        seed=args.seed,
        penalty=penalty,
        resume=args.resume,
        progress=not args.quiet,
        **config_of(args)["landscape"],
    )
    with write_atomically(args.out_curve) as beside:
        curve.assign(seed=args.seed).to_csv(beside, index=False)
    save_autoencoder(network, args.out)
    last = f"loss {curve.loss.iloc[-1]:.3f}, {curve.active.iloc[-1]:.3g} neurons active"
    print(last if network else "the training failed: its loss is no longer finite")
