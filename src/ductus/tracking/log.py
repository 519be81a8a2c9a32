"""Logging of runs: a config is an experiment, a seed a parent run, its tasks child runs.

Training logs its curve while it trains (`training_logger`); everything else is logged at the end
from finished files, by one process for each seed (`log_results`). Nothing of it may fail an
experiment: a store that cannot be used costs one warning, and the seed is logged later.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ductus.tracking.records import Record, checksum, seed_run, task_runs, training_run
from ductus.tracking.store import COMPLETE, RESULTS, NotLoggedError, Store, shown, stamped

WRITE_EVERY = 3.0  # seconds between batches of a growing curve; more if the store is slow


class Curve:
    """A curve written to a run every few seconds while it grows; its methods never raise."""

    def __init__(self, store: Store | None, parent: str = "", run: str = "") -> None:
        self.store, self.parent, self.run = store, parent, run
        self.waiting: list[Any] = []
        self.next = 0.0

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Add a point; its key ``step`` is no metric."""
        if self.store:
            self.waiting += stamped((k, v, step) for k, v in metrics.items() if k != "step")
            if time.monotonic() >= self.next:
                self._write()

    def _write(self) -> Exception | None:
        begin, error = time.monotonic(), None
        try:
            self.store.metrics(self.run, self.waiting)
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
            if not error:  # or it would be waited for once more
                self.store.end(self.run, status)
                if status != "FINISHED":
                    self.store.end(self.parent, status)
        except Exception as another:
            error = another
        if error:
            warn(NotLoggedError(self.store.uri, error))
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
        warn(NotLoggedError(uri, error))
        return Curve(None), {}
    return Curve(store, parent, run), {"parent": parent, "training": run, "uri": shown(uri)}


def log_results(results: Path, seed: int, experiment: str, uri: str) -> dict[str, Any]:
    """Log a finished seed from its files.

    Parameters
    ----------
    results : the experiment's folder.

    Returns
    -------
    See `log_seed`.

    Raises
    ------
    DuctusError
        A file of the results is not there or not what it should be.
    NotLoggedError
        The store cannot be used. What it has by then is gone on with the next time.
    """
    started = training_run(results, seed)
    whole, parts = seed_run(results, seed), list(task_runs(results, seed))
    try:
        store = Store(uri, experiment, seed, results / f"seed{seed}")
        return log_seed(store, started, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        raise NotLoggedError(uri, error) from error


def log_seed(
    store: Store, started: Mapping[str, str], whole: Record, parts: Iterable[Record]
) -> dict[str, Any]:
    """Log all records of a seed, unless the store has just these.

    Then the run that a training of the same config has started once more is deleted. Otherwise
    goes on with that one. If that is already complete (a config has changed, and the old run stays
    to compare with) or not in this store, goes on with what an interrupted job has logged of these
    records, or starts a new one.

    Parameters
    ----------
    started : what `training_logger` returned.
    whole, parts : the parent, and its children; one of these is called ``training``.

    Returns
    -------
    {uri, parent, children: {name: id}, new: whether something was logged}.
    """
    parts = list(parts)
    sum_of_all = checksum([whole, *parts])
    parent = started.get("parent") if started.get("uri") == shown(store.uri) else None
    there, complete = store.with_results(sum_of_all)
    begun = parent if store.unfinished(parent) else None
    if complete:
        for run in [*store.children(begun).values(), begun] if begun else []:
            store.delete(run)
        return _logged(store, there, store.children(there), new=False)
    parent = begun or there or store.start(whole.name)
    store.tag(parent, {RESULTS: sum_of_all})
    store.end_leftovers(keep=parent)
    left = store.children(parent)
    for name in left.keys() - {"training"}:  # this job was interrupted here before
        store.delete(left[name])
    children = {}
    for part in parts:
        run = left.get(part.name) if part.name == "training" else None
        run = children[part.name] = run or store.start(part.name, parent)
        store.write(run, part)
        store.end(run)
    store.write(parent, whole)
    store.end(parent)
    store.tag(parent, {COMPLETE: "yes"})  # the last word: until it is said, all is logged again
    return _logged(store, parent, children, new=True)


def _logged(store: Store, parent: str, children: dict[str, str], new: bool) -> dict[str, Any]:
    return {"uri": shown(store.uri), "parent": parent, "children": children, "new": new}


def warn(error: NotLoggedError) -> None:
    """Say in one line that something was not logged."""
    print(f"ductus: warning: {error}", file=sys.stderr)
