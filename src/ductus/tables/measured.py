"""What the combined tables say about each question, as values to average.

Each function returns a row for each case: seed, exemplar_writer, value (true or false, or a
number) and, if cases do not count alike, weight; `ductus.tables.intervals` makes a mean and an
interval of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from ductus.tables.columns import PEOPLE
from ductus.tables.intervals import FACTORS

Tables = Mapping[str, pd.DataFrame]

PAPER_NOISE = 0.05  # docs/protocol.md, row 15
PAPER_METHOD = "paper"


def error(tables: Tables, condition: str, measure: str = "mse") -> pd.DataFrame:
    """Distance to the example (`mse` or `dtw`) of what was written in a condition."""
    rows = _generation(tables, condition)
    return rows[FACTORS].assign(value=rows[measure])


def error_against(tables: Tables, condition: str) -> pd.DataFrame:
    """MSE with one-shot inference relative to that in another condition; the mean is the ratio of
    the mean errors."""
    keys = [*FACTORS, "character"]
    both = _generation(tables, "inferred").merge(_generation(tables, condition), on=keys)
    return both[FACTORS].assign(value=both.mse_x / both.mse_y, weight=both.mse_y)


def nearest_is_own(tables: Tables, noise: float) -> pd.DataFrame:
    """Is the example nearest to a variant that of its own character?"""
    rows = tables["variation"]
    rows = rows[rows.noise == noise]
    return rows[FACTORS].assign(value=rows.nearest == rows.character)


def cases_of(
    tables: Tables, method: str, condition: str, noise: float | None = None
) -> pd.DataFrame:
    """Rows of `classification_cases`; noise, if any, of the variants."""
    cases = tables["classification_cases"]
    cases = cases[(cases.method == method) & (cases.condition == condition)]
    return cases if condition != "generated" or noise is None else cases[cases.noise == noise]


def identified(cases: pd.DataFrame, among: str = "") -> pd.DataFrame:
    """Was a probe identified, among all symbols or (``_among_new``) among the new characters?

    Without a value where a method looks at new characters only.
    """
    return cases[FACTORS].assign(value=truth(cases[f"correct{among}"]))


def more_identified(
    tables: Tables, one: tuple[str, str], other: tuple[str, str], noise: float, among: str = ""
) -> pd.DataFrame:
    """Difference of two accuracies, each of a (method, condition), in each seed and writer."""
    means = [
        identified(cases_of(tables, *which, noise), among).groupby(FACTORS).value.mean()
        for which in (one, other)
    ]
    return (means[0] - means[1]).dropna().reset_index()


def smooth(tables: Tables) -> pd.DataFrame:
    """Does a blend pass smoothly from one character to the other?

    The distance to the first rises and that to the second falls (rank correlation with the weight
    at least 0.8), and no step makes more than half of the way.
    """

    def is_smooth(way: pd.DataFrame) -> bool:
        way = way.sort_values("weight", ascending=False)
        for distance, direction in ((way.dtw_to_first, -1), (way.dtw_to_second, 1)):
            spread = distance.max() - distance.min()
            if spread == 0 or distance.diff().abs().max() > spread / 2:
                return False
            if distance.corr(way.weight, method="spearman") * direction < 0.8:
                return False
        return True

    return _ways(tables, is_smooth)


def compromise(tables: Tables) -> pd.DataFrame:
    """Is the blend with equal weights nearer to each character than they are to one another?"""

    def lies_between(way: pd.DataFrame) -> bool:
        apart = way.dtw_to_second[way.weight.idxmax()]
        middle = way.loc[(way.weight - 0.5).abs().idxmin()]
        return max(middle.dtw_to_first, middle.dtw_to_second) < apart

    return _ways(tables, lies_between)


def paper_noise(rows: pd.DataFrame) -> float:
    """The largest noise up to the paper's presumed one, else the smallest there is."""
    levels = sorted(rows.noise.dropna().unique()) or [PAPER_NOISE]
    return max((x for x in levels if x <= PAPER_NOISE), default=levels[0])


def best_method(counts: pd.DataFrame, among: Callable[[str], bool] | None = None) -> str | None:
    """The method that identifies most of people's drawings among the new characters (of the
    network's variants, where there are no people's); None if there is none.

    Parameters
    ----------
    counts : the table `classification`.
    among : which methods are compared; default: all but the paper's.
    """
    rows = counts[counts.seed.astype(str) == "all"]
    rows = rows[rows.method.map(among or (lambda method: method != PAPER_METHOD)).astype(bool)]
    people = rows[rows.condition.isin(PEOPLE)]
    means = (rows if people.empty else people).groupby("method", sort=False).accuracy_among_new
    return None if rows.empty else str(means.mean().idxmax())


class Learner(NamedTuple):
    """A network that learned from one exemplar writer, and how many such there are."""

    seed: int
    exemplar_writer: str
    of: int


def median_learner(generation: pd.DataFrame) -> Learner:
    """The learner whose single drawings stand for all: with the median error in shape.

    Its mean distance (`dtw`) to the examples, over the new characters after one-shot inference, is
    the median of all learners' (of an even number the lower one of the two in the middle).

    Parameters
    ----------
    generation : the table `generation`.
    """
    written = _generation({"generation": generation}, "inferred")
    errors = written.groupby(FACTORS, sort=False).dtw.mean().sort_values(kind="stable")
    seed, writer = errors.index[(len(errors) - 1) // 2]
    return Learner(int(seed), writer, len(errors))


def uses_network(method: str) -> bool:
    """Whether a method looks at what a network learned; otherwise it is a baseline."""
    return method != "chance" and not method.startswith("nn_")


def truth(column: pd.Series) -> pd.Series:
    """True, False or nothing, as 1, 0 or NaN, whether fresh or read from a file."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    return column.map({True: 1.0, False: 0.0, "True": 1.0, "False": 0.0}).astype(float)


def symbols_of(cases: pd.DataFrame) -> list[str]:
    """All symbols of the split, from the columns of the codes; the new ones have cases."""
    return [c.removeprefix("code_") for c in cases if c.startswith("code_")]


def _generation(tables: Tables, condition: str) -> pd.DataFrame:
    return tables["generation"][tables["generation"].condition == condition]


def _ways(tables: Tables, holds: Callable[[pd.DataFrame], bool]) -> pd.DataFrame:
    ways = tables["blending"].groupby([*FACTORS, "first", "second"], sort=False)
    rows = [(*key[:2], holds(way)) for key, way in ways]
    return pd.DataFrame(rows, columns=[*FACTORS, "value"])
