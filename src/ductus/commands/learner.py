"""Put the inferred columns into the networks: the learners of all further stages."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    parser.add_argument("--untrained", type=Path, required=True, help="the same before training")
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    from ductus.learners import save_learners
    from ductus.model import load
    from ductus.oneshot_files import read_inferences

    inferences = read_inferences(args.oneshot)
    writers = [str(w) for w in inferences[0]["writers"]]
    save_learners(
        args.out,
        load(args.model),
        load(args.untrained),
        writers,
        {str(one["character"]): one["column_inferred"] for one in inferences},
        {str(one["character"]): one["column_untrained"] for one in inferences},
    )
    print(f"{len(inferences)} characters, exemplar writers: {', '.join(writers)}")
