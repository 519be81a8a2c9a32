"""What a run left behind that the page speaks of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from ductus.errors import DuctusError
from ductus.tables.columns import CONDITIONS
from ductus.tables.files import read
from ductus.tables.measured import paper_noise

RUN = "snakemake --cores 8"  # how many cores is not noted: they change no result
INTERVAL = ("mean", "low", "high")
CASES = ("method", "condition", "noise")
# Section of the config -> the keys that the page tells.
TOLD = {
    "split": ("trained", "new"),
    "model": ("dense", "hidden", "bias"),
    "training": (
        *("steps", "objective", "learning_rate", "falling"),
        *("copies", "backwards", "mixing", "reached"),
    ),
    "oneshot": ("iterations", "learning_rate", "falling", "start", "noise", "mixing"),
}
# Table -> the columns that the page reads.
TABLES = {
    "headline": ("section", "measure", *CASES, *INTERVAL, "seeds", "exemplar_writers", "n"),
    "claims": ("section", "claim", "paper", "ours", "verdict", "rule"),
    "classification": (
        *("seed", *CASES, "n", "accuracy", "low", "high"),
        *("accuracy_among_new", "low_among_new", "high_among_new"),
    ),
    "confusion": (*CASES, "character", "predicted", "n", "share"),
    "difficulty": ("character", "measure", *CASES, "n", *INTERVAL),
}


@dataclass(frozen=True)
class Run:
    """A results folder: its tables, its config, what it was made with.

    `title` names the handwriting; `command` makes the run again.
    """

    folder: Path
    tables: dict[str, pd.DataFrame]
    config: dict[str, Any]
    provenance: dict[str, Any]
    title: str
    command: str

    @property
    def seeds(self) -> int:
        return int(self.tables["headline"].seeds.max())

    @property
    def exemplar_writers(self) -> int:
        return int(self.tables["headline"].exemplar_writers.max())

    @property
    def conditions(self) -> list[str]:
        """The kinds of probes that there were."""
        found = set(self.tables["classification"].condition)
        return [condition for condition in CONDITIONS if condition in found]

    def headline(self, measure: str, method: str = "", condition: str = "") -> pd.DataFrame:
        """The rows of the headline table of a measure, which has one but for its noises."""
        rows = self.tables["headline"]
        wanted = (rows.measure == measure) & (rows.method == method)
        return rows[wanted & (rows.condition == condition)]

    def counts(
        self, condition: str, noise: float | None = None, method: str | None = None
    ) -> pd.DataFrame:
        """The rows of the table `classification` over all seeds; noise, if any, of variants."""
        rows = self.tables["classification"]
        rows = rows[(rows.seed.astype(str) == "all") & (rows.condition == condition)]
        if condition == "generated" and noise is not None:
            rows = rows[rows.noise == noise]
        return rows if method is None else rows[rows.method == method]

    @property
    def noise(self) -> float:
        """The noise of variants at which methods are compared."""
        return paper_noise(self.tables["classification"])

    def figure(self, name: str) -> Path:
        """Path of a figure's bitmap; raises DuctusError if it was not drawn."""
        return bitmap(self.folder, name, self.command)


def bitmap(folder: Path, name: str, command: str) -> Path:
    """Path of a figure of a run; raises DuctusError, with the command, if it was not drawn."""
    path = folder / "figures" / f"{name}.png"
    if not path.is_file():
        raise DuctusError(f"{path}: no such figure; make it with: {command}")
    return path


def read_runs(folders: Sequence[Path]) -> list[Run]:
    """Read results folders.

    Raises
    ------
    DuctusError
        A folder, a file or a column is missing; the message says how the folder is made.
    """
    runs = [_read(folder) for folder in folders]
    names = Counter(run.title for run in runs)
    return [
        replace(run, title=f"{run.title} ({run.config['name']})") if names[run.title] > 1 else run
        for run in runs
    ]


def _read(folder: Path) -> Run:
    again = f"make it with: {RUN} --configfile FILE, a config with the name {folder.name}"
    if not folder.is_dir():
        raise DuctusError(f"{folder}: no such folder of results; {again}")
    config = loaded(folder / "config.resolved.yaml", again)
    provenance = loaded(folder / "provenance.json", again, json.loads)
    command = _command(provenance, folder)
    again = f"make it with: {command}"
    try:
        tables = {name: read(folder / f"tables/{name}.csv", TABLES[name]) for name in TABLES}
        title = title_of(config)
        _ = [config[section][key] for section, keys in TOLD.items() for key in keys]
        _ = provenance["commit"], provenance["dirty"], provenance["data"]["sha256"]
    except DuctusError as error:
        raise DuctusError(f"{error}; {again}") from error
    except (KeyError, TypeError) as error:
        raise DuctusError(
            f"{folder}: config.resolved.yaml or provenance.json is of another version: "
            f"{error} is missing; {again}"
        ) from error
    if tables["headline"].empty:
        raise DuctusError(f"{folder}/tables/headline.csv: expected rows, got none; {again}")
    return Run(folder, tables, config, provenance, title, command)


def _command(provenance: dict[str, Any], folder: Path) -> str:
    """The command that was noted; results made before it was have their config."""
    plain = f"snakemake --configfile results/{folder.name}/config.resolved.yaml"
    return (provenance.get("command") or plain).replace("snakemake", RUN, 1)


def loaded(path: Path, again: str, parse: Callable[[str], Any] = yaml.safe_load) -> dict[str, Any]:
    """What a file holds, keys with values; raises DuctusError that says how to make it `again`."""
    try:
        content = parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise DuctusError(f"{path}: cannot be read: {said}; {again}") from error
    if not isinstance(content, dict):
        raise DuctusError(f"{path}: expected keys with values, got {content!r}; {again}")
    return content


def title_of(config: dict[str, Any]) -> str:
    """Whose handwriting a run is about."""
    source = config["data"]["source"]
    if source == "omniglot":
        return f"Omniglot {config['data']['omniglot']['alphabet']}".replace("_", " ")
    return {"digilets": "DigiLeTs", "synthetic": "synthetic"}.get(source, config["name"])
