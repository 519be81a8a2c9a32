"""The page on the landscape, written from the tables of several runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

from ductus.errors import DuctusError, one_line
from ductus.figures.catalogue import of_target
from ductus.files.atomic import write_atomically
from ductus.pages.results.filled import filled
from ductus.pages.results.published import Figures, link_from
from ductus.pages.results.runs import RUN, bitmap
from ductus.pages.results.words import NOTHING, number_of, share_of, table
from ductus.tables.columns import CLUSTERINGS, REPRESENTATIONS, TABLES
from ductus.tables.files import read
from ductus.tables.landscape import SUCCEEDED

NAMES = ("landscape", "landscape_symbols", "landscape_methods", "landscape_claims")
TRAINING = {
    "loss": "loss",
    "loss of the mean picture": "of the mean picture",
    "drawn again": "drawn again",
    "judged right": "as they are",
    "active": "active",
    "neurons in use": "in use",
}
FOUND = {
    "size": ("size", number_of),
    "size over drawings": ("over drawings", share_of),
    "distinct clusters": ("distinct clusters", number_of),
    "drawings in clusters": ("drawings in them", number_of),
    "recognition": ("recognition", share_of),
    "completeness": ("completeness", share_of),
    "purity": ("purity", share_of),
    "connected": ("connected ways", share_of),
    "evenness": ("evenness", number_of),
}
PROBES = {"same_writer": "the same writer's drawings", "other_writer": "other writers' drawings"}


class Run(NamedTuple):
    """A run of the study: its folder, tables by name, config, and command."""

    folder: Path
    tables: dict[str, pd.DataFrame]
    config: dict[str, Any]
    command: str

    @property
    def title(self) -> str:
        return {"digilets": "DigiLeTs"}.get(self.config["data"]["source"], self.config["name"])


def read_run(folder: Path) -> Run:
    """Read a run's folder of results; raises DuctusError that says how to make it."""
    again = f"make it with: snakemake landscape, a config with the name {folder.name}"
    try:
        made = folder / "landscape"
        config = yaml.safe_load((made / "config.resolved.yaml").read_text(encoding="utf-8"))
        noted = json.loads((made / "provenance.json").read_text(encoding="utf-8"))
        command = (noted["command"] or "snakemake").replace("snakemake", f"{RUN} landscape", 1)
        tables = {name: read(folder / f"tables/{name}.csv", TABLES[name].columns) for name in NAMES}
        _ = config["data"]["source"], config["name"], config["landscape"]["pictures"]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise DuctusError(f"{folder}: cannot be read: {one_line(error)}; {again}") from error
    except DuctusError as error:
        raise DuctusError(f"{error}; {again}") from error
    return Run(folder, tables, config, command)


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page and the figures of the first run; nothing, if something is missing."""
    runs = [read_run(folder) for folder in folders]
    figures = Figures(runs[0].title, lambda name: bitmap(folders[0], name, "snakemake landscape"))
    at = link_from(out, images)
    text = filled(
        "landscape.md",
        runs=runs,
        figures={name: figures.markdown(name, at) for name in of_target("landscape")},
        claims=_claims(runs),
        training=_training(runs),
        found=_found(runs),
        table_1=_table_1(runs),
        methods=_methods(runs),
        commands=[run.command for run in runs],
    )
    images.mkdir(parents=True, exist_ok=True)
    figures.write(images)
    with write_atomically(out) as beside:
        beside.write_text(text, encoding="utf-8")


def _all(run: Run, name: str) -> pd.DataFrame:
    rows = run.tables[name]
    return rows[rows.seed.astype(str) == "all"]


def _claims(runs: Sequence[Run]) -> str:
    """A row for each claim, with what each run has found."""
    claims = {
        c: p
        for run in runs
        for c, p in run.tables["landscape_claims"][["claim", "paper"]].to_numpy()
    }
    rows = []
    for said, paper in claims.items():
        cells = []
        for run in runs:
            mine = run.tables["landscape_claims"]
            mine = mine[mine.claim == said]
            cells += [f"**{v}**: {o}" for v, o in mine[["verdict", "ours"]].to_numpy()] or [NOTHING]
        rows.append([said, paper, *cells])
    return table(["claim", "paper", *(run.title for run in runs)], rows)


def _training(runs: Sequence[Run]) -> str:
    rows = []
    for run in runs:
        found = _all(run, "landscape")
        for name in ("sparse", "dense", "random"):
            mine = found[found.representation == name]
            each = run.tables["landscape"]
            each = each[(each.seed.astype(str) != "all") & (each.measure == SUCCEEDED)]
            each = each[each.representation == name]
            said = f"{int(each['mean'].sum())} of {len(each)}" if len(each) else NOTHING
            cells = [number_of(mine[mine.measure == measure]) for measure in TRAINING]
            rows.append([run.title, name, said, *cells])
    return table(["run", "space", "succeeded", *TRAINING.values()], rows)


def _found(runs: Sequence[Run]) -> str:
    rows = []
    for run in runs:
        found = _all(run, "landscape")
        for name in REPRESENTATIONS:
            for by in CLUSTERINGS:
                mine = found[(found.representation == name) & (found.clustering == by)]
                if len(mine):
                    cells = [says(mine[mine.measure == m]) for m, (_, says) in FOUND.items()]
                    rows.append([run.title, name, by, *cells])
    return table(["run", "space", "clusters by", *(head for head, _ in FOUND.values())], rows)


def _table_1(runs: Sequence[Run]) -> str:
    """The paper's Table 1: a row for each sparse network whose training succeeded."""
    rows = []
    for run in runs:
        found = run.tables["landscape"]
        mine = found[(found.representation == "sparse") & (found.seed.astype(str) != "all")]
        for seed, part in mine.groupby(mine.seed.astype(str), sort=False):
            if not (part[part.measure == SUCCEEDED]["mean"] == 1).all():
                rows.append([run.title, seed, "failed", *[NOTHING] * 5])
                continue
            values = part[part.clustering == "meanshift"].set_index("measure")["mean"]
            counts = run.tables["landscape_symbols"]
            counts = counts[(counts.seed.astype(str) == seed) & (counts.clustering == "meanshift")]
            counts = counts[counts.representation == "sparse"].sort_values(
                "clusters", ascending=False, kind="stable"
            )
            order = list(counts.symbol)
            rows.append(
                [
                    *(run.title, seed, f"{values['size']:.0f}"),
                    *(f"{values[m]:.3f}" if m in values else NOTHING for m in ("recognition",)),
                    f"{values['completeness']:.3f}",
                    f"{values['drawings in clusters']:.0f}",
                    *(" ".join(order[:2]), " ".join(order[-2:])),
                ]
            )
    head = ["run", "network", "size", "recognition", "completeness", "distinct drawings"]
    return table([*head, "most", "fewest"], rows)


def _methods(runs: Sequence[Run]) -> str:
    rows = []
    for run in runs:
        found = _all(run, "landscape_methods")
        for (method, name), part in found.groupby(["method", "representation"], sort=False):
            cells = [share_of(part[part.condition == condition]) for condition in PROBES]
            rows.append([run.title, f"`{method}`" + (f", {name}" if name else ""), *cells])
    return table(["run", "method", *PROBES.values()], rows)
