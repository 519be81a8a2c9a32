"""Many processes that log a seed each to one store, all beginning at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from mlflow import MlflowClient

from ductus.tracking.records import Record

POINTS = 40  # of the curve, each written by itself
CHARACTERS = 5
EXPERIMENT = "together"
# `make test` is to be quick; DUCTUS_TEST_PROCESSES=16 is what is promised.
PROCESSES = int(os.environ.get("DUCTUS_TEST_PROCESSES", 3))


def curve_of(seed: int) -> list[tuple[str, float, int]]:
    return [
        point
        for step in range(POINTS)
        for point in (("excess", seed + step / 1000, step), ("loss", 1.0, step))
    ]


def records_of(seed: int) -> tuple[Record, list[Record]]:
    """About as much as a seed of the experiment has."""
    whole = Record(
        f"seed {seed}",
        [(f"accuracy_{i}", seed + i / 100, 0) for i in range(60)],
        {f"training.p{i}": i for i in range(60)},
        {f"versions.v{i}": str(i) for i in range(15)},
    )
    inferred = [
        Record(f"oneshot {i}", [("loss_inferred", seed / (1 + s), s) for s in range(200)])
        for i in range(CHARACTERS)
    ]
    return whole, [Record("training", curve_of(seed)), *inferred]


def one(uri: str, seed: int, folder: Path) -> None:
    """What one process does."""
    from ductus.tracking.log import log_seed, training_logger
    from ductus.tracking.store import Store

    (folder / f"ready{seed}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    results = folder / "results" / EXPERIMENT / f"seed{seed}"
    curve, ids = training_logger(uri, EXPERIMENT, seed, results)
    assert ids, "no run was started"
    for step in range(POINTS):
        curve.next = 0  # write each point by itself, as often as can be
        curve.log(step, {"step": step, "excess": seed + step / 1000, "loss": 1.0})
    curve.close()
    logged = log_seed(Store(uri, EXPERIMENT, seed, results), ids, *records_of(seed))
    assert logged["new"]
    assert logged["parent"] == ids["parent"], "the run of the training was lost"


def all_at_once(uri: str, folder: Path, processes: int) -> None:
    """Run them; each has to succeed and say nothing."""
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    running = [
        subprocess.Popen(
            [sys.executable, __file__, uri, str(seed), str(folder)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for seed in range(processes)
    ]
    while any(p.poll() is None for p in running) and len(list(folder.glob("ready*"))) < processes:
        time.sleep(0.05)
    (folder / "go").touch()
    said = [process.communicate()[0] for process in running]
    assert [(p.returncode, s) for p, s in zip(running, said, strict=True)] == [(0, "")] * processes


def assert_nothing_is_lost(uri: str, processes: int) -> int:
    """Compare every metric of every run; how many there are."""
    client, count = MlflowClient(uri), 0
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    runs = client.search_runs([experiment], max_results=10_000)
    assert len(runs) == processes * (2 + CHARACTERS)
    assert {run.info.status for run in runs} == {"FINISHED"}
    for run in runs:
        whole, parts = records_of(int(run.data.tags["ductus.seed"]))
        (record,) = [r for r in (whole, *parts) if r.name == run.info.run_name]
        names = {name for name, _, _ in record.metrics}
        assert set(run.data.metrics) == names
        found = [
            (name, point.value, point.step)
            for name in names
            for point in client.get_metric_history(run.info.run_id, name)
        ]
        assert sorted(found) == sorted(record.metrics)
        assert run.data.params == {key: str(value) for key, value in record.params.items()}
        count += len(found)
    return count


if __name__ == "__main__":
    one(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
