"""The tables of prediction: nats a point and a drawing by each predictor, and what they say.

Nats are of moves and onsets, as Graves counts them (his ends of strokes), and of steps with
standard deviation 1 across and up over the training, as his are. `... of features` are the same
without that: the density is then of steps of which the longest of a drawing is 1, and less by the
logarithms of both deviations, which stand in the columns `scale_x` and `scale_y`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.tables.columns import PREDICTION, TABLES, filled
from ductus.tables.files import read
from ductus.tables.intervals import crossed_interval
from ductus.tables.judgement import Judgement, ends, judged, lacking

SCALE = ["scale_x", "scale_y"]
NATS, A_DRAWING, ERROR = "nats a point", "nats a drawing", "squared error"
Rule = Callable[[pd.DataFrame], Judgement | None]
CLAIMS: list[tuple[str, str, Rule]] = []


def read_measured(paths: Sequence[Path]) -> pd.DataFrame:
    """What all seeds measured of single drawings; raises DuctusError as `tables.files.read`."""
    names, numbers = PREDICTION.columns, filled(PREDICTION)
    return pd.concat([read(path, names, numbers) for path in paths], ignore_index=True)


def combine(cases: pd.DataFrame) -> pd.DataFrame:
    """The table `prediction`: single seeds first, then all of them.

    cases : a row for each drawing, as `ductus.tables.columns.PREDICTION`.
    """
    rows = []
    for seed, own in [*cases.groupby("seed"), ("all", cases)]:
        for (predictor, condition), part in own.groupby(["predictor", "condition"], sort=False):
            for measure, values in _values(part).items():
                if values.value.notna().all():
                    found = (len(values), *crossed_interval(values), *part[SCALE].mean())
                    rows.append((seed, predictor, condition, measure, *found))
    return pd.DataFrame(rows, columns=list(TABLES["prediction"].columns))


def judge(cases: pd.DataFrame) -> pd.DataFrame:
    """The table `prediction_claims`.

    Rules were written before looking. *Reproduced* asks for the whole 95 % interval over seeds and
    writers kept apart, *partly* for the mean alone; with fewer than three seeds nothing is judged.
    """
    return judged(CLAIMS, cases, "prediction_claims")


def claim(said: str, paper: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((said, paper, rule)) or rule


@claim("Three layers predict better than one", "-1,041 nats a line of text, against -1,026")
def deeper(cases: pd.DataFrame) -> Judgement | None:
    """Nats a point of drawings by writers kept apart, three layers less one layer with as many
    weights: below 0, interval included; partly: mean below 0."""
    return _less(cases, "three_layers", "one_layer")


@claim("Adaptive noise on the weights helps", "-1,058 nats a line of text, against -1,041")
def noise(cases: pd.DataFrame) -> Judgement | None:
    """Nats a point of drawings by writers kept apart, three layers with adaptive noise less the
    same without, after as many updates: below 0, interval included; partly: mean below 0."""
    return _less(cases, "three_layers_noise", "three_layers")


@claim("A network predicts better than a Gaussian at each step of the letter", "")
def beyond_means(cases: pd.DataFrame) -> Judgement | None:
    """Nats a point of drawings by writers kept apart, three layers less a Gaussian around the
    letter's mean trajectory: below 0, interval included; partly: mean below 0."""
    return _less(cases, "three_layers", "gaussian")


@claim("A network predicts better than an autoregression of order two", "")
def beyond_autoregression(cases: pd.DataFrame) -> Judgement | None:
    """Nats a point of drawings by writers kept apart, three layers less the autoregression: below
    0, interval included; partly: mean below 0."""
    return _less(cases, "three_layers", "autoregression")


def _less(cases: pd.DataFrame, one: str, other: str) -> Judgement:
    key, new = ["seed", "writer", "character", "instance"], cases[cases.condition == "new"]
    pair = [new[new.predictor == name].set_index(key).sort_index() for name in (one, other)]
    nats = [(each.move + each.onset) / each.points for each in pair]
    less = (nats[0] - nats[1]).rename("value").reset_index()
    less = less.assign(weight=pair[0].points.to_numpy(), exemplar_writer=less.writer)
    found = crossed_interval(less)
    ours = f"{found.mean:+.3g}{ends(found)} nats a point, {_count(less)}"
    return Judgement(ours, found.high < 0, found.mean < 0, found, lacking(less[["seed"]]))


def _count(rows: pd.DataFrame) -> str:
    drawings = len(rows) // rows.seed.nunique()
    return f"{rows.seed.nunique()} seeds x {drawings} drawings of {rows.writer.nunique()} writers"


def _values(part: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """For each measure a value for each drawing, and its weight."""
    shift = -np.log(part[SCALE].to_numpy()).sum(1)  # nats a point of normalised steps, beyond these
    nats, moved = part.move + part.onset, part.points - 1
    writers = part[["seed"]].assign(exemplar_writer=part.writer)

    def by_point(nats: pd.Series) -> pd.DataFrame:
        return writers.assign(value=nats / part.points, weight=part.points)

    return {
        NATS: by_point(nats + shift * moved),
        A_DRAWING: writers.assign(value=nats + shift * moved, weight=1.0),
        "nats a point, of features": by_point(nats),
        "nats a point, moves": by_point(part.move + shift * moved),
        "nats a point, onsets": by_point(part.onset),
        "nats a point, ends": by_point(part.end),
        "nats a point, pressure": by_point(part.pressure),
        ERROR: by_point(part.squared_error),
    }
