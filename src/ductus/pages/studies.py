"""A run of a study beside the challenge: what its page is written from, and how it is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ductus.errors import DuctusError
from ductus.files.atomic import write_atomically
from ductus.pages.results.published import Figures, link_from
from ductus.pages.results.readme import END
from ductus.pages.results.runs import RUN, bitmap, loaded, title_of
from ductus.pages.results.words import NOTHING, table
from ductus.tables.columns import TABLES
from ductus.tables.files import read

IN_A_FOLDER = ("landscape", "words")  # what they note lies beside a report of their own


class Study(NamedTuple):
    """A run: its folder, tables by name, config, the command and the commit that made it."""

    folder: Path
    tables: dict[str, pd.DataFrame]
    config: dict[str, Any]
    command: str
    commit: str

    @property
    def title(self) -> str:
        """Whose handwriting it is about; of made-up letters, the name of the run."""
        made_up = self.config["data"]["source"] == "synthetic"
        return self.config["name"] if made_up else title_of(self.config)


def read_study(study: str, folder: Path, tables: Sequence[str]) -> Study:
    """Read a run's folder of results.

    Raises
    ------
    DuctusError
        A file is missing or cannot be read; the message says how to make it.
    """
    again = f"make it with: {RUN} {study}, a config with the name {folder.name}"
    inside = study in IN_A_FOLDER
    noted = folder / study / "config.resolved.yaml" if inside else folder / f"{study}_config.yaml"
    config = loaded(noted, again)
    name = f"{study}/provenance.json" if inside else f"{study}_provenance.json"
    provenance = loaded(folder / name, again, json.loads)
    try:
        found = {name: read(folder / f"tables/{name}.csv", TABLES[name].columns) for name in tables}
        command = (provenance["command"] or "snakemake").replace("snakemake", f"{RUN} {study}", 1)
        made = Study(folder, found, config, command, commit_of(provenance))
        _ = made.title
    except DuctusError as error:
        raise DuctusError(f"{error}; {again}") from error
    except (KeyError, TypeError) as error:
        raise DuctusError(f"{folder}: expected the key {error}, found none; {again}") from error
    return made


def put_in_place(
    study: str,
    first: Study,
    title: str,
    text_of: Callable[[Callable[[str], str]], str],
    out: Path,
    images: Path,
) -> None:
    """Write a page and the figures of a run that it shows; nothing, if one of them is missing.

    title : what captions begin with.
    text_of : the page, given how a figure is shown by its name.
    """
    figures = Figures(title, lambda name: bitmap(first.folder, name, f"snakemake {study}"))
    text = text_of(lambda name: figures.markdown(name, link_from(out, images)))
    figures.write(images)
    with write_atomically(out) as beside:
        beside.write_text(text, encoding="utf-8")


def marks_of(study: str) -> tuple[str, str]:
    """Lines between which a page has what came out of a study, where the rest is by hand."""
    return f"<!-- results: written by `make {study}-doc`, changes by hand are lost -->", END


def claims_of(runs: Mapping[str, pd.DataFrame], paper: str = "") -> str:
    """A row for each claim, with what each run has found.

    runs : the table of claims of each run, by the run's title. paper : what stands above the values
        of the paper, where claims have these.
    """
    names = ["claim", "paper"] if paper else ["claim"]
    known = pd.concat([claims[names] for claims in runs.values()]).drop_duplicates()
    rows = []
    for claim, *value in known.to_numpy():
        cells = []
        for claims in runs.values():
            mine = claims[claims.claim == claim][["verdict", "ours"]].to_numpy()
            cells += [f"**{verdict}**: {ours}" for verdict, ours in mine] or [NOTHING]
        rows.append([claim, *(each or NOTHING for each in value), *cells])
    return table(["claim", *([paper] if paper else []), *runs], rows)


def only(folders: Sequence[Path], study: str) -> Path:
    """The one folder of results that a page can be about."""
    if len(folders) != 1:
        raise DuctusError(f"--results: expected one folder for {study}, got {len(folders)}")
    return folders[0]


def minutes_of(folder: Path, *stages: str) -> str:
    """CPU minutes of all jobs of stages, as Snakemake noted them."""
    noted = [path for stage in stages for path in sorted(folder.glob(f"benchmarks/{stage}/*.tsv"))]
    seconds = [pd.read_csv(path, sep="\t").cpu_time.iloc[0] for path in noted]
    return f"{sum(seconds) / 60:.0f}" if noted else ""


def commit_of(provenance: Mapping[str, Any]) -> str:
    """The commit that a run was made with, in words."""
    if provenance["commit"] is None:
        return "in no git checkout"
    changed = ", with uncommitted changes" if provenance["dirty"] else ""
    return f"`{provenance['commit'][:10]}`{changed}"
