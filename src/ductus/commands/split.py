"""Choose who trains the network, the one example of each new character, and the probes."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trajectories", type=Path, required=True)
    parser.add_argument("--trained", nargs="+", required=True, help="symbols")
    parser.add_argument("--new", nargs="+", required=True, help="symbols")
    parser.add_argument("--training-writers", nargs="+", default=["all"])
    shown_by = parser.add_mutually_exclusive_group()
    shown_by.add_argument("--exemplar-writers", nargs="+", help="each shows every new character")
    shown_by.add_argument("--exemplar-count", type=int, default=1, help="or so many, spread evenly")
    parser.add_argument("--exemplar-instance", type=int, default=0)
    parser.add_argument("--same-writer", type=int, required=True, help="probes per new character")
    parser.add_argument("--other-writers", type=int, required=True, help="probes per new character")
    parser.add_argument(
        "--further", type=int, default=0, help="other instances that those spread over must have"
    )
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    import json

    import pandas as pd

    from ductus.data.split import make_split
    from ductus.data.trajectory import KEYS, read_in_parts
    from ductus.files.atomic import write_atomically

    parts = read_in_parts(args.trajectories)
    keys = pd.concat([part[KEYS].drop_duplicates() for part in parts], ignore_index=True)
    split = make_split(
        keys,
        args.trained,
        args.new,
        args.training_writers,
        args.exemplar_writers or args.exemplar_count,
        args.exemplar_instance,
        same_writer=args.same_writer,
        other_writers=args.other_writers,
        further=args.further,
    )
    with write_atomically(args.out) as beside:
        beside.write_text(json.dumps(split, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"exemplar writers: {', '.join(split['exemplars']['writers'])}")
