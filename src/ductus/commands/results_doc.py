"""Write the page of results, its figures and the README's block from the tables of several runs."""

from __future__ import annotations

import argparse
from pathlib import Path

BESIDE = ("networks", "sequences")  # targets with a page of their own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--results",
        type=Path,
        nargs="+",
        required=True,
        help="results folders; the first is shown in full, the others are compared with it",
    )
    parser.add_argument("--out", type=Path, required=True, help="the page (Markdown)")
    parser.add_argument("--images", type=Path, required=True, help="folder for its figures (PNG)")
    parser.add_argument(
        "--readme", type=Path, help="file whose block of results is written anew (Markdown)"
    )
    for target in BESIDE:
        parser.add_argument(
            f"--{target}",
            type=Path,
            help=f"results folder of `snakemake {target}`, for a page of its own",
        )
        parser.add_argument(f"--{target}-out", type=Path, help="that page (Markdown)")


def run(args: argparse.Namespace) -> None:
    from ductus.errors import DuctusError
    from ductus.pages.results.published import publish, publish_networks, publish_sequences
    from ductus.pages.results.runs import read_runs

    given = vars(args)
    for target in BESIDE:
        if (given[target] is None) != (given[f"{target}_out"] is None):
            raise DuctusError(f"--{target}, --{target}-out: expected both, or neither")

    publish(read_runs(args.results), args.out, args.images, args.readme)
    for target, publish_target in zip(BESIDE, (publish_networks, publish_sequences), strict=True):
        if given[target] is not None:
            publish_target(given[target], given[f"{target}_out"], args.images)
