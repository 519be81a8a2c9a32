"""Combine what all seeds measured of prediction, and judge what is said of it."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    files = {"type": Path, "nargs": "+", "required": True, "metavar": "FILE"}
    parser.add_argument("--measured", **files, help="made by `ductus prediction`")
    parser.add_argument("--density", type=Path, required=True, help="of one seed, by the same")
    parser.add_argument("--out-dir", type=Path, required=True, help="for *.csv, *.md and *.html")


def run(args: argparse.Namespace) -> None:
    from ductus.tables.columns import TABLES, filled
    from ductus.tables.files import read, write
    from ductus.tables.prediction import combine, judge, read_measured

    cases, form = read_measured(args.measured), TABLES["prediction_density"]
    density = read(args.density, form.columns, filled(form))
    tables = {
        "prediction": combine(cases),
        "prediction_claims": judge(cases),
        "prediction_density": density,
    }
    for name, table in tables.items():
        write(table, args.out_dir, name)
