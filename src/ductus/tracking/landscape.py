"""The landscape of a seed in MLflow: an experiment beside that of the challenge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tracking.log import NotLoggedError, log_seed
from ductus.tracking.records import Record, flatten, mapping
from ductus.tracking.store import Store

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
    made = results / "landscape"
    known = {k: v for k, v in flatten(mapping(made / "provenance.json")).items() if v is not None}
    tags = known | ({"mlflow.source.git.commit": known["commit"]} if "commit" in known else {})
    files = [(made / name, "") for name in ("config.resolved.yaml", "provenance.json")]
    for folder in ("tables", "figures"):
        files += [(path, folder) for path in sorted((results / folder).glob("landscape*"))]
    params = flatten(mapping(made / "config.resolved.yaml"))
    whole = Record(f"landscape of seed {seed}", metrics, params, tags, files)
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
    return whole, parts


def log_landscape(results: Path, seed: int, experiment: str, uri: str) -> dict[str, Any]:
    """Log a finished landscape; returns and raises as `ductus.tracking.log.log_results`."""
    whole, parts = landscape_runs(results, seed)
    try:
        store = Store(uri, experiment, seed, results / f"seed{seed}")
        return log_seed(store, {}, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        raise NotLoggedError(uri, error) from error


def _named(representation: str, measure: str) -> str:
    return re.sub(r"\W+", "_", f"{representation} {measure}")
