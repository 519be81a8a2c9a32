"""Write the one table of trajectories from a source of handwriting."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", choices=["synthetic", "digilets"], required=True)
    parser.add_argument("--symbols", nargs="+", required=True, help="what is to be in the table")
    parser.add_argument("--archive", help="digilets: a .tar.gz or an https URL")
    parser.add_argument("--cache", type=Path, help="digilets: folder that keeps downloads")
    parser.add_argument("--writers", type=int, default=10, help="synthetic: how many")
    parser.add_argument("--instances", type=int, default=44, help="synthetic: per symbol")
    parser.add_argument("--seed", type=int, default=0, help="synthetic: of the generator")
    parser.add_argument("--out", type=Path, required=True)


def run(args: argparse.Namespace) -> None:
    from ductus.files import write_atomically

    if args.source == "digilets":
        from ductus.datasets.digilets import read_digilets

        table = read_digilets(args.archive, args.symbols, args.cache)
    else:
        from ductus.datasets.synthetic import synthesise

        table = synthesise(args.symbols, args.writers, args.instances, args.seed)
    with write_atomically(args.out) as beside:
        table.to_parquet(beside, index=False)
