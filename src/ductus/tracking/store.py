"""A tracking store: the only module that knows MLflow.

A store is a SQLite database beside the results, a tracking server, or a database that jobs write to
directly. It may be down at any moment, and what it does then must not take long.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# Read when mlflow is imported. A store that does not answer shall not hold a job for minutes: what
# could not be logged is logged later. And runs are nobody else's business. What a user has set
# stays.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")  # seconds
os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # seconds, of PostgreSQL's own library

from filelock import FileLock
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, Run, RunTag
from mlflow.exceptions import MlflowException
from mlflow.store.db.utils import create_sqlalchemy_engine

from ductus.files.atomic import write_atomically
from ductus.tracking.records import COMPARED, Point, Record

SQLITE = "sqlite:///"
DATABASE = re.compile(r"(postgresql|mysql|mssql)(\+\w+)?://")  # that MLflow writes to directly
INITIALISE = 5_171_717  # names the lock under which one job at a time makes tables in PostgreSQL
# Tags of runs.
SEED, FOLDER, COMPLETE = "ductus.seed", "ductus.folder", "ductus.complete"
RESULTS = "ductus.results"  # checksum of all that is logged of a seed
# Of experiments: MLflow keeps a view of the table of runs, to be shared, in a tag with this prefix.
VIEW = "mlflow.sharedViewState."


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
        for name in ("alembic", "mlflow"):  # what goes wrong is said by who calls
            logging.getLogger(name).setLevel(logging.CRITICAL)
        beside = folder.resolve().parents[1] if folder else None
        if uri.startswith(SQLITE):
            database = Path(uri.removeprefix(SQLITE)).resolve()
            beside = database.parent
            _make_database(database)
            self.client = MlflowClient(tracking_uri=uri)
        elif DATABASE.match(uri):
            with _sound(uri):
                self.client = MlflowClient(tracking_uri=uri)
        else:  # a server keeps artifacts where it has been told to
            beside = None
            self.client = MlflowClient(tracking_uri=uri)
        artifacts = (beside / "mlartifacts" / experiment).as_uri() if beside else None
        self.experiment = self._experiment(experiment, artifacts)

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

    def metrics(self, run: str, metrics: list[Metric]) -> None:
        """Log metrics, in batches as large as MLflow takes; the same ones again change nothing."""
        for i in range(0, len(metrics), 1000):
            self.client.log_batch(run, metrics=metrics[i : i + 1000])

    def write(self, run: str, record: Record) -> None:
        """Log all of a record; metrics that the run has at that step are not logged again."""
        names = set(self.client.get_run(run).data.metrics)
        there = {(n, m.step) for n in names for m in self.client.get_metric_history(run, n)}
        self.metrics(run, stamped(p for p in record.metrics if (p[0], p[2]) not in there))
        params = [Param(k, str(v)[:6000]) for k, v in record.params.items()]
        tags = [RunTag(k, str(v)[:5000]) for k, v in record.tags.items()]
        for i in range(0, max(len(params), len(tags)), 100):
            self.client.log_batch(run, params=params[i : i + 100], tags=tags[i : i + 100])
        for path, folder in record.artifacts:
            self.client.log_artifact(run, str(path), folder or None)

    def tag(self, run: str, tags: Mapping[str, str]) -> None:
        """Set tags of a run."""
        self.client.log_batch(run, tags=[RunTag(k, v) for k, v in tags.items()])

    def end(self, run: str, status: str = "FINISHED") -> None:
        """Say that a run has ended."""
        self.client.set_terminated(run, status)

    def delete(self, run: str) -> None:
        """Delete a run."""
        self.client.delete_run(run)

    def unfinished(self, run: str | None) -> bool:
        """Whether a run is in this experiment, not deleted and not complete."""
        try:
            found = self.client.get_run(run) if run else None
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            return False
        return (
            found is not None
            and found.info.experiment_id == self.experiment
            and found.info.lifecycle_stage == "active"
            and COMPLETE not in found.data.tags
        )

    def with_results(self, checksum: str) -> tuple[str | None, bool]:
        """The parent run of this seed that holds just these results, and whether it is complete."""
        where = f"tags.`{RESULTS}` = '{checksum}' and tags.`{SEED}` = '{self.tags[SEED]}'"
        found = sorted(self._search(where), key=lambda run: COMPLETE in run.data.tags)
        return (found[-1].info.run_id, COMPLETE in found[-1].data.tags) if found else (None, False)

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
                self.end(run.info.run_id, "KILLED")

    def _search(self, where: str) -> list[Run]:
        return list(self.client.search_runs([self.experiment], where, max_results=10_000))


def table_of_last(uri: str, server: str) -> str:
    """Address at which a server on this store shows what is worth comparing of the last experiment.

    That is the one whose last run began last; its columns are set by a view that is kept with it.
    """
    client = MlflowClient(tracking_uri=uri)
    ids = [experiment.experiment_id for experiment in client.search_experiments()]
    runs = client.search_runs(ids, order_by=["attributes.start_time DESC"], max_results=1)
    if not runs:
        return f"{server}/#/experiments?workflowType=machine_learning"
    last = runs[0].info.experiment_id
    widths = {f"metrics.`{name}`": 40 + 7 * len(name) for name in COMPARED}  # names are read whole
    view = {"selectedColumns": [*widths], "columnOrder": [*widths], "columnWidths": widths}
    client.set_experiment_tag(last, f"{VIEW}ductus", json.dumps(view))
    shown_by = "workflowType=machine_learning&viewStateShareKey=ductus"
    return f"{server}/#/experiments/{last}/runs?{shown_by}"


class NotLoggedError(Exception):
    """A store could not be used; the message is one line that names it, without a password."""

    def __init__(self, uri: str, error: Exception) -> None:
        reason = _reason(error)
        said = re.split(r"\s*(?:\[SQL:|\(Background on this error)", str(reason))[0]
        said = " ".join(said.replace(uri, shown(uri)).split())
        whole = f"not logged to MLflow at {shown(uri)}: {type(reason).__name__}: {said}"
        super().__init__(whole[:400])


def _reason(error: BaseException) -> BaseException:
    """What the operating system said about a connection, if that is at the bottom of it."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, (ConnectionError, TimeoutError)):
            return below
        below = below.__cause__ or below.__context__
    return error


def stamped(points: Iterable[Point]) -> list[Metric]:
    """Metrics with the time they were measured at: logged twice, they are still the same ones."""
    now = int(time.time() * 1000)
    return [Metric(name, float(value), now, int(step)) for name, value, step in points]


def shown(uri: str) -> str:
    """A store's address without the password in it."""
    return re.sub(r"(?<=//)([^/@:]*):[^/@]*@", r"\1@", uri)


def _make_database(database: Path) -> None:
    """Make an empty store and move it into place: two processes at once, or a kill, break it."""
    if database.exists():
        return
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    database.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{database}.lock", timeout=120):
        if not database.exists():
            for left in database.parent.glob(f".{database.stem}.part*"):  # by one that was killed
                left.unlink()
            # A client would name the working directory in SQL, where quotes in it end a string.
            artifacts = (database.parent / "mlartifacts").as_uri()
            with write_atomically(database) as beside:
                SqlAlchemyStore(f"{SQLITE}{beside}", artifacts)


@contextmanager
def _sound(uri: str) -> Iterator[None]:
    """Raise at once if a database is down, which MLflow tries for 100 seconds.

    In PostgreSQL one process at a time goes on, on whichever machine: MLflow's first one makes the
    tables, and two at once break them.
    """
    engine = create_sqlalchemy_engine(uri)
    try:
        with engine.connect() as connection:
            if uri.startswith("postgresql"):
                connection.exec_driver_sql("set lock_timeout = '120s'")
                connection.exec_driver_sql(f"select pg_advisory_lock({INITIALISE})")
            yield
    finally:
        engine.dispose()
