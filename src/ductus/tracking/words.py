"""The words of a seed in MLflow."""

from __future__ import annotations

from pathlib import Path

from ductus.tables.columns import TABLES
from ductus.tables.files import read
from ductus.tracking.beside import numbers, of_seed, parent
from ductus.tracking.records import Record


def words_runs(results: Path, seed: int) -> tuple[Record, list[Record]]:
    """The parent, with config, tables, figures and numbers, and its child, the training.

    Raises DuctusError if a file is not there or not what it should be.
    """
    path = results / f"seed{seed}" / "words_training.csv"
    curve = read(path, TABLES["words_training"].columns)
    points = [("loss", float(row.loss), int(row.step)) for row in curve.itertuples(index=False)]
    training = Record("training", points, artifacts=[(path, "")])
    return parent(results, "words", seed, numbers(of_seed(results, "words", seed))), [training]
