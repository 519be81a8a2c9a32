"""How new letters are recognised: methods, noise, and letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ductus.pages.results.runs import Run
from ductus.pages.results.words import (
    CONDITION,
    code,
    compared,
    estimate,
    method_name,
    points,
    share_of,
    shown,
    table,
)
from ductus.tables.measured import PAPER_METHOD, best_method, uses_network
from ductus.tasks.methods.names import METHODS

MOST = 5  # symbols or mistakes that are named in a sentence


def told(runs: Sequence[Run]) -> dict[str, Any]:
    """What the page says of it: methods on all runs; noise and letters on the first."""
    first = runs[0]
    columns = [(run, condition) for run in runs for condition in run.conditions]
    others = [(run, condition) for run, condition in columns if run is not first]
    return {
        "comparisons": [one for run in runs for one in comparisons(run)],
        "methods": _methods(columns[: len(first.conditions)], described=True),
        "among_all": _among_all(first),
        "methods_elsewhere": _methods(others, described=False) if others else "",
        "by_noise": _by_noise(first),
        "letters": _letters(first),
    }


def comparisons(run: Run) -> list[dict[str, Any]]:
    """For each kind of people's drawings: the network's best method and the best other."""
    rows = run.tables["headline"]
    begin = "more identified than by "
    rows = rows[rows.measure.str.startswith(begin)]
    return [_comparison(run, row, row.measure.removeprefix(begin)) for _, row in rows.iterrows()]


def _comparison(run: Run, row: pd.Series, baseline: str) -> dict[str, Any]:
    ours, theirs = (
        share_of(run.headline("identified among new", method, row.condition))
        for method in (row.method, baseline)
    )
    found = estimate(row)
    return {
        "title": run.title,
        "probes": CONDITION[row.condition],
        "method": row.method,
        "share": ours,
        "word": compared(found),
        "baseline": baseline,
        "baseline_share": theirs,
        "difference": points(found),
        "has_interval": pd.notna(found.low),
        "better": _better(run, row.condition, baseline),
    }


def _better(run: Run, condition: str, baseline: str) -> dict[str, str] | None:
    """Another method without a network, if it is better on this kind of probes."""
    rows = run.counts(condition)
    rows = rows[~rows.method.map(uses_network).astype(bool)]
    if rows.empty:
        return None
    best = rows.loc[rows.accuracy_among_new.idxmax()]
    theirs = rows.accuracy_among_new[rows.method == baseline].max()
    if not best.accuracy_among_new > theirs:
        return None
    return {"method": best.method, "share": share_of(best.to_frame().T, "_among_new")}


def _among_all(run: Run) -> dict[str, Any] | None:
    if PAPER_METHOD not in set(run.tables["classification"].method):
        return None
    return {
        "symbols": len(run.config["split"]["trained"]) + len(run.config["split"]["new"]),
        "method": method_name(PAPER_METHOD),
        "shares": [
            {"share": share_of(run.counts(c, run.noise, PAPER_METHOD)), "probes": CONDITION[c]}
            for c in run.conditions
        ],
    }


def _methods(columns: Sequence[tuple[Run, str]], described: bool) -> str:
    """Methods in the order of the tables, of which the descriptions make use."""
    named = dict.fromkeys(m for run, _ in columns for m in run.tables["classification"].method)
    header, cells = ["method"], []
    header += ["how"] * described
    for run, condition in columns:
        noise = f" (noise {run.noise:g})"
        what = CONDITION[condition] + noise * (condition == "generated")
        header.append(what if described else f"{run.title}: {what}")
    for method in named:
        found = [share_of(run.counts(c, run.noise, method), "_among_new") for run, c in columns]
        cells.append([code(method), *[METHODS.get(method, "")] * described, *found])
    return table(header, cells)


def _by_noise(run: Run) -> str:
    rows = run.counts("generated")
    best = best_method(run.tables["classification"])
    columns = [(PAPER_METHOD, "", "all symbols"), (PAPER_METHOD, "_among_new", "the new letters")]
    columns += [(best, "_among_new", "the new letters")] if best else []
    columns = [column for column in columns if column[0] in set(rows.method)]
    if rows.empty or not columns:
        return ""
    header = ["noise", *(f"{code(m)}, among {which}" for m, _, which in columns)]
    cells = [
        [f"{x:g}", *(share_of(run.counts("generated", x, m), among) for m, among, _ in columns)]
        for x in sorted(rows.noise.unique())
    ]
    return table(header, cells)


def _letters(run: Run) -> dict[str, Any]:
    """The hardest and easiest letters, and the commonest mistakes, of the hardest probes."""
    condition = run.conditions[-1]
    levels = run.tables["classification"]
    noise = run.noise if condition == "generated" else None
    methods = []
    for method in dict.fromkeys([PAPER_METHOD, best_method(levels)]):
        each = run.tables["difficulty"]
        each = each[(each.measure == "identified") & (each.method == method)]
        each = each[each.condition == condition].sort_values("mean", kind="stable")
        if each.empty:
            continue
        few = min(MOST, len(each) // 2)
        named = [f"{shown(row.character)} {share_of(each.loc[[i]])}" for i, row in each.iterrows()]
        methods.append(
            {
                "method": method_name(method),
                "hardest": named[:few],
                "easiest": named[::-1][:few],
                "mistakes": list(_mistakes(run, method, condition, noise)),
            }
        )
    return {"probes": CONDITION[condition], "methods": methods}


def _mistakes(run: Run, method: str, condition: str, noise: float | None) -> Iterator[str]:
    rows = run.tables["confusion"]
    rows = rows[(rows.method == method) & (rows.condition == condition)]
    rows = rows[(rows.predicted != rows.character) & (rows.noise.isna() | (rows.noise == noise))]
    worst = rows.sort_values("share", ascending=False, kind="stable").head(MOST)
    for row in worst.itertuples():
        yield f"{shown(row.character)} taken for {shown(row.predicted)} ({100 * row.share:.0f} %)"
