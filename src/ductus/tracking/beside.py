"""Studies beside the challenge in MLflow: an experiment of their own, a parent for each seed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ductus.tables import samples
from ductus.tables.columns import TABLES, is_text
from ductus.tables.files import read
from ductus.tracking.records import Point, Record, flatten, mapping


def study_run(results: Path, study: str, seed: int) -> Record:
    """A seed of a study that has a table of its name: its numbers, and all that was made.

    Raises DuctusError if a file is not there or not what it should be.
    """
    if study == "samples":  # whose table is of all seeds together
        table = samples.combine(samples.read_measured([results / f"seed{seed}" / "samples.csv"]))
    else:
        table = of_seed(results, study, seed)
    notes = [results / f"{study}_config.yaml", results / f"{study}_provenance.json"]
    return parent(results, study, seed, numbers(table), notes)


def of_seed(results: Path, study: str, seed: int) -> pd.DataFrame:
    """The rows of a seed in the table of the study's name."""
    table = read(results / "tables" / f"{study}.csv", TABLES[study].columns)
    return table[table.seed.astype(str) == str(seed)]


def numbers(table: pd.DataFrame) -> list[Point]:
    """The column `mean` as metrics, named by what tells rows apart: all columns before `n`."""
    keys = [name for name in table.columns[: list(table).index("n")] if name != "seed"]
    points = []
    for row in table[table["mean"].notna()].to_dict("records"):
        told = {key: row[key] for key in keys if row[key] != "" and not pd.isna(row[key])}
        words = (v if is_text(key) else f"{key} {v:g}" for key, v in told.items())
        points.append((re.sub(r"\W+", "_", " ".join(words)), float(row["mean"]), 0))
    return points


def parent(
    results: Path, study: str, seed: int, metrics: list[Point], notes: list[Path] | None = None
) -> Record:
    """A seed of a study: its numbers, and config, tables and figures of the whole.

    notes : the config that the study was made with, and its provenance; None: in its own folder.

    Raises DuctusError if a file is not there or not what it should be.
    """
    own = results / study
    config, provenance = notes or [own / "config.resolved.yaml", own / "provenance.json"]
    known = {k: v for k, v in flatten(mapping(provenance)).items() if v is not None}
    tags = known | ({"mlflow.source.git.commit": known["commit"]} if "commit" in known else {})
    files = [(path, "") for path in (config, provenance)]
    for folder in ("tables", "figures"):
        files += [(path, folder) for path in sorted((results / folder).glob(f"{study}*"))]
    params = flatten(mapping(config))
    return Record(f"{study} of seed {seed}", metrics, params, tags, files)
