"""Tables of samples: how recognisable, diverse and original they are, people's beside them.

What is asked of them is judged as in `ductus.tables.claims`: the docstring of a function is its
rule, *reproduced* asks for the whole 95 % interval over seeds and exemplar writers, *partly* for
the mean alone, and with fewer than three of both nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ductus.data.features import FEATURES
from ductus.tables.columns import TABLES
from ductus.tables.files import read, read_rows
from ductus.tables.intervals import FACTORS, Estimate, crossed_interval
from ductus.tables.judgement import Judgement, counts, ends, judged, lacking, percent

KEYS = ["source", "level", "measure"]
MEASURED = ["seed", "exemplar_writer", *KEYS, "character", "value", "n"]
OWN = 0.5  # of the diversity of a writer's own drawings

Rule = Callable[[pd.DataFrame], Judgement | None]
CLAIMS: list[tuple[str, Rule]] = []


def claim(said: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((said, rule)) or rule


def read_measured(paths: Sequence[Path]) -> pd.DataFrame:
    """What seeds measured; raises DuctusError as `ductus.tables.files.read_rows`."""
    return read_rows(paths, MEASURED, ["seed", "value", "n"])


def of_first_writer(path: Path) -> pd.DataFrame:
    """Drawings of the first exemplar writer; raises DuctusError as `read`."""
    columns = list(TABLES["samples_shown"].columns)
    shown = read(path, columns, ["seed", "draw", "frame", *FEATURES])[columns]
    return shown[shown.exemplar_writer == shown.exemplar_writer.iloc[:1].squeeze()]


def combine(rows: pd.DataFrame) -> pd.DataFrame:
    """Average what seeds measured over characters, seeds and exemplar writers.

    Returns
    -------
    source, level, measure, n (drawings), mean, low, high.
    """
    table = []
    for key, group in rows.rename(columns={"n": "drawings"}).groupby(
        KEYS, sort=False, dropna=False
    ):
        table.append((*key, int(group.drawings.sum()), *crossed_interval(group)))
    return pd.DataFrame(table, columns=[*KEYS, "n", "mean", "low", "high"])


def judge(rows: pd.DataFrame) -> pd.DataFrame:
    """The table `samples_claims`; rows : of all seeds, `MEASURED`."""
    return judged(CLAIMS, rows, "samples_claims")


@claim("Samples of a letter seen once are recognised")
def recognised(rows: pd.DataFrame) -> Judgement | None:
    """At the bias at which most are, of those with at least half of the diversity of the exemplar
    writer's own drawings in the mean (of all, if none has), `nn_dtw` names at least 90 % of the
    samples right, interval included; partly: mean at least 90 %."""
    bias = _best(rows)
    if bias is None:
        return None
    values = _of(rows, "sample", "recognised", bias)
    found, drawings = crossed_interval(values), int(values.drawings.sum())
    ours = f"{percent(found)} at bias {bias:g}, {drawings} samples, {counts(values)}"
    return Judgement(ours, found.low >= 0.9, found.mean >= 0.9, found, lacking(values[FACTORS]))


@claim("They are at least half as diverse as a writer's own drawings")
def diverse(rows: pd.DataFrame) -> Judgement | None:
    """At the same bias, the distance between two samples of a letter less half of that between two
    of the exemplar writer's own drawings of it: above 0, interval included; partly: mean above
    0."""
    bias = _best(rows)
    if bias is None:
        return None
    own, mine = _of(rows, "same_writer", "diversity"), _of(rows, "sample", "diversity", bias)
    if own.empty:
        return None
    ours = f", at bias {bias:g}: {mine.value.mean():.3g}, people {own.value.mean():.3g}"
    return _more(mine, own.assign(value=OWN * own.value), "{:+.3g}{}", ours)


@claim("Likelihood names other writers' drawings better than `nn_dtw`")
def likely(rows: pd.DataFrame) -> Judgement | None:
    """Of other writers' drawings of new letters, the share that is most probable under the code of
    its letter less the share that `nn_dtw` names right: above 0, interval included; partly: mean
    above 0."""
    named, nearest = (_of(rows, "other_writer", m) for m in ("likelihood", "recognised"))
    if named.empty:
        return None
    ours = f": {100 * named.value.mean():.3g} %, `nn_dtw` {100 * nearest.value.mean():.3g} %"
    return _more(named, nearest, "{:+.3g} points{}", ours, unit=100)


def _best(rows: pd.DataFrame) -> float | None:
    """The bias at which most samples are recognised, if they are diverse."""
    sampled = rows[rows.source == "sample"].groupby(["measure", "level"]).value.mean()
    if sampled.empty:
        return None
    diversity = sampled.get("diversity", pd.Series(dtype=float))
    enough = diversity[diversity >= OWN * _of(rows, "same_writer", "diversity").value.mean()]
    levels = enough.index if len(enough) else sampled["recognised"].index
    return float(sampled["recognised"].loc[levels].idxmax())


def _of(rows: pd.DataFrame, source: str, measure: str, level: float | None = None) -> pd.DataFrame:
    mine = rows[(rows.source == source) & (rows.measure == measure)]
    mine = mine if level is None else mine[mine.level == level]
    return mine.drop(columns="n").assign(drawings=mine.n)


def _more(
    one: pd.DataFrame, other: pd.DataFrame, said: str, beside: str, unit: float = 1
) -> Judgement:
    """One measure less another, of the same characters; `said` in this unit."""
    key = [*FACTORS, "character"]
    pair = one.merge(other, on=key, suffixes=("", "_other"))
    less = pair.assign(value=pair.value - pair.value_other)[[*key, "value"]]
    found = crossed_interval(less)
    shown = Estimate(*(unit * value for value in found))
    ours = f"{said.format(shown.mean, ends(shown))}{beside}, {counts(less)}"
    return Judgement(ours, found.low > 0, found.mean > 0, found, lacking(less[FACTORS]))
