"""Write the one table of trajectories from a source of handwriting."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = ("data.source", "split.trained", "split.new")  # and the section of the source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--cache", type=Path, help="folder that keeps downloads")
    parser.add_argument("--out", type=Path, required=True, help="the one table (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.sources.catalogue import read_source
    from ductus.data.trajectory import KEYS, write_trajectories
    from ductus.files.atomic import write_atomically

    source = config_of(args)["data"]["source"]
    args.sections = (*SECTIONS, f"data.{source}")
    config = config_of(args)
    symbols = sorted([*config["split"]["trained"], *config["split"]["new"]])
    table, remarks = read_source(config["data"], symbols, args.cache)
    with write_atomically(args.out) as beside:
        write_trajectories(table, beside)
    drawings = len(table[KEYS].drop_duplicates())
    remarks = [
        f"{table.writer.nunique()} writers, {table.symbol.nunique()} symbols, "
        f"{drawings} drawings, {len(table)} pen positions",
        *remarks,
    ]
    for remark in remarks:
        print(f"{source}: {remark}", file=sys.stderr)
