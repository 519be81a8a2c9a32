"""The words of a seed in MLflow: an experiment beside that of the challenge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tracking.log import NotLoggedError, log_seed
from ductus.tracking.records import Record, flatten, mapping
from ductus.tracking.store import Store


def words_runs(results: Path, seed: int) -> tuple[Record, list[Record]]:
    """The parent, with config, tables, figures and numbers, and its child, the training.

    Raises DuctusError if a file is not there or not what it should be.
    """
    table = read(results / "tables" / "words.csv", TABLES["words"].columns)
    mine = table[(table.seed.astype(str) == str(seed)) & table["mean"].notna()]
    metrics = [
        (_named(row.whose, row.bias, row.measure), float(row.mean), 0)
        for row in mine.itertuples(index=False)
    ]
    made = results / "words"
    known = {k: v for k, v in flatten(mapping(made / "provenance.json")).items() if v is not None}
    tags = known | ({"mlflow.source.git.commit": known["commit"]} if "commit" in known else {})
    files = [(made / name, "") for name in ("config.resolved.yaml", "provenance.json")]
    for folder in ("tables", "figures"):
        files += [(path, folder) for path in sorted((results / folder).glob("words*"))]
    params = flatten(mapping(made / "config.resolved.yaml"))
    path = results / f"seed{seed}" / "words_training.csv"
    curve = read(path, TABLES["words_training"].columns)
    points = [("loss", float(row.loss), int(row.step)) for row in curve.itertuples(index=False)]
    return (
        Record(f"words of seed {seed}", metrics, params, tags, files),
        [Record("training", points, artifacts=[(path, "")])],
    )


def log_words(results: Path, seed: int, experiment: str, uri: str) -> dict[str, Any]:
    """Log finished words; returns and raises as `ductus.tracking.log.log_results`."""
    whole, parts = words_runs(results, seed)
    try:
        store = Store(uri, experiment, seed, results / f"seed{seed}")
        return log_seed(store, {}, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        raise NotLoggedError(uri, error) from error


def _named(whose: str, bias: float, measure: str) -> str:
    at = "" if bias != bias else f" bias {bias:g}"  # people have none
    return re.sub(r"\W+", "_", f"{whose}{at} {measure}")
