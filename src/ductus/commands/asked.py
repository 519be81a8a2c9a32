"""Turn people's answers into how often they told the network's drawings, with intervals."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answers", type=Path, nargs="+", help="files that the page saved (CSV)")
    parser.add_argument("--key", type=Path, required=True, help="made with the page (CSV)")
    parser.add_argument("--out-dir", type=Path, required=True, help="for asked.csv, .md and .html")


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.tables.asked import rates
    from ductus.tables.files import read, write

    key = read(args.key, ["question", "source", "level", "side"], ["question", "level"])
    columns = ["participant", "question", "answer"]
    answers = pd.concat([read(path, columns, ["question"]) for path in args.answers])
    table = rates(answers.reset_index(drop=True), key)
    write(table, args.out_dir, "asked")
    print(table.to_string(index=False))
