"""Combine what was measured of networks on next-step tasks, and judge what is said of them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    files = {"type": Path, "nargs": "+", "required": True, "metavar": "FILE"}
    parser.add_argument("--measured", **files, help="made by `ductus sequences`")
    parser.add_argument("--written", **files, help="what was written, likewise")
    parser.add_argument("--cells", **files, help="cells of a text to be shown, likewise")
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.sweep.sequences_claims import judge
    from ductus.sweep.tables import combine_sequences
    from ductus.tables.columns import TABLES, filled
    from ductus.tables.files import read, write

    tables = {}
    for name in ("written", "cells"):
        form = TABLES[f"sequences_{name}"]
        parts = [read(path, form.columns, filled(form)) for path in getattr(args, name)]
        some = [part for part in parts if len(part)] or parts[:1]
        tables[f"sequences_{name}"] = pd.concat(some, ignore_index=True)
    tables["sequences"] = combine_sequences(args.measured)
    tables["sequences_claims"] = judge(tables["sequences"])
    for name, table in tables.items():
        write(table, args.out_dir, name)
