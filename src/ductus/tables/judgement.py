"""What a rule says about a claim, and how a mean with its interval reads in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ductus.tables.columns import TABLES
from ductus.tables.intervals import CONFIDENCE, FACTORS, Estimate, crossed_interval

NOTHING = Estimate(float("nan"), float("nan"), float("nan"))
VERDICTS = ("reproduced", "partly", "not", "not judged")
GROUPS = 3  # of two seeds and two exemplar writers, an interval holds the true mean too rarely


class Judgement(NamedTuple):
    """What we found in words; reproduced; if not, partly; and the mean with its interval.

    `lacks` names a premise that fails: then the claim is not judged.
    """

    ours: str
    reproduced: bool
    partly: bool
    estimate: Estimate = NOTHING
    lacks: str = ""


def judged(
    claims: Sequence[tuple],
    found: Any,
    name: str,
    premise: Callable[[Callable], str] = lambda rule: "",
) -> pd.DataFrame:
    """The table of claims that can be judged.

    Parameters
    ----------
    claims : what is said of each claim, as the table's first columns have it, and last its rule: a
        function of `found` whose docstring stands in the table, and that returns a `Judgement`, or
        None where nothing can be said.
    name : of the table: it goes on with ours (with the interval, and with the premise that fails),
        verdict, rule, and what the rule looked at as numbers: mean, low, high.
    premise : what is lacking for a rule beside what it says itself, in words.
    """
    rows = []
    for *said, rule in claims:
        judgement = rule(found)
        if judgement:
            ours, reproduced, partly, estimate, lacks = judgement
            lacks = lacks or premise(rule)
            verdict = VERDICTS[3 if lacks else 0 if reproduced else 1 if partly else 2]
            ours += f"; not judged: {lacks}" if lacks else ""
            rows.append((*said, ours, verdict, " ".join(rule.__doc__.split()), *estimate))
    return pd.DataFrame(rows, columns=list(TABLES[name].columns))


def at_least(values: pd.DataFrame, what: str, reproduced: float, partly: float) -> Judgement | None:
    """A share that is to be high: its whole interval for one threshold, its mean for the other."""
    found = crossed_interval(values)
    if pd.isna(found.mean):
        return None
    hair = 1e-9  # of a share such as 12/13
    return Judgement(
        share(found, values, what),
        found.low >= reproduced - hair,
        found.mean >= partly - hair,
        found,
        lacking(values, reproduced),
    )


def lacking(rows: pd.DataFrame, threshold: float | None = None) -> str:
    """What is missing for an interval, in words; empty if nothing is.

    Parameters
    ----------
    rows : with a column for each factor that is resampled.
    threshold : of a share. If all cases come out alike, so do all that are drawn from them, and the
        interval has no width. So many cases are asked for that all of them alike are beyond
        chance if the true share is the threshold, however they came out.
    """
    groups = [factor for factor in FACTORS if factor in rows]
    if max(rows[factor].nunique() for factor in groups) < GROUPS:
        names = " or ".join(f"{factor.replace('_', ' ')}s" for factor in groups)
        return f"an interval needs {GROUPS} {names}"
    needed = math.ceil(math.log((1 - CONFIDENCE) / 2, threshold)) if threshold else 0
    return f"{len(rows)} cases are too few, expected {needed}" if len(rows) < needed else ""


def share(found: Estimate, values: pd.DataFrame, what: str) -> str:
    """``95.4 % [91.2, 98.1] of 195 variants, 3 seeds x 5 exemplar writers``."""
    return f"{percent(found)} of {len(values)} {what}, {counts(values)}"


def percent(found: Estimate) -> str:
    """``95.4 % [91.2, 98.1]``."""
    return f"{100 * found.mean:.3g} %" + ends(Estimate(*(100 * x for x in found)))


def ends(found: Estimate) -> str:
    """The interval in brackets; that there is none is for `counts` to say."""
    return "" if pd.isna(found.low) else f" [{found.low:.3g}, {found.high:.3g}]"


def counts(rows: pd.DataFrame) -> str:
    """``3 seeds x 5 exemplar writers``."""
    seeds, writers = rows.seed.nunique(), rows.exemplar_writer.nunique()
    said = f"{count(seeds, 'seed')} x {count(writers, 'exemplar writer')}"
    return said if max(seeds, writers) > 1 else f"{said}: no interval"


def count(n: int, what: str) -> str:
    """``1 seed``, ``2 seeds``."""
    return f"{n} {what}{'s' if n != 1 else ''}"
