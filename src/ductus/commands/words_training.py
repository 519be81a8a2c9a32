"""Train the network that writes words."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

KEYS = (
    *("dense", "hidden", "layers", "components", "gaussians"),
    *("steps", "batch_size", "learning_rate", "noise"),
)
SECTIONS = (*(f"words.{key}" for key in KEYS), "trainer.accelerator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--words", type=Path, required=True, help="made by `ductus words-data`")
    parser.add_argument("--seed", type=int, required=True, help="of weights and batches")
    parser.add_argument("--resume", type=Path, help="keep a checkpoint here, and go on from it")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="the network (torch)")
    parser.add_argument("--out-curve", type=Path, required=True, help="its training curve (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.words import TRAIN
    from ductus.data.words.files import read_words
    from ductus.files.atomic import write_atomically
    from ductus.learning.words import fit_words
    from ductus.networks.words import save_word_network

    config = config_of(args)
    network, curve = fit_words(
        read_words(args.words).part(TRAIN),
        seed=args.seed,
        resume=args.resume,
        progress=not args.quiet,
        accelerator=config["trainer"]["accelerator"],
        **config["words"],
    )
    with write_atomically(args.out_curve) as beside:
        curve.assign(seed=args.seed).to_csv(beside, index=False)
    save_word_network(network, args.out)
    print(f"{curve.loss.iloc[-1]:.3f} nats a step in the last batch")
