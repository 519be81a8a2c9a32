"""The part of the page on the mixture network that tells what came out of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.figures.samples import LOOKS
from ductus.pages.results.filled import filled
from ductus.pages.results.readme import replaced
from ductus.pages.results.runs import RUN
from ductus.pages.results.words import number_of, share_of, table
from ductus.pages.studies import Study, marks_of, only, put_in_place, read_study

MARKS = marks_of("samples")
COLUMNS = {  # measure: what stands above, and whether it is a share
    "recognised": ("named right by `nn_dtw`", True),
    "diversity": ("diversity", False),
    "originality": ("originality", False),
    "ended": ("ended", True),
    "likelihood": ("named right by `likelihood`", True),
}
ABILITIES = {  # measure of `headline`: what stands before it, and whether it is a share
    "dtw": ("distance of a new letter to its example", False),
    "nearest to the own example": ("variants nearest to their own example", True),
    "smooth blends": ("smooth blends", True),
    "blends between both characters": ("blends that are a compromise", True),
}


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the part of the page, and its figures.

    Raises
    ------
    DuctusError
        A file is missing, or the page has no place for the part; nothing is written then.
    """
    names = ("samples", "samples_claims", "headline", "claims")
    run = read_study("samples", only(folders, "samples"), names)
    put_in_place("samples", run, run.title, lambda figure: _page(run, figure, out), out, images)


def _page(run: Study, figure: Callable[[str], str], out: Path) -> str:
    samples, claims, headline, judged = run.tables.values()
    part = filled(
        "samples.md",
        command=run.command.replace(f"{RUN} samples", f"{RUN} all samples", 1),
        commit=run.commit,
        seeds=len(run.config["seeds"]),
        samples=_samples(samples),
        claims=claims[["claim", "verdict", "ours", "rule"]].to_dict("records"),
        abilities=_abilities(headline),
        methods=_methods(headline),
        paper=judged.verdict.value_counts().to_dict(),
        figures=[figure(name) for name in [*of_target("samples"), "generation", "blending"]],
    )
    return replaced(out.read_text(encoding="utf-8"), part.strip("\n"), str(out), MARKS)


def _samples(samples: pd.DataFrame) -> str:
    """A row for people's drawings, for each noise and each bias."""
    rows = []
    for source, (*_, name, level_name) in LOOKS.items():
        mine = samples[samples.source == source]
        for level, found in mine.groupby("level", dropna=False):
            said = f"{name}, {level_name} {level:g}" if level_name else name
            cells = [
                (share_of if share else number_of)(found[found.measure == measure])
                for measure, (_, share) in COLUMNS.items()
            ]
            rows.append([said, *cells, f"{found.n.max():,.0f}"])
    return table(["drawings of new letters", *(n for n, _ in COLUMNS.values()), "n"], rows)


def _abilities(headline: pd.DataFrame) -> str:
    rows = []
    for measure, (name, share) in ABILITIES.items():
        mine = headline[(headline.measure == measure)]
        mine = mine[mine.condition.fillna("").isin(["inferred", "generated", ""])]
        for _, row in mine.iterrows():
            noise = "" if pd.isna(row.noise) else f", noise {row.noise:g}"
            found = row.to_frame().T
            rows.append(
                [name + noise, share_of(found) if share else number_of(found), f"{row.n:.0f}"]
            )
    return table(["plans", "", "n"], rows)


def _methods(headline: pd.DataFrame) -> str:
    """People's drawings named right among the new letters, by each method."""
    among = headline[headline.measure == "identified among new"]
    rows = []
    for method in dict.fromkeys(among.method):
        mine = among[among.method == method]
        cells = [share_of(mine[mine.condition == c]) for c in ("same_writer", "other_writer")]
        rows.append([f"`{method}`", *cells])
    return table(["method", "the same writer's drawings", "other writers' drawings"], rows)
