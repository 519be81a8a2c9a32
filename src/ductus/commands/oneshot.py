"""Learn new characters from one example each, in the trained and in an untrained network."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    parser.add_argument("--untrained", type=Path, required=True, help="the same before training")
    add_drawings_arguments(parser)
    parser.add_argument("--mode", choices=["apart", "together"], default="apart")
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, default=0.001)
    parser.add_argument("--start", choices=["zero", "network"], default="zero")
    parser.add_argument("--seed", type=int, default=0, help="of the shuffling, with `together`")
    parser.add_argument("--character", nargs="+", required=True, help="new characters")
    parser.add_argument("--out", type=Path, nargs="+", required=True, help="a file for each")


def run(args: argparse.Namespace) -> None:
    import numpy as np

    from ductus.errors import DuctusError
    from ductus.files import write_atomically
    from ductus.model import load
    from ductus.oneshot import learn
    from ductus.split import examples

    split = read_split(args.split)
    if len(args.out) != len(args.character):
        raise DuctusError(
            f"--out: expected one file for each of {len(args.character)} characters, "
            f"got {len(args.out)}"
        )
    for character in args.character:
        if character not in split["new"]:
            raise DuctusError(
                f"--character: expected a new character, one of {' '.join(split['new'])}; "
                f"got {character!r}"
            )
    drawings = read_drawings(args, args.character, [split["exemplar"]["writer"]])
    results = learn(
        load(args.model),
        load(args.untrained),
        args.character,
        list(examples(drawings, split, args.character)),
        args.iterations,
        args.learning_rate,
        start=args.start,
        together=args.mode == "together",
        seed=args.seed,
    )
    for result, out in zip(results, args.out, strict=True):
        with write_atomically(out) as beside:
            np.savez(beside, **result)
