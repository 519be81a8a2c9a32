"""The page of networks that predict each next symbol, where a run has their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ductus.figures.sequences import with_names
from ductus.learning.predictors import LEARNING_RATE
from ductus.pages.results.filled import filled
from ductus.pages.results.words import NOTHING, number_of, share_of, table
from ductus.pages.studies import Study, minutes_of, only, put_in_place, read_study
from ductus.tables.judgement import count
from ductus.tasks.sequences import pen, text

# Task -> how a column is called: its measure, evaluation, case, and how it is read.
Asked = tuple[str, str, str, Callable[[pd.DataFrame], str]]
COLUMNS: dict[str, dict[str, Asked]] = {
    "text": {
        "bits a character": ("bits a character", "static", "", number_of),
        "dynamic": ("bits a character", "dynamic", "", number_of),
        "perplexity": ("perplexity", "static", "", number_of),
        "error": ("error", "static", "", share_of),
        "error, dynamic": ("error", "dynamic", "", share_of),
    },
    "pen": {
        "nats a point": ("nats a point", "static", "", number_of),
        "dynamic": ("nats a point", "dynamic", "", number_of),
        **{
            f"distance at {case}": ("distance of moves written", "", case, number_of)
            for case in ("temperature 0.3", "temperature 0.7", "temperature 1")
        },
    },
    "tags": {
        "nats a character": ("nats a character", "static", "", number_of),
        "beyond the least": ("nats beyond the least", "static", "", number_of),
        "closing letters right": ("closing letters right", "static", "", share_of),
    },
}
SIZES: dict[str, Asked] = {
    "hidden units": ("hidden units", "", "", lambda rows: f"{rows['mean'].iloc[0]:,.0f}"),
    "weights": ("weights", "", "", lambda rows: f"{rows['mean'].iloc[0]:,.0f}"),
    "CPU s": ("CPU s of training", "", "", number_of),
}


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page of one run, and its figures; nothing, if something is missing."""
    names = ("sequences", "sequences_claims", "sequences_written")
    run = read_study("sequences", only(folders, "sequences"), names)
    put_in_place("sequences", run, "Sequences", lambda figure: _page(run, figure), out, images)


def _page(run: Study, figure: Callable[[str], str]) -> str:
    """The whole page; `figure` gives a figure of the run, by name, as Markdown."""
    rows, claims, written = run.tables.values()
    total = with_names(rows[rows.seed.astype(str) == "all"])
    seeds = rows[rows.seed.astype(str) != "all"].seed.nunique()
    sums = sorted(set(total[total.measure == "right answers"].case))
    columns = {
        **COLUMNS,
        "addition": {case: ("right answers", "static", case, share_of) for case in sums},
    }
    cells = sorted(m for m in total.measure.unique() if m.startswith("cells that tell"))
    return filled(
        "sequences.md",
        command=run.command,
        commit=run.commit,
        seeds=count(seeds, "seed"),
        config=run.config,
        minutes=minutes_of(run.folder, "sequences"),
        claims=table(
            ["claim", "here", "what came out"],
            [[c.claim, f"**{c.verdict}**", c.ours] for c in claims.itertuples()],
        ),
        rules=[(c.claim, c.rule) for c in claims.itertuples()],
        writers=_of_task(total, "pen", _by_letters(total)),
        words=_of_task(total, "text", _words(total)),
        cells=_of_task(total, "text", {c: (c, "", "", share_of) for c in cells}),
        samples=_samples(written),
        figure=figure,
        rate=LEARNING_RATE,
        characters=f"{text.BATCH} x {text.LENGTH}",
        letters=pen.BATCH,
        **{task: _of_task(total, task, {**own, **SIZES}) for task, own in columns.items()},
    )


def _of_task(total: pd.DataFrame, task: str, columns: dict[str, Asked]) -> str:
    """A row for each network of a task that has any of the columns."""
    rows, asked = [], ["measure", "evaluation", "case"]
    for name, own in total[total.task == task].groupby("name", sort=False):
        found = own.set_index(asked, drop=False)
        values = [
            says(found.loc[[tuple(key)]]) if tuple(key) in found.index else NOTHING
            for *key, says in columns.values()
        ]
        if set(values) != {NOTHING}:
            rows.append([f"`{name}`", *values])
    return table(["network", *columns], rows)


def _by_letters(total: pd.DataFrame) -> dict[str, Asked]:
    """Nats a point by how many of the writer's letters were seen, static and dynamic."""
    cases = [case for case in dict.fromkeys(total.case) if case.startswith("letters ")]
    cases = [case for case in cases if case != "letters to learn from"]
    return {
        f"{case}, {at}": ("nats a point", at, case, number_of)
        for case in cases
        for at in ("static", "dynamic")
    }


def _words(total: pd.DataFrame) -> dict[str, Asked]:
    cases = dict.fromkeys(total[total.measure == "words known"].case)
    return {case: ("words known", "", case, share_of) for case in cases}


def _samples(written: pd.DataFrame) -> Sequence[tuple[str, str, str]]:
    """Temperature, network, text: what the first network of the first seed wrote."""
    own = with_names(written[(written.task == "text") & (written.seed == written.seed.iloc[0])])
    own = own[own.name == own.name.iloc[0]] if len(own) else own
    return [(row.case, row.name, row.text) for row in own.itertuples(index=False)]
