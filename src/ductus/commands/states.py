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
    parser.add_argument("--out-states", type=Path, required=True, help="h and c over time (NumPy)")


def run(args: argparse.Namespace) -> None:
    import numpy as np

    from ductus.files import write_atomically
    from ductus.model import load
    from ductus.split import writing_lengths
    from ductus.states import distances, record

    split = read_split(args.split)
    symbols = [*split["trained"], *split["new"]]
    lengths = writing_lengths(read_drawings(args, symbols), split)
    states = record(load(args.learner), lengths)
    shared = tuple(args.shared) if args.shared else None
    numbers = distances(
        {s: states["c"][i, :n] for i, (s, n) in enumerate(lengths.items())},
        {s: states["h"][i, :n] for i, (s, n) in enumerate(lengths.items())},
        shared,
        args.repeated,
        args.seed,
    )
    with write_atomically(args.out_states) as beside:
        np.savez_compressed(beside, **states)
    with write_atomically(args.out) as beside:
        numbers.to_csv(beside, index=False)
