"""The report's section on growth."""

from __future__ import annotations

from statistics import median
from typing import Any

from tabulating import Headline, Section, said, spread, table

TRAINING = [("start", "begun"), ("begun", "end")]
FLAT = 1.5  # times as much for ten or a hundred times the data still counts as as much
LEAST = 20.0  # MiB; less than that added is what any run adds


def growth(records: dict[str, dict[str, Any]]) -> Section:
    runs = said(records, "growth")
    sizes = list(dict.fromkeys(run["n"] for run in runs))
    by = {
        (what, n): [run for run in runs if run["what"] == f"growth_{what}" and run["n"] == n]
        for what in ("reading", "training")
        for n in sizes
    }
    rows = [row(by["reading", n], by["training", n]) for n in sizes]
    header = ["drawings", "rows", "MB", "read all: s", "MiB", "training, until it begins: s"]
    header += ["of it the class statistics", "MiB", "100 updates: s", "MiB"]
    lines = [
        "The letters a to m again and again, by other writers' names, each position jittered, "
        "as Parquet. *Read all*: as features, as stages do that need each drawing. *Training*: "
        "the command `ductus training`, from its call to the first update, with reading and class "
        "statistics; then 100 updates with what comes after them. CPU seconds; MiB is the peak of "
        "memory beyond that of a process that has run the same on 2 writers. "
        f"n = {max(len(runs) for runs in by.values())}.",
        "",
        table(header, rows),
    ]
    return Section("Growth", "\n".join(lines), headlines(by, sizes))


def row(reading: list[dict[str, Any]], training: list[dict[str, Any]]) -> list[str]:
    one = reading[0]
    cells = [f"{one['drawings']:,}", f"{one['rows']:,}", f"{one['megabytes']:.0f}"]
    for runs, phases in ((reading, [("start", "end")]), (training, TRAINING)):
        if any(run["failed"] for run in runs):
            cells += ["out of memory", *[""] * (2 * len(phases) - 1 + (runs is training))]
            continue
        for begin, end in phases:
            cells.append(spread(between(runs, begin, end, "cpu")))
            if (begin, end) == TRAINING[0]:
                cells.append(spread(run["statistics"] for run in runs))
            cells.append(f"{median(between(runs, 'start', end, 'peak')):,.0f}")
    return cells


def between(runs: list[dict[str, Any]], begin: str, end: str, key: str) -> list[float]:
    """What was added between two marks; nothing of processes that ran out of memory."""
    marks = [run["marks"] for run in runs if not run["failed"]]
    return [one[end][key] - one[begin][key] for one in marks]


def headlines(by: dict[tuple[str, int], list[dict[str, Any]]], sizes: list[int]) -> list[Headline]:
    small, middle, large = sizes[0], sizes[-2], sizes[-1]

    def times(what: str, begin: str, end: str, key: str, n: int, each: bool = False) -> float:
        """How many times as much `large` takes as n, in all or a drawing; infinite if it failed."""
        more, less = (between(by[what, size], begin, end, key) for size in (large, n))
        if not more or not less:
            return float("inf")
        per = large / n if each else 1.0
        least = LEAST if key == "peak" else 0.0
        return max(median(more), least) / max(median(less), least) / per

    found = [
        (
            f"100 updates, {large:,} drawings over {small:,}",
            times("training", "begun", "end", "cpu", small),
        ),
        (
            f"reading all, a drawing, {large:,} drawings over {middle:,}",
            times("reading", "start", "end", "cpu", middle, each=True),
        ),
        (
            f"reading and class statistics of training, a drawing, {large:,} over {middle:,}",
            times("training", "start", "begun", "cpu", middle, each=True),
        ),
        (
            f"training's peak of memory, {large:,} drawings over {middle:,}",
            times("training", "start", "end", "peak", middle),
        ),
    ]
    return [
        Headline(what, f"{ratio:.2g} times", f"under {FLAT:g}", ratio < FLAT)
        for what, ratio in found
    ]
