"""Look into a network that was compared: traces, cells that can be read, motifs."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = ("preprocessing", "model.dense", "model.hidden", "model.bias")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--network", required=True, help="its name, one of networks.compared")
    parser.add_argument("--model", type=Path, required=True, help="that network, trained")
    parser.add_argument("--seed", type=int, required=True, help="of its weights")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-traces", type=Path, required=True, help="traces by step (CSV)")
    parser.add_argument("--out-atlas", type=Path, required=True, help="best cells by letter (CSV)")


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.data.split import writing_lengths
    from ductus.experiment.compared import compared
    from ductus.files.atomic import write_atomically
    from ductus.networks.catalogue import new_network
    from ductus.networks.stored import load
    from ductus.sweep.abilities import COLUMNS
    from ductus.sweep.motifs import motifs
    from ductus.sweep.networks import states_of
    from ductus.sweep.readable import atlas, properties, readable
    from ductus.sweep.traces import half_lives, traces

    config, split = config_of(args), read_split(args.split)
    symbols, trained = [*split["trained"], *split["new"]], split["trained"]
    drawings = read_drawings(args, config["preprocessing"], symbols)
    lengths = writing_lengths(drawings, split, split["exemplars"]["writers"][0])
    network = load(args.model, symbols)
    model = {**config["model"], **compared(args.network).model}
    model["hidden"] = network.shape["hidden"]
    before = new_network(symbols, seed=args.seed, **model)

    followed = traces(network, trained, lengths)
    features, hidden = states_of(network, trained, lengths)
    _, untrained = states_of(before, trained, lengths)
    rows, found = readable(hidden, [properties(steps) for steps in features], args.seed)
    tables = [half_lives(followed), rows, motifs(hidden, untrained, args.seed)]
    keys = {"seed": args.seed, "network": args.network}
    order = ["seed", "network", "exemplar_writer", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables).assign(**keys, exemplar_writer="")[order].to_csv(beside, index=False)
    with write_atomically(args.out_traces) as beside:
        followed.assign(**keys)[[*keys, *followed]].to_csv(beside, index=False)
    best = atlas(found, trained, hidden, features)
    with write_atomically(args.out_atlas) as beside:
        best.assign(**keys)[[*keys, *best]].to_csv(beside, index=False)
