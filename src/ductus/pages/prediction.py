"""The page on prediction, written from the tables of several runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.figures.prediction import NAMES
from ductus.pages.results.filled import filled
from ductus.pages.results.words import number_of, table
from ductus.pages.studies import Study, claims_of, minutes_of, put_in_place, read_study
from ductus.tables.columns import PREDICTORS
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


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page and the figures of the first run; nothing, if something is missing."""
    names = ("prediction", "prediction_claims")
    runs = [read_study("prediction", folder, names) for folder in folders]
    put_in_place(
        "prediction", runs[0], runs[0].title, lambda figure: _page(runs, figure), out, images
    )


def _page(runs: Sequence[Study], figure: Callable[[str], str]) -> str:
    claims = {run.title: run.tables["prediction_claims"] for run in runs}
    first = claims[runs[0].title]
    return filled(
        "prediction.md",
        runs=runs,
        sizes=[_size(run) for run in runs],
        claims=claims_of(claims, paper="Graves (2013)"),
        tables=[(run.title, _table(run)) for run in runs],
        rules=list(zip(first.claim, first.rule, strict=True)),
        figures=[figure(name) for name in of_target("prediction")],
    )


def _size(run: Study) -> dict[str, str]:
    """What was trained and measured, in words."""
    numbers = run.tables["prediction"]
    total = numbers[numbers.seed.astype(str) == "all"]
    new = total[(total.condition == "new") & (total.measure == NATS)].iloc[0]
    seeds = numbers.seed.nunique() - 1
    return {
        "title": run.title,
        "seeds": count(seeds, "seed"),
        "drawings": f"{int(new.n) // seeds}",
        "scale": f"{new.scale_x:.3g} across and {new.scale_y:.3g} up",
        "shift": f"{_shift(new):.2f}",
        "minutes": minutes_of(run.folder, "prediction"),
    }


def _shift(row: pd.Series) -> float:
    """Nats that a move of normalised steps costs beyond one of the features."""
    return -math.log(row.scale_x * row.scale_y)


def _table(run: Study) -> str:
    numbers = run.tables["prediction"]
    total = numbers[numbers.seed.astype(str) == "all"]
    rows = []
    for name in PREDICTORS:
        own = total[total.predictor == name]
        cells = [
            number_of(own[(own.measure == measure) & (own.condition == condition)])
            for measure, condition in COLUMNS
        ]
        rows.append([NAMES[name], *cells])
    return table(["predictor", *COLUMNS.values()], rows)
