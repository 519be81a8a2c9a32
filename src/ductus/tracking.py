"""MLflow: the only module that knows it.

A config is an experiment. A seed is a parent run ``seed <k>``; its tasks are child runs. Training
logs its curve while it trains (`training_logger`); everything else is logged at the end from
finished files, by one process for each seed (`log_seed`). Nothing of it may fail an experiment:
a store that cannot be used costs one warning.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# Read when mlflow is imported. A server that does not answer shall not hold a job for minutes,
# and runs are nobody else's business. What a user has set stays.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")

from filelock import FileLock
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, Run, RunTag
from mlflow.exceptions import MlflowException

from ductus.files import write_atomically
from ductus.runs import Point, Record

SQLITE = "sqlite:///"
WRITE_EVERY = 3.0  # seconds between batches of a growing curve; more if the store is slow
SEED, FOLDER, COMPLETE = "ductus.seed", "ductus.folder", "ductus.complete"  # tags of runs


class Store:
    """An experiment in a tracking store, open for runs of one seed.

    Its methods raise whatever MLflow and the libraries below it raise.

    Parameters
    ----------
    uri : ``sqlite:///<absolute path>``, or what else MLflow takes. A SQLite database is made if it
        is not there, however many processes open it at once; artifacts lie beside it.
    experiment : name; made if it is not there.
    folder : the seed's results, by which runs that an interrupted job left behind are found;
        None: these are left alone.
    """

    def __init__(self, uri: str, experiment: str, seed: int, folder: Path | None) -> None:
        self.uri, self.tags = uri, {SEED: str(seed)}
        if folder:
            self.tags[FOLDER] = str(folder.resolve())
        for name in ("alembic", "mlflow"):  # their progress is not the user's
            logging.getLogger(name).setLevel(logging.WARNING)
        if not uri.startswith(SQLITE):
            self.client = MlflowClient(tracking_uri=uri)
            self.experiment = self._experiment(experiment, None)
            return
        database = Path(uri.removeprefix(SQLITE)).resolve()
        database.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{database}.lock", timeout=120):
            if not database.exists():
                _make_database(database)
            self.client = MlflowClient(tracking_uri=uri)  # opens it
            artifacts = database.parent / "mlartifacts" / experiment
            self.experiment = self._experiment(experiment, artifacts.as_uri())

    def _experiment(self, name: str, artifacts: str | None) -> str:
        found = self.client.get_experiment_by_name(name)
        if found is None:
            try:
                return self.client.create_experiment(name, artifacts)
            except MlflowException:  # another process was quicker, or it is a real error
                found = self.client.get_experiment_by_name(name)
                if found is None:
                    raise
        return found.experiment_id

    def start(self, name: str, parent: str | None = None) -> str:
        """Start a run, a child if a parent is given; its id."""
        tags = {**self.tags, **({"mlflow.parentRunId": parent} if parent else {})}
        return self.client.create_run(self.experiment, run_name=name, tags=tags).info.run_id

    def points(self, run: str, points: Iterable[Point]) -> None:
        """Log metrics in batches as large as MLflow takes."""
        now = int(time.time() * 1000)
        metrics = [Metric(name, float(value), now, int(step)) for name, value, step in points]
        for i in range(0, len(metrics), 1000):
            self.client.log_batch(run, metrics=metrics[i : i + 1000])

    def write(self, run: str, record: Record) -> None:
        """Log all of a record; metrics that the run has at that step are not logged again."""
        names = set(self.client.get_run(run).data.metrics)
        there = {(n, m.step) for n in names for m in self.client.get_metric_history(run, n)}
        self.points(run, [p for p in record.metrics if (p[0], p[2]) not in there])
        params = [Param(k, str(v)[:6000]) for k, v in record.params.items()]
        tags = [RunTag(k, str(v)[:5000]) for k, v in record.tags.items()]
        for i in range(0, max(len(params), len(tags)), 100):
            self.client.log_batch(run, params=params[i : i + 100], tags=tags[i : i + 100])
        for path, folder in record.artifacts:
            self.client.log_artifact(run, str(path), folder or None)

    def unfinished(self, run: str | None) -> bool:
        """Whether a run is in this experiment, not deleted and not complete."""
        try:
            found = self.client.get_run(run) if run else None
        except MlflowException:
            return False
        return (
            found is not None
            and found.info.experiment_id == self.experiment
            and found.info.lifecycle_stage == "active"
            and COMPLETE not in found.data.tags
        )

    def children(self, parent: str) -> dict[str, str]:
        """Child runs by name."""
        found = self._search(f"tags.mlflow.parentRunId = '{parent}'")
        return {run.info.run_name: run.info.run_id for run in found}

    def end_leftovers(self, keep: str = "") -> None:
        """Mark as killed what interrupted jobs left running, but not `keep` and its children."""
        if FOLDER not in self.tags:
            return
        for run in self._search("attributes.status = 'RUNNING'"):
            ids = (run.info.run_id, run.data.tags.get("mlflow.parentRunId"))
            if self.tags.items() <= run.data.tags.items() and keep not in ids:
                self.client.set_terminated(run.info.run_id, "KILLED")

    def _search(self, where: str) -> list[Run]:
        return list(self.client.search_runs([self.experiment], where, max_results=10_000))


class Curve:
    """A curve written to a run every few seconds while it grows; its methods never raise."""

    def __init__(self, store: Store | None, parent: str = "", run: str = "") -> None:
        self.store, self.parent, self.run = store, parent, run
        self.waiting: list[Point] = []
        self.next = 0.0

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Add a point; its key ``step`` is no metric."""
        if self.store:
            self.waiting += [(k, v, step) for k, v in metrics.items() if k != "step"]
            if time.monotonic() >= self.next:
                self._write()

    def _write(self) -> Exception | None:
        begin, error = time.monotonic(), None
        try:
            self.store.points(self.run, self.waiting)
            self.waiting = []
        except Exception as raised:  # what could not be written goes on waiting
            error = raised
        took = time.monotonic() - begin
        self.next = begin + took + max(WRITE_EVERY, 10 * took)  # never a tenth of the training
        return error

    def close(self, status: str = "FINISHED") -> None:
        """Write the rest and end the run; its parent too, unless all went well."""
        if not self.store:
            return
        error = self._write()
        try:
            self.store.client.set_terminated(self.run, status)
            if status != "FINISHED":
                self.store.client.set_terminated(self.parent, status)
        except Exception as another:
            error = error or another
        if error:
            warn(self.store.uri, error)
        self.store = None


def training_logger(
    uri: str, experiment: str, seed: int, folder: Path | None = None
) -> tuple[Curve, dict[str, str]]:
    """Start the parent run of a seed and its child ``training``.

    Returns
    -------
    A `Curve` to log to, and {parent, training, uri} for `log_seed` to go on with. If the store
    cannot be used, a curve that does nothing, and {}.
    """
    try:
        store = Store(uri, experiment, seed, folder)
        store.end_leftovers()
        parent = store.start(f"seed {seed}")
        run = store.start("training", parent)
    except Exception as error:
        warn(uri, error)
        return Curve(None), {}
    return Curve(store, parent, run), {"parent": parent, "training": run, "uri": shown(uri)}


def log_seed(
    store: Store, started: Mapping[str, str], whole: Record, parts: Iterable[Record]
) -> dict[str, Any]:
    """Log all records of a seed.

    Goes on with the parent run that the training started. Starts a new one if that is already
    complete (a config has changed, and the old run stays to compare with) or not in this store.

    Parameters
    ----------
    started : what `training_logger` returned.
    whole, parts : the parent, and its children; one of these is called ``training``.

    Returns
    -------
    {uri, parent, children: {name: id}}.
    """
    known = started.get("parent") if started.get("uri") == shown(store.uri) else None
    parent = known if store.unfinished(known) else store.start(whole.name)
    store.end_leftovers(keep=parent)
    left = store.children(parent)
    for name in left.keys() - {"training"}:  # this job was interrupted here before
        store.client.delete_run(left[name])
    children = {}
    for part in parts:
        run = left.get(part.name) if part.name == "training" else None
        run = children[part.name] = run or store.start(part.name, parent)
        store.write(run, part)
        store.client.set_terminated(run)
    store.write(parent, whole)
    store.client.set_tag(parent, COMPLETE, "yes")
    store.client.set_terminated(parent)
    return {"uri": shown(store.uri), "parent": parent, "children": children}


def shown(uri: str) -> str:
    """A store's address without the password in it."""
    return re.sub(r"(?<=//)([^/@:]*):[^/@]*@", r"\1@", uri)


def warn(uri: str, error: Exception) -> None:
    """Say in one line that something was not logged."""
    said = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    print(f"ductus: warning: not logged to MLflow at {shown(uri)}: {said}", file=sys.stderr)


def _make_database(database: Path) -> None:
    """Make an empty store and move it into place: two processes at once, or a kill, break it."""
    with write_atomically(database) as beside:
        MlflowClient(tracking_uri=f"{SQLITE}{beside}").search_experiments(max_results=1)
