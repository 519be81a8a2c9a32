"""The page of results: what was run, what holds, how new letters are recognised.

What it says is in templates/results.md.jinja, and holds whatever the numbers are: a word that
compares is chosen by an interval. The first run is shown in full, the others beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from ductus.pages.results import recognition, sweep
from ductus.pages.results.filled import filled
from ductus.pages.results.runs import Run
from ductus.pages.results.words import (
    CONDITION,
    NOTHING,
    all_shown,
    code,
    learners,
    number_of,
    share_of,
    table,
    verdicts,
)
from ductus.tables.columns import CONDITIONS
from ductus.tables.judgement import count

# A figure of the first run as Markdown, with its caption.
Figure = Callable[[str], str]


def page(runs: Sequence[Run], figure: Figure) -> str:
    """The whole page.

    Parameters
    ----------
    runs : the first is shown in full.
    figure : gives a figure of the first run, by name, as Markdown.
    """
    return filled(
        "results.md",
        runs=runs,
        first=runs[0],
        figure=figure,
        what_was_run=_what_was_run(runs),
        claims=_claims(runs),
        writing=_writing(runs),
        **recognition.told(runs),
        sweep=sweep.tables(runs[0]),
    )


def _what_was_run(runs: Sequence[Run]) -> str:
    configs = [run.config for run in runs]
    rows = [
        ["drawn by", *("a generator" if _made(run) else "people" for run in runs)],
        ["trained symbols", *(all_shown(list(c["split"]["trained"])) for c in configs)],
        ["new symbols, one example each", *(all_shown(list(c["split"]["new"])) for c in configs)],
        ["networks and examples", *(learners(run.seeds, run.exemplar_writers) for run in runs)],
        ["network", *(_network(c["model"]) for c in configs)],
        ["training", *(_training(c["training"]) for c in configs)],
        ["one-shot inference", *(_inference(c["oneshot"]) for c in configs)],
        *([f"probes: {CONDITION[c]}", *(_probes(run, c) for run in runs)] for c in CONDITIONS),
        ["code", *(_commit(run) for run in runs)],
        ["data (SHA-256)", *(code(run.provenance["data"]["sha256"][:16]) for run in runs)],
    ]
    return table(["", *(run.title for run in runs)], rows)


def _made(run: Run) -> bool:
    return run.config["data"]["source"] == "synthetic"


def _network(model: dict) -> str:
    biases = "" if model["bias"] else ", no biases"
    return f"{model['dense']} and {model['hidden']} units{biases}"


def _training(training: dict) -> str:
    said = f"{training['steps']} steps, {code(training['objective'])}; {_rate(training)}"
    keys = ("copies", "backwards", "mixing", "reached")
    return said + "".join(f"; {key} {_said(training[key])}" for key in keys)


def _inference(oneshot: dict) -> str:
    said = f"{oneshot['iterations']} iterations; {_rate(oneshot)}; from {oneshot['start']}"
    return said + "".join(f"; {key} {_said(oneshot[key])}" for key in ("noise", "mixing"))


def _rate(section: dict) -> str:
    return f"rate {section['learning_rate']:g}" + ", falling" * section["falling"]


def _said(value: str | bool | float) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _probes(run: Run, condition: str) -> str:
    """How many, by noise where the network made them; of one method, since all have the same."""
    rows = run.counts(condition)
    rows = rows[rows.method == rows.method.iloc[0]] if len(rows) else rows
    if condition != "generated":
        return str(rows.n.sum()) if len(rows) else NOTHING
    return "; ".join(
        f"{n} at noise {', '.join(f'{x:g}' for x in own.noise)}" + " each" * (len(own) > 1)
        for n, own in rows.groupby("n", sort=False)
    )


def _commit(run: Run) -> str:
    commit, dirty = run.provenance["commit"], run.provenance["dirty"]
    if commit is None:
        return "in no git checkout"
    return code(commit[:10]) + (", with uncommitted changes" if dirty else "")


def _claims(runs: Sequence[Run]) -> dict[str, Any]:
    each = [run.tables["claims"].set_index(["section", "claim"]) for run in runs]
    keys = list(dict.fromkeys(key for claims in each for key in claims.index))
    values = {key: next(c for c in each if key in c.index).loc[key] for key in keys}
    rows = []
    for number, (section, claim) in enumerate(keys, 1):
        said = [f"{number}", f"{claim} ({section})", values[section, claim].paper]
        ours = zip(runs, each, strict=True)
        rows.append([*said, *(_verdict(run, own, (section, claim)) for run, own in ours)])
    header = ["", "claim (section of the paper)", "paper", *(run.title for run in runs)]
    return {
        "verdicts": [{"title": r.title, "counts": verdicts(r.tables["claims"])} for r in runs],
        "table": table(header, rows),
        "rules": [values[key].rule for key in keys],
    }


def _verdict(run: Run, claims: pd.DataFrame, key: tuple[str, str]) -> str:
    if key not in claims.index:
        return NOTHING
    ours = claims.loc[key].ours.replace(f", {learners(run.seeds, run.exemplar_writers)}", "")
    ours = ours.removesuffix(f", {count(run.seeds, 'seed')}")
    return f"**{claims.loc[key].verdict}**: {ours}"


def _writing(runs: Sequence[Run]) -> str:
    """Section 3.1 and 3.4 in numbers."""
    said = {
        "inferred": "after one-shot inference",
        "not_inferred": "without it",
        "untrained": "after the same inference in an untrained network",
    }
    rows = [
        [f"distance to the example, {words}", *(number_of(r.headline("dtw", "", c)) for r in runs)]
        for c, words in said.items()
    ]
    for condition in ("not_inferred", "untrained"):
        share = [share_of(r.headline("mse of inferred over this", "", condition)) for r in runs]
        rows.append([f"MSE after inference, of that {said[condition]}", *share])
    rows += [
        [f"blends: {words}", *(share_of(r.headline(measure)) for r in runs)]
        for measure, words in (
            ("smooth blends", "pass smoothly from one letter to the other"),
            ("blends between both characters", "lie between both letters"),
        )
    ]
    return table(["", *(run.title for run in runs)], rows)
