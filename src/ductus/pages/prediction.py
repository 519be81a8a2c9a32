"""The page on prediction, written from the tables of several runs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.figures.prediction import NAMES
from ductus.files.atomic import write_atomically
from ductus.pages.results.filled import filled
from ductus.pages.results.published import Figures, link_from
from ductus.pages.results.runs import RUN, bitmap, loaded
from ductus.pages.results.words import NOTHING, number_of, table
from ductus.pages.studies import commit_of, minutes_of
from ductus.tables.columns import PREDICTORS, TABLES
from ductus.tables.files import read
from ductus.tables.judgement import count
from ductus.tables.prediction import A_DRAWING, ERROR, NATS

COLUMNS = {  # measure and condition: what stands above
    (NATS, "new"): "nats a point",
    (A_DRAWING, "new"): "nats a drawing",
    ("nats a point, onsets", "new"): "of a point's: onsets",
    (ERROR, "new"): "squared error",
    ("nats a point, of features", "new"): "nats a point, of features",
    (NATS, "trained"): "nats a point, drawings learned from",
}


class Run(NamedTuple):
    """A run of the study: its title, tables, config, and how it was made.

    command, commit, minutes : in words; minutes are of CPU time.
    """

    title: str
    numbers: pd.DataFrame
    claims: pd.DataFrame
    config: dict[str, Any]
    command: str
    commit: str
    minutes: str


def read_run(folder: Path) -> Run:
    """Read a run's folder of results; raises DuctusError that says how to make it."""
    again = f"make it with: {RUN} prediction, a config with the name {folder.name}"
    config = loaded(folder / "prediction_config.yaml", again)
    noted = loaded(folder / "prediction_provenance.json", again, json.loads)
    numbers, claims = (
        read(folder / f"tables/{name}.csv", TABLES[name].columns)
        for name in ("prediction", "prediction_claims")
    )
    source = config["data"]["source"]
    title = {"digilets": "DigiLeTs"}.get(source, source)
    command = noted["command"].replace("snakemake", f"{RUN} prediction", 1)
    minutes = minutes_of(folder, "prediction")
    return Run(title, numbers, claims, config, command, commit_of(noted), minutes)


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page and the figures of the first run; nothing, if something is missing."""
    runs = [read_run(folder) for folder in folders]
    figures = Figures(runs[0].title, lambda name: bitmap(folders[0], name, "snakemake prediction"))
    at = link_from(out, images)
    text = filled(
        "prediction.md",
        runs=runs,
        sizes=[_size(run) for run in runs],
        claims=_claims(runs),
        tables=[(run.title, _table(run)) for run in runs],
        rules=list(zip(runs[0].claims.claim, runs[0].claims.rule, strict=True)),
        figures=[figures.markdown(name, at) for name in of_target("prediction")],
    )
    images.mkdir(parents=True, exist_ok=True)
    figures.write(images)
    with write_atomically(out) as beside:
        beside.write_text(text, encoding="utf-8")


def _size(run: Run) -> dict[str, str]:
    """What was trained and measured, in words."""
    total = run.numbers[run.numbers.seed.astype(str) == "all"]
    new = total[(total.condition == "new") & (total.measure == NATS)].iloc[0]
    seeds = run.numbers.seed.nunique() - 1
    return {
        "title": run.title,
        "seeds": count(seeds, "seed"),
        "drawings": f"{int(new.n) // seeds}",
        "scale": f"{new.scale_x:.3g} across and {new.scale_y:.3g} up",
        "shift": f"{_shift(new):.2f}",
    }


def _shift(row: pd.Series) -> float:
    """Nats that a move of normalised steps costs beyond one of the features."""
    return -math.log(row.scale_x * row.scale_y)


def _claims(runs: Sequence[Run]) -> str:
    """A row for each claim, with what each run has found."""
    rows = []
    for said, paper in runs[0].claims[["claim", "paper"]].to_numpy():
        cells = []
        for run in runs:
            mine = run.claims[run.claims.claim == said]
            cells += [f"**{v}**: {o}" for v, o in mine[["verdict", "ours"]].to_numpy()] or [NOTHING]
        rows.append([said, paper or NOTHING, *cells])
    return table(["claim", "Graves (2013)", *(run.title for run in runs)], rows)


def _table(run: Run) -> str:
    total = run.numbers[run.numbers.seed.astype(str) == "all"]
    rows = []
    for name in PREDICTORS:
        own = total[total.predictor == name]
        cells = [
            number_of(own[(own.measure == measure) & (own.condition == condition)])
            for measure, condition in COLUMNS
        ]
        rows.append([NAMES[name], *cells])
    return table(["predictor", *COLUMNS.values()], rows)
