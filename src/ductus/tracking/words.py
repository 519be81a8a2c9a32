"""The words of a seed in MLflow: an experiment beside that of the challenge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tracking.beside import log_runs, parent
from ductus.tracking.records import Record


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
    path = results / f"seed{seed}" / "words_training.csv"
    curve = read(path, TABLES["words_training"].columns)
    points = [("loss", float(row.loss), int(row.step)) for row in curve.itertuples(index=False)]
    training = Record("training", points, artifacts=[(path, "")])
    return parent(results, "words", seed, metrics), [training]


def log_words(results: Path, seed: int, experiment: str, uri: str) -> dict[str, Any]:
    """Log finished words; returns and raises as `ductus.tracking.log.log_results`."""
    return log_runs(words_runs(results, seed), results, seed, experiment, uri)


def _named(whose: str, bias: float, measure: str) -> str:
    at = "" if bias != bias else f" bias {bias:g}"  # people have none
    return re.sub(r"\W+", "_", f"{whose}{at} {measure}")
