"""The part of the page on the mixture network that tells what came out of a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.figures.samples import LOOKS
from ductus.files.atomic import write_atomically
from ductus.pages.results.filled import filled
from ductus.pages.results.published import Figures, link_from
from ductus.pages.results.readme import replaced
from ductus.pages.results.runs import RUN, bitmap, loaded
from ductus.pages.results.words import NOTHING, number_of, share_of, table
from ductus.pages.studies import commit_of, only
from ductus.tables.columns import TABLES
from ductus.tables.files import read

MARKS = (
    "<!-- results: written by `make samples-doc`, changes by hand are lost -->",
    "<!-- end of results -->",
)
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
    folder = only(folders, "samples")
    again = f"make it with: {RUN} samples, a config with the name {folder.name}"
    config = loaded(folder / "samples_config.yaml", again)
    noted = loaded(folder / "samples_provenance.json", again, json.loads)
    samples, claims, headline, judged = (
        read(folder / f"tables/{name}.csv", TABLES[name].columns)
        for name in ("samples", "samples_claims", "headline", "claims")
    )
    source = config["data"]["source"]
    title = {"digilets": "DigiLeTs"}.get(source, source)
    figures = Figures(title, lambda name: bitmap(folder, name, "snakemake samples"))
    names = [*of_target("samples"), "generation", "blending"]
    part = filled(
        "samples.md",
        command=noted["command"].replace("snakemake", f"{RUN} all samples", 1),
        commit=commit_of(noted),
        seeds=len(config["seeds"]),
        samples=_samples(samples),
        claims=claims[["claim", "verdict", "ours", "rule"]].to_dict("records"),
        abilities=_abilities(headline),
        methods=_methods(headline),
        paper=judged.verdict.value_counts().to_dict(),
        figures=[figures.markdown(name, link_from(out, images)) for name in names],
    )
    text = replaced(out.read_text(encoding="utf-8"), part.strip("\n"), str(out), MARKS)
    images.mkdir(parents=True, exist_ok=True)
    figures.write(images)
    with write_atomically(out) as beside:
        beside.write_text(text, encoding="utf-8")


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
    return (
        table(["method", "the same writer's drawings", "other writers' drawings"], rows) or NOTHING
    )
