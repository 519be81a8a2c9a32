"""The landscape of a seed in MLflow."""

from __future__ import annotations

from pathlib import Path

from ductus.tables.files import read
from ductus.tracking.beside import numbers, of_seed, parent
from ductus.tracking.records import Record

CLUSTERING = "meanshift"  # whose numbers are the parent's; a child has those of all


def landscape_runs(results: Path, seed: int) -> tuple[Record, list[Record]]:
    """The parent, with config, tables, figures and the numbers to compare, and its children.

    Raises DuctusError if a file is not there or not what it should be.
    """
    mine = of_seed(results, "landscape", seed)
    compared = mine[mine.clustering.isin(["", CLUSTERING])]
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
        parts.append(Record(f"clusters by {by}", numbers(part.drop(columns="clustering"))))
    return parent(results, "landscape", seed, numbers(compared.drop(columns="clustering"))), parts
