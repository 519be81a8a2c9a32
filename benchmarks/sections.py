"""The sections of the report: each makes its topic's text and headlines of the records."""

from __future__ import annotations

from statistics import median
from typing import Any

from tabulating import Headline, Section, number, said, spread, table

Records = dict[str, dict[str, Any]]
GOAL_TRAINING = 50.0  # times less CPU seconds, at this excess
GOAL_EXCESS = 3e-4


def training(records: Records) -> Section:
    runs = said(records, "training")
    ours = [run for run in runs if run["way"] == "ductus"]
    (plain,) = [run for run in runs if run["way"] == "plain"]
    rows, headlines = [], []
    for goal in plain["goals"]:
        mine = [reached(run["curve"], goal) for run in ours]
        theirs = reached(plain["curve"], goal)
        row = [f"{goal:g}", *["not reached"] * 4]
        if all(mine):
            row[1] = spread([point[0] for point in mine])
            row[2] = spread([point[1] for point in mine])
        if theirs:
            row[3:] = [number(theirs[0]), f"{theirs[1]:,}"]
        else:
            spent, updates, best = plain["curve"][-1]
            row[3:] = [f"not in {spent:,.0f} (best {best:.2g})", f"{updates:,}"]
        ratio = ((theirs or plain["curve"][-1])[0] / median(p[0] for p in mine)) if all(mine) else 0
        shown = ("" if theirs else "more than ") + number(ratio, 2) if ratio else "–"
        at_goal = goal == GOAL_EXCESS
        headlines.append(
            Headline(
                f"training to an excess loss of {goal:g}: a plain loop over Ductus",
                shown + " times" * (ratio > 0),
                f"{GOAL_TRAINING:g} times" if at_goal else "",
                ratio >= GOAL_TRAINING if at_goal else None,
            )
        )
        rows.append([*row, shown])
    header = ["excess loss", "Ductus, CPU s", "updates", "plain, CPU s", "updates", "ratio"]
    lines = [
        f"{ours[0]['drawings']:,} drawings. Ductus: the stage as config.yaml has it "
        f"(`{ours[0]['objective']}`, {ours[0]['steps']:,} updates), seeds "
        f"{', '.join(str(run['seed']) for run in ours)}, with Lightning, the class statistics and "
        "its evaluations. Plain: `plain.py`, minibatches of 32 of packed sequences, Adam 0.001, "
        f"from the same weights as Ductus's seed {plain['seed']}, evaluations not counted; a loss "
        "counts as reached as soon as any evaluation is there, which is in its favour. The excess "
        "is what the loss over all drawings has above its floor. A ratio with *more than* is a "
        "lower bound: the plain loop was given up.",
        "",
        table(header, rows),
        "",
        f"An update: Ductus {number(1000 * per_update(ours[0]))} ms for the exact gradient over "
        f"all drawings, plain {number(1000 * per_update(plain))} ms for 32.",
    ]
    return Section("Training", "\n".join(lines), headlines)


def reached(curve: list[list[float]], goal: float) -> list[float] | None:
    return next((point for point in curve if point[2] <= goal), None)


def per_update(run: dict[str, Any]) -> float:
    (begin, first, _), (end, last, _) = run["curve"][1], run["curve"][-1]
    return (end - begin) / max(last - first, 1)


def inference(records: Records) -> Section:
    runs = said(records, "inference")
    names = {"oneshot": "one-shot inference", "identification": "identification"}
    rows, headlines = [], []
    for what, n in dict.fromkeys((run["what"], run["n"]) for run in runs):
        ways = {}
        for run in (run for run in runs if (run["what"], run["n"]) == (what, n)):
            scale = n / run.get("measured", n)
            ways.setdefault(run["way"], []).append(run["taken"] * scale)
        ratio = median(ways["plain"]) / median(ways["at_once"])
        cells = [spread(ways[way]) if way in ways else "–" for way in WAYS]
        part = {run.get("measured", n) for run in runs if run["what"] == what and run["n"] == n}
        cells[-1] += f" (from {min(part)})" * (min(part) < n)
        rows.append([f"{names[what]}, {n}", *cells, number(ratio, 2)])
        headlines.append(
            Headline(f"{names[what]} of {n}: one at a time over Ductus", f"{ratio:.1f} times")
        )
    turns = max(run["turn"] for run in runs) + 1
    lines = [
        f"CPU seconds of {runs[0]['iterations']:,} iterations, n = {turns} where a spread is "
        "given. All ways of 13 find the same weights and codes, within 2 % of the largest, as is "
        "checked at every turn. Where "
        "*from* stands, so many probes were measured, spread over the lengths, and scaled to all.",
        "",
        table(["what", *WAYS.values(), "ratio"], rows),
    ]
    return Section("One-shot inference and identification", "\n".join(lines), headlines)


WAYS = {"at_once": "Ductus, one call", "one_by_one": "Ductus, a call each", "plain": "plain"}


def limits(records: Records) -> Section:
    runs = said(records, "limits")
    rates = {tuple(r["shape"]): r["flop"] / r["taken"] for r in runs if r["what"] == "product"}
    usual = rates[1024, 1024, 1024]
    products = [(" x ".join(map(str, shape)), number(r / 1e9)) for shape, r in rates.items()]
    rows, headlines = [], []
    steps = [run for run in runs if run["what"] != "product"]
    for what, n in dict.fromkeys((run["what"], run["sequences"]) for run in steps):
        same = [run for run in steps if (run["what"], run["sequences"]) == (what, n)]
        rate = median(run["flop"] / run["seconds"] for run in same)
        like = next((r for shape, r in rates.items() if shape[0] == n), None)
        name = {"training_step": "training", "oneshot_step": "one-shot inference"}.get(
            what, "identification"
        )
        rows.append(
            [
                f"{name}, {n} at once",
                f"{same[0]['steps']:,}",
                number(same[0]["flop"] / 1e6),
                spread(1000 * run["seconds"] for run in same),
                number(rate / 1e9),
                f"{rate / usual:.0%}",
                f"{rate / like:.0%}" if like else "–",
            ]
        )
        headlines.append(
            Headline(f"{name}, {n} at once: share of the matrix product's speed", rows[-1][5])
        )
    header = ["update", "steps", "MFLOP", "ms", "GFLOP/s", "of 1024 x 1024", "of its own shape"]
    lines = [
        "What an update needs at least, over what it took, beside what this machine's matrix "
        "product reaches in one thread. Needed, with H units, D of the dense layer, S symbols, 4 "
        "features, N steps of B sequences: forwards 2 (4 H² + 4 H) N + 2 (S D + 4 D H) B, as the "
        "input is constant; as many backwards, and in training as many again for the weights. "
        "Gates and padding count in the time alone. *Of its own shape*: the product of as many "
        "rows with weights of 200 x 400, all of a step.",
        "",
        table(["product", "GFLOP/s"], products),
        "",
        table(header, rows),
    ]
    return Section("Distance to the limit", "\n".join(lines), headlines)


def workflow(records: Records) -> Section:
    (whole,) = said(records, "workflow")
    stages: dict[str, list[float]] = {}
    for job in whole["jobs"]:
        stages.setdefault(job["stage"], []).append(job["seconds"])
    together = sum(map(sum, stages.values()))
    rows = [
        (stage, len(taken), number(sum(taken)), number(max(taken)), f"{sum(taken) / together:.0%}")
        for stage, taken in sorted(stages.items(), key=lambda one: -sum(one[1]))
    ]
    took = (
        f"{number(whole['taken'])} CPU s, {number(whole['wall'])} s by the clock "
        f"with {whole['cores']} cores"
    )
    lines = [
        f"`{whole['config']}` from nothing: {took}. n = 1. Of each stage the jobs' seconds by the "
        "clock, start and imports included; a job has one core.",
        "",
        table(["stage", "jobs", "seconds", "the longest job", "of all jobs"], rows),
    ]
    return Section("The whole workflow", "\n".join(lines), [Headline("the whole workflow", took)])
