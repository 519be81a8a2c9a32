"""The page on the landscape, written from the tables of several runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.pages.results.filled import filled
from ductus.pages.results.words import NOTHING, number_of, share_of, table
from ductus.pages.studies import Study, claims_of, put_in_place, read_study
from ductus.tables.columns import CLUSTERINGS, REPRESENTATIONS
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


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the page and the figures of the first run; nothing, if something is missing."""
    runs = [read_study("landscape", folder, NAMES) for folder in folders]
    put_in_place(
        "landscape", runs[0], runs[0].title, lambda figure: _page(runs, figure), out, images
    )


def _page(runs: Sequence[Study], figure: Callable[[str], str]) -> str:
    return filled(
        "landscape.md",
        runs=runs,
        figures={name: figure(name) for name in of_target("landscape")},
        claims=claims_of(
            {run.title: run.tables["landscape_claims"] for run in runs}, paper="paper"
        ),
        training=_training(runs),
        found=_found(runs),
        table_1=_table_1(runs),
        methods=_methods(runs),
        commands=[run.command for run in runs],
    )


def _all(run: Study, name: str) -> pd.DataFrame:
    rows = run.tables[name]
    return rows[rows.seed.astype(str) == "all"]


def _training(runs: Sequence[Study]) -> str:
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


def _found(runs: Sequence[Study]) -> str:
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


def _table_1(runs: Sequence[Study]) -> str:
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


def _methods(runs: Sequence[Study]) -> str:
    rows = []
    for run in runs:
        found = _all(run, "landscape_methods")
        for (method, name), part in found.groupby(["method", "representation"], sort=False):
            cells = [share_of(part[part.condition == condition]) for condition in PROBES]
            rows.append([run.title, f"`{method}`" + (f", {name}" if name else ""), *cells])
    return table(["run", "method", *PROBES.values()], rows)
