"""Arguments with which a stage reads drawings as features (no stage of its own)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ductus.preprocessing import Drawings
    from ductus.split import Split


def add_drawings_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which drawings, and how they become features."""
    parser.add_argument("--trajectories", type=Path, required=True, help="the one table (Parquet)")
    parser.add_argument("--split", type=Path, required=True, help="made by `ductus split`")
    parser.add_argument("--normalisation", choices=["max_step", "extent"], default="max_step")
    parser.add_argument("--resample-hz", type=float, help="samples a second (default: as recorded)")


def read_split(path: Path) -> Split:
    """Read the split that `ductus split` wrote."""
    import json

    from ductus.errors import DuctusError

    try:
        split = json.loads(path.read_text(encoding="utf-8"))
        if not {"trained", "new", "exemplars"} <= set(split):
            raise ValueError("it lacks what a split has")
        return split
    except (OSError, ValueError, TypeError) as error:
        raise DuctusError(f"{path}: expected a split, made by `ductus split`; {error}") from error


def read_drawings(
    args: argparse.Namespace, symbols: list[str], writers: list[str] | None = None
) -> Drawings:
    """Read the features of some symbols, by some writers or all."""
    from ductus.preprocessing import to_features
    from ductus.trajectory import read_trajectories

    wanted = [("symbol", "in", symbols)]
    if writers is not None:
        wanted.append(("writer", "in", writers))
    table = read_trajectories(args.trajectories, filters=wanted)
    return to_features(table, args.normalisation, args.resample_hz)
