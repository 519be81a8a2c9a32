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


def run(args: argparse.Namespace) -> None:
    from ductus.pages.results.published import publish
    from ductus.pages.results.runs import read_runs

    publish(read_runs(args.results), args.out, args.images, args.readme)
