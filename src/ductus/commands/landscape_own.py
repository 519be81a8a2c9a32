"""Find and measure the same landscape in the network that writes: its codes and hidden states."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split
from ductus.commands.landscape import SHARES

SECTIONS = (
    *("preprocessing", "classification.learning_rate", "landscape.drawings"),
    *("landscape.iterations", *SHARES),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    parser.add_argument("--seed", type=int, required=True, help="of the network, for the tables")
    parser.add_argument("--out-dir", type=Path, required=True, help="for the tables and pictures")


def run(args: argparse.Namespace) -> None:
    import numpy as np

    from ductus.data.pictures import rasterised
    from ductus.learning.learners import load_learners
    from ductus.tasks.landscape import files, own
    from ductus.tasks.landscape.judge import Judge
    from ductus.tasks.landscape.measures import as_tables, examine
    from ductus.tasks.landscape.shown import arrays_of

    config, split = config_of(args), read_split(args.split)
    asked = config["landscape"]
    each, iterations = asked.pop("drawings"), asked.pop("iterations")
    drawings = read_drawings(args, config["preprocessing"], [*split["trained"], *split["new"]])
    rows = own.some_drawings(drawings.keys, each)
    chosen = np.isin(np.arange(len(drawings)), rows)
    mine, others = drawings.take(chosen), drawings.take(~chosen)
    labelled = rasterised(others, own.some_drawings(others.keys, 2 * each, seed=1))
    judge = Judge(labelled, rasterised(drawings, rows))
    learner = next(iter(load_learners(args.learner, split).values()))
    how = {"iterations": iterations, "learning_rate": config["classification"]["learning_rate"]}
    spaces = [
        *own.spaces_of(learner.model, mine, **how),
        *own.spaces_of(learner.untrained, mine, name="codes_untrained", states=None, **how),
    ]
    names, found, shown = sorted(set(mine.keys.symbol)), [], {}
    for space in spaces:
        one = examine(space, judge, names, args.seed, **asked)
        shown[space.name] = arrays_of(one, space, judge, args.seed)
        found.append(one)
        print(f"{space.name}: {len(one.clusters)} clusters", flush=True)
    files.write(args.out_dir, args.seed, as_tables(found), shown)
