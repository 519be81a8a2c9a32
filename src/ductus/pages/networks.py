"""The page of networks that were compared, where a run has their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ductus.pages.results.filled import filled
from ductus.pages.results.words import CONDITION, NOTHING, number_of, share_of, table
from ductus.pages.studies import Study, minutes_of, only, put_in_place, read_study
from ductus.sweep.courses import GOALS
from ductus.tables.judgement import count

Says = Callable[[pd.DataFrame], str]
# Measure, method, condition -> how a column is called, and is read.
SPEED: dict[tuple[str, str, str], tuple[str, Says]] = {
    ("hidden units", "", ""): ("hidden units", number_of),
    ("excess", "", ""): ("excess at the end", number_of),
    **{
        (f"{clock} to excess {goal:g}", "", ""): (f"{clock} to {goal:g}", number_of)
        for goal in GOALS
        for clock in ("updates", "CPU s")
    },
    ("CPU s an update", "", ""): ("CPU s an update", number_of),
}
ABILITIES: dict[tuple[str, str, str], tuple[str, Says]] = {
    ("dtw", "", "inferred"): ("distance to the example", number_of),
    **{
        ("identified", "paper", condition): (f"identified: {words}", share_of)
        for condition, words in CONDITION.items()
    },
    **{
        ("identified among new", "nearest_code_dtw", condition): (f"by nearest code: {w}", share_of)
        for condition, w in CONDITION.items()
    },
    ("smooth blends", "", ""): ("smooth blends", share_of),
}
INSIDE: dict[tuple[str, str, str], tuple[str, Says]] = {
    **{
        ("half-life of a trace", "", f"layer {layer}"): (f"half-life, layer {layer}", number_of)
        for layer in (1, 2, 3)
    },
    ("cells that tell any property", "", ""): ("cells that can be read", share_of),
    **{
        ("segments that recur", "", condition): (f"segments that recur{words}", share_of)
        for condition, words in (
            ("after", ""),
            ("shuffled", ", shuffled"),
            ("before", ", untrained"),
        )
    },
}
HENRICI: dict[tuple[str, str, str], tuple[str, Says]] = {
    ("Henrici number", "", when): (f"{when} training", number_of) for when in ("before", "after")
}


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page of one run, and its figures; nothing, if something is missing."""
    names = ("networks", "networks_claims")
    run = read_study("networks", only(folders, "networks"), names)
    put_in_place("networks", run, "Networks", lambda figure: _page(run, figure), out, images)


def _page(run: Study, figure: Callable[[str], str]) -> str:
    """The whole page; `figure` gives a figure of the run, by name, as Markdown."""
    rows, claims = run.tables["networks"], run.tables["networks_claims"]
    total = rows[rows.seed.astype(str) == "all"]
    weights = total[total.measure == "weights"]["mean"]
    return filled(
        "networks.md",
        command=run.command,
        commit=run.commit,
        networks=total.network.nunique(),
        seeds=count(rows[rows.seed.astype(str) != "all"].seed.nunique(), "seed"),
        writers=count(_writers(run.config), "exemplar writer"),
        weights=f"{weights.min():,.0f} to {weights.max():,.0f}",
        config=run.config,
        minutes=minutes_of(run.folder, "networks", "cells"),
        claims=table(
            ["claim", "here", "what came out"],
            [[c.claim, f"**{c.verdict}**", c.ours] for c in claims.itertuples()],
        ),
        rules=[(c.claim, c.rule) for c in claims.itertuples()],
        speed=_table(total, SPEED),
        abilities=_table(total, ABILITIES),
        inside=_table(total, INSIDE),
        properties=_properties(total),
        henrici=_table(total, HENRICI),
        figure=figure,
    )


def _properties(total: pd.DataFrame) -> str:
    """Which share of a network's cells tells each property."""
    head = "cells that tell "
    names = [m for m in total.measure.unique() if m.startswith(head)]
    columns = {(name, "", ""): (name.removeprefix(head), share_of) for name in names}
    return _table(total, columns)


def _table(total: pd.DataFrame, columns: Mapping[tuple[str, str, str], tuple[str, Says]]) -> str:
    cells = []
    for network, own in total.groupby("network", sort=False):
        found = own.set_index(["measure", "method", "condition"], drop=False)
        values = [
            says(found.loc[[key]]) if key in found.index else NOTHING
            for key, (_, says) in columns.items()
        ]
        cells.append([f"`{network}`", *values])
    return table(["network", *(head for head, _ in columns.values())], cells)


def _writers(config: Mapping[str, Any]) -> int:
    shown = config["split"]["exemplar"]["writers"]
    there = shown if isinstance(shown, int) else len(shown)
    return min(config["networks"]["exemplar_writers"], there)
