"""The landscape of a seed in MLflow: an experiment beside that of the challenge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tracking.beside import log_runs, parent
from ductus.tracking.records import Record

CLUSTERING = "meanshift"  # whose numbers are the parent's; a child has those of all


def landscape_runs(results: Path, seed: int) -> tuple[Record, list[Record]]:
    """The parent, with config, tables, figures and the numbers to compare, and its children.

    Raises DuctusError if a file is not there or not what it should be.
    """
    table = read(results / "tables" / "landscape.csv", TABLES["landscape"].columns)
    mine = table[table.seed.astype(str) == str(seed)]
    metrics = [
        (_named(row.representation, row.measure), float(row.mean), 0)
        for row in mine[mine.clustering.isin(["", CLUSTERING])].itertuples(index=False)
    ]
    parts = []
    for kind in ("sparse", "dense"):
        path = results / f"seed{seed}" / f"autoencoder_{kind}.csv"
        curve = read(path, ["step", "loss", "active"])
        points = [
            (n, float(row[n]), int(row.step))
            for _, row in curve.iterrows()
            for n in ("loss", "active")
        ]
        parts.append(Record(f"{kind} autoencoder", points, artifacts=[(path, "")]))
    for by, part in mine[mine.clustering != ""].groupby("clustering", sort=False):
        points = [
            (_named(row.representation, row.measure), float(row.mean), 0)
            for row in part.itertuples(index=False)
        ]
        parts.append(Record(f"clusters by {by}", points))
    return parent(results, "landscape", seed, metrics), parts


def log_landscape(results: Path, seed: int, experiment: str, uri: str) -> dict[str, Any]:
    """Log a finished landscape; returns and raises as `ductus.tracking.log.log_results`."""
    return log_runs(landscape_runs(results, seed), results, seed, experiment, uri)


def _named(representation: str, measure: str) -> str:
    return re.sub(r"\W+", "_", f"{representation} {measure}")
