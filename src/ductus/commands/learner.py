"""Put the inferred columns into the trained network: the learner of all further stages."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    import torch

    from ductus.model import load, save
    from ductus.oneshot import with_columns
    from ductus.oneshot_files import read_inferences

    columns = {
        str(one["character"]): torch.from_numpy(one["column_inferred"])
        for one in read_inferences(args.oneshot)
    }
    save(with_columns(load(args.model), columns), args.out)
