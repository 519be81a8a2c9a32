"""Write the results of the page on the mixture network, and its figures, from a run's tables."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, required=True, help="folder of the run")
    parser.add_argument(
        "--out", type=Path, required=True, help="the page, whose results are written anew"
    )
    parser.add_argument("--images", type=Path, required=True, help="folder for its figures (PNG)")


def run(args: argparse.Namespace) -> None:
    from ductus.pages.samples import publish

    publish(args.results, args.out, args.images)
