"""Choose who trains the network, the one example of each new character, and the probes."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = ("split",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--trajectories", type=Path, required=True, help="the one table (Parquet)")
    parser.add_argument(
        "--same-writer", type=int, default=0, help="probes per new character and exemplar writer"
    )
    parser.add_argument(
        "--other-writers", type=int, default=0, help="probes per new character, by so many others"
    )
    parser.add_argument(
        "--further", type=int, default=0, help="other instances that exemplar writers must have"
    )
    parser.add_argument("--out", type=Path, required=True, help="the split (JSON)")


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
        **config_of(args)["split"],
        same_writer=args.same_writer,
        other_writers=args.other_writers,
        further=args.further,
    )
    with write_atomically(args.out) as beside:
        beside.write_text(json.dumps(split, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"exemplar writers: {', '.join(split['exemplars']['writers'])}")
