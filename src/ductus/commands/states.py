"""Record hidden and cell states while the network writes each letter, and compare them."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--learner", type=Path, required=True)
    add_drawings_arguments(parser)
    parser.add_argument(
        "--shared", nargs=2, metavar="CHARACTER", help="the second begins as the first is written"
    )
    parser.add_argument("--repeated", metavar="CHARACTER", help="written as one movement twice")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument(
        "--out-states", type=Path, required=True, help="h and c over time, first writer (NumPy)"
    )


def run(args: argparse.Namespace) -> None:
    import numpy as np
    import pandas as pd

    from ductus.data.split import writing_lengths
    from ductus.files.atomic import write_atomically
    from ductus.learning.learners import load_learners
    from ductus.tasks.states import compare, record

    split = read_split(args.split)
    drawings = read_drawings(args, [*split["trained"], *split["new"]])
    shared = tuple(args.shared) if args.shared else None
    numbers, shown = [], None
    for writer, learner in load_learners(args.learner, split).items():
        states = record(learner.model, writing_lengths(drawings, split, writer))
        table = compare(states, shared, args.repeated, args.seed)
        table.insert(1, "exemplar_writer", writer)
        numbers.append(table)
        shown = shown or states  # figures show the first exemplar writer's
        print(f"{writer}: states of {len(states['symbols'])} characters", flush=True)
    with write_atomically(args.out_states) as beside:
        np.savez_compressed(beside, **shown)
        with write_atomically(args.out) as beside_numbers:
            pd.concat(numbers, ignore_index=True).to_csv(beside_numbers, index=False)
