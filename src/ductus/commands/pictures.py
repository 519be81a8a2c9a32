"""Draw handwriting as pictures for the landscape, and choose which of them train its networks."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import read_split

SECTIONS = (  # and the section of the source
    *("data.source", "split.trained", "split.new", "preprocessing"),
    *(f"landscape.{key}" for key in ("symbols", "mnist", "pictures", "held_out")),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument(
        "--split", type=Path, required=True, help="whose examples and probes are left out"
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps downloads")
    parser.add_argument("--out", type=Path, required=True, help="the pictures (NumPy)")


def run(args: argparse.Namespace) -> None:
    import numpy as np

    from ductus.data.features import to_features
    from ductus.data.idx import read_mnist
    from ductus.data.pictures import divided, rasterised, write_pictures
    from ductus.data.sources.catalogue import read_source, source_of
    from ductus.files.atomic import write_atomically

    source, split = config_of(args)["data"]["source"], read_split(args.split)
    args.sections = (*SECTIONS, f"data.{source}")
    config = config_of(args)
    asked = config["landscape"]
    counts = {"pictures": asked["pictures"], "held_out": asked["held_out"]}
    if asked["mnist"]:
        pictures = read_mnist(Path(asked["mnist"]))
        rows = divided(pictures.keys, **counts)
        pictures = pictures.take(np.concatenate(rows))
    else:
        wanted = {*config["split"]["trained"], *config["split"]["new"], *asked["symbols"]}
        there = [s for s in source_of(config["data"]).symbols if s in wanted]
        table, _ = read_source(config["data"], sorted(there), args.cache)
        drawings = to_features(table, **config["preprocessing"])
        rows = divided(drawings.keys, apart=_asked_about(split), **counts)
        pictures = rasterised(drawings, np.concatenate(rows))
    trained = np.arange(len(pictures.keys)) < len(rows[0])
    pictures = type(pictures)(pictures.images, pictures.keys.assign(trained=trained))
    with write_atomically(args.out) as beside:
        write_pictures(beside, pictures)
    print(f"{len(rows[0])} pictures to train with, {len(rows[1])} held out")


def _asked_about(split: dict) -> set[tuple[str, str, int]]:
    """The drawings that are examples or probes."""
    shown = split["exemplars"]
    examples = {(w, s, shown["instance"]) for w in shown["writers"] for s in split["new"]}
    return examples | {
        (writer, symbol, instance)
        for condition in ("same_writer", "other_writer")
        for _, symbol, writer, instance in split[condition]
    }
