"""Identification: which letter is this trajectory? (paper, Section 3.3)

Gathers the probes and puts every method of `ductus.tasks.methods` before the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ductus.data.features import Drawings
from ductus.data.written import features_of, written_table
from ductus.tasks.methods import Answer, Task
from ductus.tasks.methods.answering import answer


def gather_cases(
    variants: pd.DataFrame, people: Mapping[str, Drawings], seed: int, exemplar_writer: str
) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Collect the probes of all conditions for the learner of one exemplar writer.

    Parameters
    ----------
    variants : written trajectories by exemplar_writer, character, noise and draw; those of other
        exemplar writers are left out.
    people : drawings by people, by condition (``same_writer``, ``other_writer``), which may be
        empty.

    Returns
    -------
    cases : a row per probe: seed, exemplar_writer, condition (also ``generated``), noise (NaN for
        people), character, writer, instance (of a variant: which draw).
    probes : features (T, 4) of each.
    """
    rows, probes = [], []
    own = variants[variants.exemplar_writer == exemplar_writer]
    for (character, noise, draw), steps in own.groupby(["character", "noise", "draw"], sort=False):
        rows.append(("generated", noise, character, "", draw))
        probes.append(features_of(steps))
    for condition, drawings in people.items():
        keys = drawings.keys
        for writer, symbol, instance in zip(keys.writer, keys.symbol, keys.instance, strict=True):
            rows.append((condition, np.nan, symbol, writer, instance))
        probes.extend(drawings if len(drawings) else [])
    columns = ["condition", "noise", "character", "writer", "instance"]
    cases = pd.DataFrame(rows, columns=columns)
    cases.insert(0, "seed", seed)
    cases.insert(1, "exemplar_writer", exemplar_writer)
    return cases, probes


def identify(
    task: Task,
    cases: pd.DataFrame,
    probes: Sequence[np.ndarray],
    *,
    methods: Sequence[str],
    **settings: Any,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Identify every probe by every method and say how it went.

    Parameters
    ----------
    task : the learner and what it was taught.
    cases : DataFrame with a row per probe; `character` is what it is meant to be.
    probes : features (T, 4) of each.
    methods : names, of `ductus.tasks.methods.names`.
    settings : of the paper's descent, see `ductus.tasks.methods.answering.answer`.

    Returns
    -------
    numbers : for each method the cases, with method, predicted and correct (of all symbols; empty
        for a method that chooses among the new ones only), predicted_among_new and
        correct_among_new, mse (of the probe written from its inferred code), and the code in
        columns ``code_<symbol>``, empty but for the paper's method.
    written : of the paper's method: case (row of `numbers`), kind (``probe`` or ``written``),
        frame and the features.
    """
    tables: list[pd.DataFrame] = []
    trajectories: list[tuple[dict[str, Any], np.ndarray]] = []
    entries = [f"code_{symbol}" for symbol in task.learner.symbols]
    for method in methods:
        given = answer(method, task, probes, settings)
        table = _judge(cases.reset_index(drop=True), method, given, task)
        table = table.reindex(columns=[*table.columns, *entries])
        if method == "paper":
            first = sum(map(len, tables))
            for case, (probe, steps) in enumerate(zip(probes, given.written, strict=True), first):
                trajectories.append(({"case": case, "kind": "probe"}, probe))
                trajectories.append(({"case": case, "kind": "written"}, steps))
            table[entries] = given.codes
        tables.append(table)
    written = written_table(trajectories, keys=("case", "kind"))
    return pd.concat(tables, ignore_index=True), written


def _judge(cases: pd.DataFrame, method: str, given: Answer, task: Task) -> pd.DataFrame:
    table = cases.copy()
    table.insert(table.columns.get_loc("exemplar_writer") + 1, "method", method)
    symbols = list(given.symbols)
    knows_all = len(symbols) == len(task.trained) + len(task.new)
    table["predicted"] = largest_entry(given.scores, symbols, symbols) if knows_all else np.nan
    table["predicted_among_new"] = largest_entry(given.scores, symbols, list(task.new))
    right = (table.predicted == table.character).astype(object)
    table["correct"] = right if knows_all else np.nan
    table["correct_among_new"] = table.predicted_among_new == table.character
    table["mse"] = np.nan if given.mse is None else given.mse
    return table


def largest_entry(scores: np.ndarray, symbols: list[str], among: list[str]) -> list[str]:
    """The symbol with the largest of the scores (P, C), looking only at those in `among`."""
    columns = [symbols.index(s) for s in among]
    return [among[i] for i in np.asarray(scores)[:, columns].argmax(axis=1)]
