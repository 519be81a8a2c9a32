"""Train networks to predict drawings, and measure it with writers kept apart from training."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = (
    "preprocessing",
    *(f"model.{key}" for key in ("dense", "bias", "cell", "start")),
    "model.mixture.components",
    *(f"training.{key}" for key in ("reached", "batch_size", "learning_rate", "falling")),
    *("training.clip", "training.betas", "training.weight_noise.after", "prediction"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of weights, minibatches and noise")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="numbers of each drawing (CSV)")
    parser.add_argument(
        "--out-density", type=Path, required=True, help="densities along some letters (CSV)"
    )


def run(args: argparse.Namespace) -> None:
    from ductus.errors import DuctusError
    from ductus.files.atomic import write_atomically
    from ductus.sweep.prediction import kept_apart, study

    config, split = config_of(args), read_split(args.split)
    writers, trained = split["training_writers"], split["trained"]
    drawings = read_drawings(args, config["preprocessing"], trained, writers)
    if len(writers) < 2:
        raise DuctusError(
            f"{args.split}: expected two training writers or more, to keep some apart; there is one"
        )
    apart = kept_apart(writers, config["prediction"]["kept_apart"])
    known = drawings.where(writer=[writer for writer in writers if writer not in apart])
    how = {"model": config["model"], "training": config["training"], "progress": not args.quiet}
    how |= {key: config["prediction"][key] for key in ("hidden", "steps", "deviation")}
    table, density = study(known, drawings.where(writer=apart), seed=args.seed, **how)
    for found, path in ((table, args.out), (density, args.out_density)):
        with write_atomically(path) as beside:
            found.to_csv(beside, index=False)
