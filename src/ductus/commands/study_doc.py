"""Write the page on a study beside the challenge, and its figures, from the tables of runs."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

STUDIES = ("landscape", "networks", "prediction", "samples", "sequences", "words")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "study", choices=STUDIES, metavar="STUDY", help=f"the study: {', '.join(STUDIES)}"
    )
    parser.add_argument(
        "--results",
        type=Path,
        nargs="+",
        required=True,
        help="results folders; the first is shown in full, of networks, samples, sequences one",
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="the page (Markdown); for words, its results"
    )
    parser.add_argument("--images", type=Path, required=True, help="folder for its figures (PNG)")


def run(args: argparse.Namespace) -> None:
    importlib.import_module(f"ductus.pages.{args.study}").publish(
        args.results, args.out, args.images
    )
