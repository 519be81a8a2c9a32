"""Find and measure what autoencoders have learned of pictures whose names they were not told."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SHARES = tuple(f"landscape.{key}" for key in ("significant", "slice_share", "cluster_share"))
SECTIONS = ("preprocessing", *SHARES)
WITHOUT = ("nn_dtw", "nn_points", "nn_image", "chance")  # methods that need no network


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--pictures", type=Path, required=True, help="made by `ductus pictures`")
    parser.add_argument(
        "--sparse", type=Path, required=True, help="made by `ductus autoencoder` with a penalty"
    )
    parser.add_argument("--dense", type=Path, required=True, help="the same without")
    parser.add_argument("--seed", type=int, required=True, help="of the networks, for the tables")
    parser.add_argument("--out-dir", type=Path, required=True, help="for the tables and pictures")


def run(args: argparse.Namespace) -> None:
    from ductus.data.pictures import read_pictures
    from ductus.networks.autoencoder import load_autoencoder
    from ductus.tasks.landscape import files, oneshot
    from ductus.tasks.landscape.controls import RandomProjection
    from ductus.tasks.landscape.judge import Judge
    from ductus.tasks.landscape.measures import (
        Found,
        Space,
        as_tables,
        examine,
        succeeded,
        training_numbers,
    )
    from ductus.tasks.landscape.shown import arrays_of

    config, split = config_of(args), read_split(args.split)
    drawings = read_drawings(args, config["preprocessing"], [*split["trained"], *split["new"]])
    pictures = read_pictures(args.pictures)
    known, others = pictures.part(trained=True), pictures.part(trained=False)
    judge, names = Judge(known, others), sorted(set(known.symbols))
    networks = {"sparse": load_autoencoder(args.sparse), "dense": load_autoencoder(args.dense)}
    active = (networks["sparse"].encode(known.ink) > 0).sum(1).mean() if networks["sparse"] else 3
    networks["random"] = RandomProjection(
        known.ink, neurons=24, active=float(active), seed=args.seed
    )
    found, shown = [], {}
    for name, network in networks.items():
        one = Found(rows=[(name, "", "succeeded", 0, 1)])
        if network is not None:
            numbers = training_numbers(network, others, judge, known.ink.mean(axis=0))
            learned = name == "random" or succeeded(numbers)
            codes = network.encode(known.ink)
            space = Space(name, codes, known.symbols, network.decode, known.ink)
            one = examine(space, judge, names, args.seed, **config["landscape"])
            one.rows += [(name, "", *number) for number in numbers]
            one.rows += [(name, "", "succeeded", int(learned), 1)] if name != "random" else []
            shown[name] = arrays_of(one, space, judge, args.seed)
            print(f"{name}: {len(one.clusters)} clusters", flush=True)
        found.append(one)
    rows = oneshot.compare(networks, drawings, split, WITHOUT)
    files.write(args.out_dir, args.seed, as_tables(found) | {"landscape_methods": rows}, shown)
