"""Write the page of results, its figures and the README's block from the tables of several runs."""

from __future__ import annotations

import argparse
from pathlib import Path


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
    parser.add_argument(
        "--networks",
        type=Path,
        help="results folder of `snakemake networks`, for a page of its own",
    )
    parser.add_argument("--networks-out", type=Path, help="that page (Markdown)")


def run(args: argparse.Namespace) -> None:
    from ductus.errors import DuctusError
    from ductus.pages.results.published import publish, publish_networks
    from ductus.pages.results.runs import read_runs

    if (args.networks is None) != (args.networks_out is None):
        raise DuctusError("--networks, --networks-out: expected both, or neither")

    publish(read_runs(args.results), args.out, args.images, args.readme)
    if args.networks is not None:
        publish_networks(args.networks, args.networks_out, args.images)
