"""What is worth logging of a finished seed, as plain data: a run and its child runs.

Read from the files of the seed and the combined tables; knows nothing of where it is logged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from ductus.errors import DuctusError
from ductus.learning.oneshot_files import LOSSES, read_inferences
from ductus.tables import files as tables

CURVE_POINTS = 200  # of a curve of thousands of iterations
TASKS = ("training", "generation", "variation", "classification", "blending", "states")
# Of a seed, what runs are compared by; docs/mlflow.md says what each is.
COMPARED = (
    "excess",
    "mse_inferred",
    "mse_not_inferred",
    "mse_untrained",
    "dtw_inferred",
    "dtw_to_example_0.05",
    "accuracy_paper_generated_0.05",
    "accuracy_paper_same_writer",
    "accuracy_paper_other_writer",
    "accuracy_among_new_amortised_other_writer",
    "accuracy_among_new_nn_dtw_other_writer",
    "shared_p",
    "repeated_p",
)
Point = tuple[str, float, int]  # metric, value, step


@dataclass
class Record:
    """A run: artifacts are pairs of a file and the folder to show it in."""

    name: str
    metrics: list[Point] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, Any] = field(default_factory=dict)
    artifacts: list[tuple[Path, str]] = field(default_factory=list)


def finished(results: Path) -> tuple[str, list[int]]:
    """Name and seeds of an experiment whose run has come to its end.

    Raises
    ------
    DuctusError
        Something is not there, or was made after what the results were made with was noted: a run
        was interrupted, and its files need not belong together.
    """
    config, noted = mapping(results / "config.resolved.yaml"), results / "provenance.json"
    tables_of = results / "tables"
    try:
        name, seeds = config["name"], config["seeds"]
        since = noted.stat().st_mtime
        for seed in seeds:
            of_seed = results / f"seed{seed}"
            files = [folder / f"{task}.csv" for task in TASKS for folder in (of_seed, tables_of)]
            inferred = [of_seed / "training_run.json", *_inferences(of_seed)]
            for file in (*files, *inferred):
                if file.stat().st_mtime > since:
                    raise DuctusError(f"{file}: newer than {noted.name}; let snakemake finish")
    except OSError as error:
        raise DuctusError(f"{error.filename}: not there; let snakemake finish") from error
    except (KeyError, TypeError) as error:
        raise DuctusError(f"{results / 'config.resolved.yaml'}: lacks name or seeds") from error
    return name, seeds


def training_run(results: Path, seed: int) -> dict[str, str]:
    """Return the ids of the runs that the training of a seed has started; none is {}."""
    return mapping(results / f"seed{seed}" / "training_run.json")


def seed_run(results: Path, seed: int) -> Record:
    """The parent: config, provenance, all tables and figures, and the numbers to compare.

    These are means over exemplar writers; the children say what each of them has come to.
    """
    found = {name: _rows(results, name, seed) for name in ("generation", "variation", "states")}
    metrics = [
        *_last(_rows(results, "training", seed), ("excess", "floor")),
        *_means(found["generation"], ("mse", "dtw"), "condition"),
        *_means(found["variation"], ("dtw_to_example",), "noise"),
        *_accuracy(_rows(results, "classification", seed), ("accuracy", "accuracy_among_new")),
        *_states(found["states"], ("p",)),
    ]
    config = mapping(results / "config.resolved.yaml")
    provenance = flatten(mapping(results / "provenance.json"))
    known = {key: value for key, value in provenance.items() if value is not None}
    tags = known | ({"mlflow.source.git.commit": known["commit"]} if "commit" in known else {})
    artifacts = [(results / name, "") for name in ("config.resolved.yaml", "provenance.json")]
    for folder in ("tables", "figures"):
        files = sorted((results / folder).iterdir()) if (results / folder).is_dir() else []
        artifacts += [(f, folder) for f in files if f.is_file() and not f.name.startswith(".")]
    return Record(f"seed {seed}", metrics, flatten(config), tags, artifacts)


def task_runs(results: Path, seed: int) -> Iterator[Record]:
    """The children: training, each character's inference, then each task."""
    training = _rows(results, "training", seed)
    names = [c for c in training if c not in ("seed", "step")]
    curve = [(n, v, s) for n in names for s, v in zip(training.step, training[n], strict=True)]
    yield _task(results, seed, "training", curve)

    generation = _rows(results, "generation", seed)
    for path in _inferences(results / f"seed{seed}"):
        (kept,) = read_inferences([path])
        character = str(kept["character"])
        mine = generation[generation.character == character]
        metrics = [
            *(p for name in LOSSES for p in _thinned(name, kept[name].mean(axis=1))),
            *_means(mine, ("mse", "dtw"), "condition"),
            *_by_writer(mine[mine.condition == "inferred"], ("mse", "dtw")),
        ]
        params = {
            "character": character,
            "iterations": int(kept["iterations"]),
            "exemplar_writers": json.dumps(list(map(str, kept["writers"])), ensure_ascii=False),
        }
        yield Record(f"oneshot {character}", metrics, params, artifacts=[(path, "")])

    variation = _rows(results, "variation", seed)
    own = variation.assign(nearest_is_own=variation.nearest == variation.character)
    values = ("dtw_to_example", "nearest_is_own")
    yield _task(
        results, seed, "variation", [*_means(own, values, "noise"), *_by_writer(own, values)]
    )
    counts = _rows(results, "classification", seed)
    columns = [c for c in counts if c.split("_")[0] in ("accuracy", "low", "high")]
    yield _task(results, seed, "classification", _accuracy(counts, columns))

    blending = _rows(results, "blending", seed)
    way = blending.groupby(["exemplar_writer", "first", "second"])
    step = way.weight.rank(ascending=False).astype(int) - 1
    way = blending.groupby(step)[["dtw_to_first", "dtw_to_second"]].mean()
    points = [(name, way[name][i], i) for name in way for i in way.index]
    yield _task(results, seed, "blending", points)

    states = _rows(results, "states", seed)
    yield _task(
        results, seed, "states", _states(states, ("distance", "distance_others", "rank", "p"))
    )


def _inferences(of_seed: Path) -> list[Path]:
    """Files of the characters; hidden ones are what a killed process has left half-written."""
    return sorted(of_seed.glob("oneshot/[!.]*.npz"))


def checksum(records: Sequence[Record]) -> str:
    """Return what tells these records from any others: of all they say, and all files' content."""
    whole = hashlib.sha256()
    for record in records:
        said = [record.name, record.metrics, record.params, record.tags]
        whole.update(json.dumps(said, sort_keys=True, default=str).encode())
        for path, folder in record.artifacts:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(json.dumps([folder, path.name, content]).encode())
    return whole.hexdigest()


def flatten(tree: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Leaves of nested mappings by dotted keys; lists become JSON."""
    leaves: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            leaves |= flatten(value, f"{above}{key}.")
        else:
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            leaves[f"{above}{key}"] = text
    return leaves


def _task(results: Path, seed: int, task: str, metrics: list[Point]) -> Record:
    return Record(task, metrics, artifacts=[_file(results, seed, f"{task}.csv")])


def _file(results: Path, seed: int, name: str) -> tuple[Path, str]:
    return results / f"seed{seed}" / name, ""


def mapping(path: Path) -> dict[str, Any]:
    """Read a file of keys and values (YAML or JSON); raises DuctusError if it is none."""
    parse = json.loads if path.suffix == ".json" else yaml.safe_load
    try:
        found = parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DuctusError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise DuctusError(f"{path}: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise DuctusError(f"{path}: expected keys and values, got {type(found).__name__}")
    return found


def _rows(results: Path, name: str, seed: int) -> pd.DataFrame:
    table = tables.read(results / "tables" / f"{name}.csv", ["seed"])
    return table[table.seed.astype(str) == str(seed)]


def _last(rows: pd.DataFrame, columns: Sequence[str]) -> list[Point]:
    end = rows.sort_values("step").iloc[-1]
    return [(c, end[c], 0) for c in columns]


def _means(rows: pd.DataFrame, values: Sequence[str], by: str) -> list[Point]:
    means = rows.groupby(by)[list(values)].mean()
    return [(f"{v}_{_label(k)}", means[v].loc[k], 0) for v in values for k in means.index]


def _by_writer(rows: pd.DataFrame, values: Sequence[str]) -> list[Point]:
    """Means of each exemplar writer, shown together as ``<value>/by <writer>``."""
    means = rows.groupby("exemplar_writer")[list(values)].mean()
    name = {w: re.sub(r"[^\w. -]", "_", f"by {w}") for w in means.index}  # as MLflow takes them
    return [(f"{v}/{name[w]}", means[v].loc[w], 0) for v in values for w in means.index]


def _accuracy(counts: pd.DataFrame, columns: Sequence[str]) -> list[Point]:
    points = []
    for row in counts.to_dict("records"):
        noise = "" if pd.isna(row["noise"]) else f"_{row['noise']:g}"
        case = f"{row['method']}_{row['condition']}{noise}"
        # A method that only chooses among the new characters has no accuracy among all.
        points += [(f"{c}_{case}", row[c], 0) for c in columns if pd.notna(row[c])]
    return points


def _states(rows: pd.DataFrame, columns: Sequence[str]) -> list[Point]:
    tested = rows[rows.tested.astype(bool)].to_dict("records")
    return [(f"{row['claim']}_{c}", row[c], 0) for row in tested for c in columns]


def _label(key: Any) -> str:
    return f"{key:g}" if isinstance(key, float) else str(key)


def _thinned(name: str, curve: np.ndarray) -> list[Point]:
    at = np.unique(np.linspace(0, len(curve) - 1, min(CURVE_POINTS, len(curve))).round())
    return [(name, float(curve[int(i)]), int(i)) for i in at]
