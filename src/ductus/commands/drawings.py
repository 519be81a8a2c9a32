"""Arguments with which a stage reads drawings as features (no stage of its own)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ductus.data.features import Drawings
    from ductus.data.split import Split


def add_drawings_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which drawings."""
    parser.add_argument("--trajectories", type=Path, required=True, help="the one table (Parquet)")
    parser.add_argument("--split", type=Path, required=True, help="made by `ductus split`")


def read_split(path: Path) -> Split:
    """Read the split that `ductus split` wrote."""
    from ductus.data.split_file import read_split

    return read_split(path)


def read_drawings(
    args: argparse.Namespace,
    preprocessing: Mapping[str, Any],
    symbols: Sequence[str],
    writers: Sequence[str] | None = None,
) -> Drawings:
    """Read the features of some symbols, by some writers or all.

    preprocessing : the config's section, which says how drawings become features.
    """
    from ductus.data.features import join

    return join(read_parts(args, preprocessing, symbols, writers))


def read_parts(
    args: argparse.Namespace,
    preprocessing: Mapping[str, Any],
    symbols: Sequence[str],
    writers: Sequence[str] | None = None,
) -> Iterator[Drawings]:
    """The same part by part, for what need not have all of them at once."""
    from ductus.data.features import to_features
    from ductus.data.trajectory import read_in_parts

    wanted = {"symbol": symbols} if writers is None else {"symbol": symbols, "writer": writers}
    origin = f"{args.trajectories}, {args.split}"
    for table in read_in_parts(args.trajectories, **wanted):
        yield to_features(table, origin=origin, **preprocessing)
