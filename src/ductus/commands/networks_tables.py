"""Combine what was measured of networks that are compared, and judge what is said of them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    files = {"type": Path, "nargs": "+", "required": True, "metavar": "FILE"}
    parser.add_argument("--measured", **files, help="made by `ductus networks`, `ductus cells`")
    parser.add_argument("--training", **files, help="courses of the loss, by the first of these")
    parser.add_argument("--traces", **files, help="traces, by the second")
    parser.add_argument("--atlas", **files, help="of cells to be shown, likewise")
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.sweep.networks_claims import judge
    from ductus.sweep.tables import NETWORKS, combine
    from ductus.tables.columns import TABLES, filled
    from ductus.tables.files import read, write

    tables = {}
    for name in ("training", "traces", "atlas"):
        form = TABLES[f"networks_{name}"]
        parts = [read(path, form.columns, filled(form)) for path in getattr(args, name)]
        tables[f"networks_{name}"] = pd.concat(parts, ignore_index=True)
    tables["networks"] = combine(args.measured, NETWORKS)
    tables["networks_claims"] = judge(tables)
    for name, table in tables.items():
        write(table, args.out_dir, name)
