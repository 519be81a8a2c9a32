"""How new letters are recognised: methods, noise, and letter by letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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

Figure = Callable[[str], str]


def sections(runs: Sequence[Run], figure: Figure) -> list[str]:
    """Methods on all runs; noise and letters on the first."""
    first = runs[0]
    columns = [(run, condition) for run in runs for condition in run.conditions]
    others = [(run, condition) for run, condition in columns if run is not first]
    parts = [
        "## Recognising a new letter",
        "Each method is shown one example of each new letter and names the new letter that a probe "
        "is. Which of the methods with a network, and which of those without, identifies most "
        "of people's drawings was read off these same probes, all kinds of them together.",
        "\n".join(line for run in runs for line in comparisons(run)),
        _methods(columns[: len(first.conditions)], described=True),
        figure("methods"),
        *_among_all(first),
    ]
    if others:
        parts += ["The same on other handwriting:", _methods(others, described=False)]
    return [part for part in [*parts, *_noise(first, figure), *_letters(first, figure)] if part]


def comparisons(run: Run) -> list[str]:
    """A line for each kind of people's drawings: the network's best method and the best other."""
    lines = []
    rows = run.tables["headline"]
    begin = "more identified than by "
    for _, row in rows[rows.measure.str.startswith(begin)].iterrows():
        baseline = row.measure.removeprefix(begin)
        ours, theirs = (
            share_of(run.headline("identified among new", method, row.condition))
            for method in (row.method, baseline)
        )
        found = estimate(row)
        interval = "" if pd.notna(found.low) else ", no interval"
        lines.append(
            f"- {run.title}, {CONDITION[row.condition]}: with a network {code(row.method)} "
            f"identifies {ours}; this is {compared(found)} {code(baseline)}, the best without a "
            f"network, {theirs} (difference {points(found)}{interval})"
            f"{_better(run, row.condition, baseline)}."
        )
    return lines


def _better(run: Run, condition: str, baseline: str) -> str:
    """What to add where another method without a network is better on this kind of probes."""
    rows = run.counts(condition)
    rows = rows[~rows.method.map(uses_network).astype(bool)]
    if rows.empty:
        return ""
    best = rows.loc[rows.accuracy_among_new.idxmax()]
    theirs = rows.accuracy_among_new[rows.method == baseline].max()
    if not best.accuracy_among_new > theirs:
        return ""
    share = share_of(best.to_frame().T, "_among_new")
    return f"; of these drawings alone, {code(best.method)} identifies {share}"


def _among_all(run: Run) -> list[str]:
    if PAPER_METHOD not in set(run.tables["classification"].method):
        return []
    symbols = len(run.config["split"]["trained"]) + len(run.config["split"]["new"])
    shares = (
        f"{share_of(run.counts(c, run.noise, PAPER_METHOD))} of {CONDITION[c]}"
        for c in run.conditions
    )
    return [
        f"Among all {symbols} symbols of {run.title}, {method_name(PAPER_METHOD)} identifies "
        f"{'; '.join(shares)}."
    ]


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


def _noise(run: Run, figure: Figure) -> list[str]:
    rows = run.counts("generated")
    best = best_method(run.tables["classification"])
    columns = [(PAPER_METHOD, "", "all symbols"), (PAPER_METHOD, "_among_new", "the new letters")]
    columns += [(best, "_among_new", "the new letters")] if best else []
    columns = [column for column in columns if column[0] in set(rows.method)]
    if rows.empty or not columns:
        return []
    header = ["noise", *(f"{code(m)}, among {which}" for m, _, which in columns)]
    cells = [
        [f"{x:g}", *(share_of(run.counts("generated", x, m), among) for m, among, _ in columns)]
        for x in sorted(rows.noise.unique())
    ]
    return [
        "## Accuracy against noise",
        "Share of the network's variants identified, by the standard deviation of the noise on "
        "the code.",
        table(header, cells),
        figure("accuracy_by_noise"),
    ]


def _letters(run: Run, figure: Figure) -> list[str]:
    """The hardest and easiest letters, and the commonest mistakes, of the hardest probes."""
    condition = run.conditions[-1]
    levels = run.tables["classification"]
    noise = run.noise if condition == "generated" else None
    lines = []
    for method in dict.fromkeys([PAPER_METHOD, best_method(levels)]):
        each = run.tables["difficulty"]
        each = each[(each.measure == "identified") & (each.method == method)]
        each = each[each.condition == condition].sort_values("mean", kind="stable")
        if each.empty:
            continue
        few = min(MOST, len(each) // 2)
        named = [f"{shown(row.character)} {share_of(each.loc[[i]])}" for i, row in each.iterrows()]
        mistakes = _mistakes(run, method, condition, noise)
        lines.append(
            f"- By {method_name(method)}, least often identified: {'; '.join(named[:few])}; most "
            f"often: {'; '.join(named[::-1][:few])}. Commonest mistakes: {mistakes or 'none'}."
        )
    return [
        "## Letter by letter",
        f"Of {CONDITION[condition]}, among the new letters:",
        "\n".join(lines),
        figure("difficulty"),
        figure("confusion"),
    ]


def _mistakes(run: Run, method: str, condition: str, noise: float | None) -> str:
    rows = run.tables["confusion"]
    rows = rows[(rows.method == method) & (rows.condition == condition)]
    rows = rows[(rows.predicted != rows.character) & (rows.noise.isna() | (rows.noise == noise))]
    worst = rows.sort_values("share", ascending=False, kind="stable").head(MOST)
    return "; ".join(
        f"{shown(row.character)} taken for {shown(row.predicted)} ({100 * row.share:.0f} %)"
        for row in worst.itertuples()
    )
