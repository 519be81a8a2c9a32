"""What the paper claims, and whether it holds here.

Each claim has a rule that turns the combined tables into one word: ``reproduced``, ``partly`` or
``not``. It is the docstring of the function that applies it and stands in the table. A claim about
letters that the split does not have, or about what was not measured, has no row.

Rules speak of means over seeds and exemplar writers: ``reproduced`` asks for the whole interval on
the right side of the rule's threshold, ``partly`` for the mean alone.

A claim has premises, and is ``not judged`` where one of them fails; it is named behind what was
found. There have to be groups and cases enough for an interval (`lacking`), whatever came out. And
what is said of new characters, beyond that they are written, presupposes it: a network that learned
nothing recognises nothing, blends smoothly and is at a loss without inference as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from ductus.tables import measured
from ductus.tables.intervals import FACTORS, crossed_interval
from ductus.tables.judgement import (
    NOTHING,
    Judgement,
    at_least,
    count,
    counts,
    ends,
    judged,
    lacking,
    percent,
    share,
)
from ductus.tables.measured import PAPER_METHOD, PEOPLE, Tables

TWO_WRITERS = 0.14  # median `dtw` between two people's drawings of one letter in DigiLeTs

Rule = Callable[[Tables], Judgement | None]
CLAIMS: list[tuple[str, str, str, Rule]] = []  # section, claim, the paper's value, rule


def claim(section: str, said: str, value: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((section, said, value, rule)) or rule


def judge(tables: Tables) -> pd.DataFrame:
    """Judge every claim that can be judged.

    Parameters
    ----------
    tables : training, generation, variation, classification_cases, blending and states, as
        `ductus tables` makes them.

    Returns
    -------
    section, claim, paper (its value), ours (with the interval, and with the premise that fails),
    verdict, rule, and what the rule looked at as numbers: mean, low, high.
    """
    unwritten = _unwritten(tables)
    always = (mean_drawing, regenerated)
    return judged(CLAIMS, tables, "claims", lambda rule: "" if rule in always else unwritten)


@claim("3.1", "The network writes the mean of each trained character", "essentially the mean")
def mean_drawing(tables: Tables) -> Judgement | None:
    """Squared distance to the means (excess) at most 1/20 of the variance of people's drawings
    around them (floor), interval included; partly: mean at most 1/5."""
    last = tables["training"].sort_values("step").groupby("seed").last().reset_index()
    if last.empty:
        return None
    if (last.floor <= 0).any():
        lacks = "a trained character has one drawing, or all alike, and no variance"
        return Judgement(count(len(last), "seed"), False, False, NOTHING, lacks)
    found = crossed_interval(last.assign(exemplar_writer="", value=last.excess / last.floor))
    ours = f"{percent(found)} of the variance, {count(len(last), 'seed')}"
    return Judgement(ours, found.high <= 1 / 20, found.mean <= 1 / 5, found, lacking(last))


@claim("3.1", "One-shot inference re-generates a new character", "yes, by looking (Fig. 2, blue)")
def regenerated(tables: Tables) -> Judgement | None:
    """9/10 of the characters come as near to their example in shape as two people's drawings of
    one letter to each other (dtw at most 0.14, the median in DigiLeTs), interval included; partly:
    mean at least 1/2."""
    return at_least(_near_enough(tables), "characters", 9 / 10, 1 / 2)


@claim("3.1", "The trained network does not write it without inference", "no (Fig. 2, red)")
def fails_without(tables: Tables) -> Judgement | None:
    """Mean MSE with inference at most 1/5 of that without, interval included; partly: mean at
    most 1/2."""
    return _against(tables, "not_inferred")


@claim("3.1", "Inference in an untrained network does not write it", "only v (Fig. 2, orange)")
def fails_untrained(tables: Tables) -> Judgement | None:
    """Mean MSE with inference in the trained network at most 1/5 of that with inference in the
    untrained one, interval included; partly: mean at most 1/2."""
    return _against(tables, "untrained")


@claim("3.1", "The exception in the untrained network is v", "only v looks similar")
def exception_v(tables: Tables) -> Judgement | None:
    """Written by the untrained network, v is nearer to its example in shape than the next new
    character is (interval of the difference below zero); partly: v is among the nearest quarter in
    the mean."""
    rows = tables["generation"]
    rows = rows[rows.condition == "untrained"]
    each = rows.pivot_table(index=FACTORS, columns="character", values="dtw")
    distance = each.mean()
    if "v" not in distance.index or len(distance) < 2:
        return None
    rank, n = int((distance <= distance["v"]).sum()), len(distance)
    rival = distance.drop("v").idxmin()
    found = crossed_interval((each["v"] - each[rival]).reset_index(name="value"))
    ours = (
        f"number {rank} of {n}: dtw {distance['v']:.2g}, next {distance[rival]:.2g} ({rival}), "
        f"difference {found.mean:.2g}{ends(found)}, {counts(rows)}"
    )
    lacks = lacking(rows) or (f"{n} new characters are too few, expected 4" if n < 4 else "")
    return Judgement(ours, found.high < 0, rank <= n / 4, found, lacks)


@claim("3.2", "Noise makes similar variants of a new character", "yes, by looking (Fig. 3)")
def similar_variants(tables: Tables) -> Judgement | None:
    """At noise 0.05, the example nearest in shape is the character's own for 9/10 of the variants,
    interval included; partly: mean at least 1/2."""
    noise = measured.paper_noise(tables["variation"])
    return at_least(measured.nearest_is_own(tables, noise), "variants", 9 / 10, 1 / 2)


@claim("3.3", "Very similar variants are identified", "12 of 13")
def identified(tables: Tables) -> Judgement | None:
    """Of variants at noise 0.05, at least 12/13 are identified by the paper's method, interval
    included; partly: mean at least 1/2."""
    cases = _generated(tables)
    judgement = at_least(measured.identified(cases), "variants", 12 / 13, 1 / 2)
    if judgement is None:
        return None
    n = cases.character.nunique()
    ours = f"{judgement.estimate.mean * n:.1f} of {n}: {judgement.ours}"
    return judgement._replace(ours=ours)


@claim("3.3", "Dissimilar variants are not identified reliably", "not reliable (Fig. 4, right)")
def dissimilar(tables: Tables) -> Judgement | None:
    """Drawings by other writers, similar or not, are identified by the paper's method in less than
    1/2 of the cases and less often than generated variants, both intervals included; partly: mean
    less than for variants."""
    people = measured.cases_of(tables, PAPER_METHOD, "other_writer")
    if people.empty or _generated(tables).empty:
        return None
    values = measured.identified(people)
    found = crossed_interval(values)
    noise = measured.paper_noise(tables["classification_cases"])
    pair = (PAPER_METHOD, "other_writer"), (PAPER_METHOD, "generated")
    less = crossed_interval(measured.more_identified(tables, *pair, noise))
    ours = share(found, values, "other writers' drawings")
    reproduced = less.high < 0 and found.high < 1 / 2
    return Judgement(ours, reproduced, less.mean < 0, found, lacking(values, 1 / 2))


@claim("3.3", "A wrong identification still shows what is shared", "p among five for a p (Fig. 4)")
def similarities(tables: Tables) -> Judgement | None:
    """For people's drawings, in 1/2 of the cases that the paper's method gets wrong, the right
    character is among the highest fifth of the entries (5 of 26 in the paper), interval included;
    partly: mean above chance."""
    pieces = [measured.cases_of(tables, PAPER_METHOD, condition) for condition in PEOPLE]
    people = pd.concat(pieces)
    wrong = people[measured.truth(people.correct) == 0]
    codes = wrong[[c for c in wrong if c.startswith("code_")]]
    top = math.ceil(codes.shape[1] / 5)
    if wrong.empty or top < 2:
        return None
    own = [codes.at[i, f"code_{c}"] for i, c in wrong.character.items()]
    values = wrong[FACTORS].assign(value=codes.gt(own, axis=0).sum(axis=1) < top)
    chance = (top - 1) / (codes.shape[1] - 1)  # it was not the highest
    found = crossed_interval(values)
    ours = f"{share(found, values, 'wrong cases')}; by chance {chance:.0%}"
    reproduced = found.low >= 1 / 2 and found.low > chance
    return Judgement(ours, reproduced, found.mean > chance, found, lacking(values, 1 / 2))


@claim("3.4", "Blends pass smoothly from one character to the other", "yes, by looking (Fig. 5)")
def smooth(tables: Tables) -> Judgement | None:
    """For 3/4 of the pairs, the distance to the first rises and that to the second falls (rank
    correlation with the weight at least 0.8: p < 0.01 with 11 blends), and no step makes more than
    half of the way, interval included; partly: mean at least 1/2."""
    return at_least(measured.smooth(tables), "pairs", 3 / 4, 1 / 2)


@claim("3.4", "A blend is a compromise between two characters", "yes, by looking (Fig. 5)")
def compromise(tables: Tables) -> Judgement | None:
    """For 3/4 of the pairs, the blend with equal weights is nearer in shape to each of the two
    than they are to one another, interval included; partly: mean at least 1/2."""
    return at_least(measured.compromise(tables), "pairs", 3 / 4, 1 / 2)


@claim(
    "3.5", "A letter that begins like another has its cell states there", "y begins like v (Fig. 6)"
)
def shared_states(tables: Tables) -> Judgement | None:
    """Of all letters' states, averaged over seeds and exemplar writers, the tested letter's are so
    near that p <= 0.05 (share of letters at least as near); partly: p <= 1/4."""
    return _states(tables, "shared")


@claim("3.5", "A movement written twice shows twice in the hidden states", "u (Fig. 7)")
def repeated_states(tables: Tables) -> Judgement | None:
    """Of all letters, averaged over seeds and exemplar writers, the two halves of the tested
    letter's states are so near that p <= 0.05 (share of letters whose halves are at least as
    near); partly: p <= 1/4."""
    return _states(tables, "repeated")


def _against(tables: Tables, condition: str) -> Judgement | None:
    values = measured.error_against(tables, condition)
    found = crossed_interval(values)
    if pd.isna(found.mean):
        return None
    inferred, other = (measured.error(tables, c).value.mean() for c in ("inferred", condition))
    ours = f"MSE {inferred:.2g} is {percent(found)} of {other:.2g}, {counts(values)}"
    return Judgement(ours, found.high <= 1 / 5, found.mean <= 1 / 2, found, lacking(values))


def _near_enough(tables: Tables) -> pd.DataFrame:
    values = measured.error(tables, "inferred", "dtw")
    return values.assign(value=values.value <= TWO_WRITERS)


def _unwritten(tables: Tables) -> str:
    """The premise that new characters are written, at least partly, in words where it fails."""
    written = _near_enough(tables).value.mean()
    return (
        f"{written:.0%} of the new characters are written, expected 50 %" if written < 0.5 else ""
    )


def _generated(tables: Tables) -> pd.DataFrame:
    noise = measured.paper_noise(tables["classification_cases"])
    return measured.cases_of(tables, PAPER_METHOD, "generated", noise)


def _states(tables: Tables, name: str) -> Judgement | None:
    rows = tables["states"]
    together = rows[
        (rows.claim == name) & rows.tested.astype(bool) & (rows.seed.astype(str) == "all")
    ]
    if together.empty:
        return None
    one = together.iloc[0]
    pair = f"{one.character} in {one.reference}" if one.reference else one.character
    written = one.rank_written
    written = f" (by what is written {written:.0f})" if pd.notna(written) else ""
    ours = (
        f"{pair}: distance {one.distance:.2g}, others {one.distance_others:.2g}; "
        f"number {one['rank']} of {one.n}, p = {one.p:.2g}{written}, {counts(tables['generation'])}"
    ).removesuffix(": no interval")
    # The p value of the first of n letters is 1 / n.
    lacks = f"{one.n} letters are too few, expected 20" if one.n < 20 else ""
    return Judgement(ours, one.p <= 0.05, one.p <= 1 / 4, NOTHING, lacks)
