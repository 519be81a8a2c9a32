"""Tables that count: how often each method was right, what was taken for what, and the headlines.

All intervals are of `ductus.tables.intervals.crossed_interval`.
"""

from __future__ import annotations

import pandas as pd

from ductus.tables import measured
from ductus.tables.columns import CONDITIONS, TABLES
from ductus.tables.intervals import FACTORS, crossed_interval
from ductus.tables.measured import PAPER_METHOD, PEOPLE, Tables

CASES = ["method", "condition", "noise"]


def count_correct(cases: pd.DataFrame) -> pd.DataFrame:
    """Count the identified cases by seed (and ``all``), method, condition and noise.

    Parameters
    ----------
    cases : the table `classification_cases`.

    Returns
    -------
    seed, method, condition, noise, n, then correct, accuracy, low, high: the largest of all
    entries; and the same with ``_among_new``: the largest of the new characters' entries. Empty
    where a method looks at the new characters only.
    """
    rows = []
    for seed, part in [*cases.groupby("seed", sort=False), ("all", cases)]:
        for keys, group in part.groupby(CASES, dropna=False, sort=False):
            row = {"seed": seed, **dict(zip(CASES, keys, strict=True)), "n": len(group)}
            for among in ("", "_among_new"):
                values = measured.identified(group, among)
                known = values.value.notna().any()
                row[f"correct{among}"] = int(values.value.sum()) if known else None
                estimate = crossed_interval(values)
                for column, number in zip(("accuracy", "low", "high"), estimate, strict=True):
                    row[column + among] = number
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(TABLES["classification"].columns))
    whole = {"correct": "Int64", "correct_among_new": "Int64"}
    return table.astype({"seed": object, "noise": float} | whole)


def confusion(cases: pd.DataFrame) -> pd.DataFrame:
    """What each new character was taken for, among the new ones, over all seeds and writers.

    Returns
    -------
    method, condition, noise, character, predicted, n, share (of the character's cases); pairs that
    never occurred have no row.
    """
    keys = [*CASES, "character"]
    table = (
        cases.rename(columns={"predicted_among_new": "was"})
        .groupby([*keys, "was"], dropna=False, sort=False)
        .size()
        .reset_index(name="n")
        .rename(columns={"was": "predicted"})
    )
    table["share"] = table.n / table.groupby(keys, dropna=False).n.transform("sum")
    return table


def difficulty(tables: Tables) -> pd.DataFrame:
    """How hard each new character is to write and to identify, the hardest first.

    Hardest: identified least often among the new characters, over the conditions, by the paper's
    method (if it was not among the methods, the best one).

    Parameters
    ----------
    tables : generation, classification_cases and classification.

    Returns
    -------
    character, measure (`mse` and `dtw` of the letter written after one-shot inference,
    `identified`: share of the probes identified among the new characters), method (the paper's and
    the best other one), condition, noise (the paper's), n, mean, low, high.
    """
    cases, generation = tables["classification_cases"], tables["generation"]
    written = generation[generation.condition == "inferred"]
    noise = measured.paper_noise(cases)
    best = measured.best_method(tables["classification"])
    methods = [m for m in (PAPER_METHOD, best) if m in set(cases.method)]
    rows = []
    for character, mine in written.groupby("character", sort=False):
        for measure in ("mse", "dtw"):
            values = mine[FACTORS].assign(value=mine[measure])
            rows.append((character, measure, "", "inferred", None, values))
    for method in methods:
        for condition in CONDITIONS:
            probes = measured.cases_of(tables, method, condition, noise)
            level = noise if condition == "generated" else None
            for character, mine in probes.groupby("character", sort=False):
                values = measured.identified(mine, "_among_new")
                rows.append((character, "identified", method, condition, level, values))
    table = pd.DataFrame(
        [(*row[:-1], len(row[-1]), *crossed_interval(row[-1])) for row in rows],
        columns=list(TABLES["difficulty"].columns),
    )
    first = table[(table.measure == "identified") & (table.method == (methods or [""])[0])]
    share = first.groupby("character")["mean"].mean().to_dict()
    ranking = sorted(dict.fromkeys(table.character), key=lambda c: share.get(c, 0.0))
    place = {c: i for i, c in enumerate(ranking)}
    order = table.character.map(place).sort_values(kind="stable").index
    return table.loc[order].astype({"noise": float}).reset_index(drop=True)


def headline(tables: Tables) -> pd.DataFrame:
    """The numbers to compare experiments by, over all seeds and exemplar writers.

    Parameters
    ----------
    tables : generation, variation, classification_cases, classification and blending.

    Returns
    -------
    section (of the paper), measure, method, condition, noise, mean, low, high, seeds,
    exemplar_writers, n (cases).
    """
    cases = tables["classification_cases"]
    noise = measured.paper_noise(cases)
    rows = []

    def add(section, measure, values, method="", condition="", level=None, n=None):
        counts = values.seed.nunique(), values.exemplar_writer.nunique(), n or len(values)
        if values.value.notna().any():
            estimate = crossed_interval(values)
            rows.append((section, measure, method, condition, level, *estimate, *counts))

    for measure in ("mse", "dtw"):
        for condition in tables["generation"].condition.unique():
            add("3.1", measure, measured.error(tables, condition, measure), "", condition)
    for condition in ("not_inferred", "untrained"):
        values = measured.error_against(tables, condition)
        add("3.1", "mse of inferred over this", values, "", condition)
    for level in sorted(tables["variation"].noise.unique()):
        values = measured.nearest_is_own(tables, level)
        add("3.2", "nearest to the own example", values, "", "generated", level)
    for among, measure in (("", "identified"), ("_among_new", "identified among new")):
        for method in cases.method.unique():
            for condition in CONDITIONS:
                level = noise if condition == "generated" else None
                probes = measured.cases_of(tables, method, condition, noise)
                add("3.3", measure, measured.identified(probes, among), method, condition, level)
    network = measured.best_method(tables["classification"], measured.uses_network)
    baseline = measured.best_method(
        tables["classification"], lambda method: not measured.uses_network(method)
    )
    for condition in PEOPLE if network and baseline else ():
        pair = (network, condition), (baseline, condition)
        values = measured.more_identified(tables, *pair, noise, "_among_new")
        n = len(measured.cases_of(tables, network, condition))
        add("3.3", f"more identified than by {baseline}", values, network, condition, n=n)
    add("3.4", "smooth blends", measured.smooth(tables))
    add("3.4", "blends between both characters", measured.compromise(tables))
    columns = list(TABLES["headline"].columns)
    return pd.DataFrame(rows, columns=columns).astype({"noise": float})


# Table -> what makes it of the tables that there are by then.
MADE = {
    "classification": lambda tables: count_correct(tables["classification_cases"]),
    "confusion": lambda tables: confusion(tables["classification_cases"]),
    "difficulty": difficulty,
    "headline": headline,
}
