"""Targets beside the challenge in MLflow: an experiment of their own, a parent for each seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ductus.tracking.log import NotLoggedError, log_seed
from ductus.tracking.records import Record, flatten, mapping
from ductus.tracking.store import Store


def parent(results: Path, target: str, seed: int, metrics: list[tuple[str, float, int]]) -> Record:
    """A seed of a target: its numbers, and config, tables and figures of the whole.

    Raises DuctusError if a file is not there or not what it should be.
    """
    made = results / target
    known = {k: v for k, v in flatten(mapping(made / "provenance.json")).items() if v is not None}
    tags = known | ({"mlflow.source.git.commit": known["commit"]} if "commit" in known else {})
    files = [(made / name, "") for name in ("config.resolved.yaml", "provenance.json")]
    for folder in ("tables", "figures"):
        files += [(path, folder) for path in sorted((results / folder).glob(f"{target}*"))]
    params = flatten(mapping(made / "config.resolved.yaml"))
    return Record(f"{target} of seed {seed}", metrics, params, tags, files)


def log_runs(
    runs: tuple[Record, list[Record]], results: Path, seed: int, experiment: str, uri: str
) -> dict[str, Any]:
    """Log a parent and its children; returns and raises as `ductus.tracking.log.log_results`."""
    whole, parts = runs
    try:
        store = Store(uri, experiment, seed, results / f"seed{seed}")
        return log_seed(store, {}, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        raise NotLoggedError(uri, error) from error
