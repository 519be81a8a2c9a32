"""All that a run of smoke.yaml has come to, to compare with another."""

from __future__ import annotations

from pathlib import Path

from mlflow import MlflowClient

DONE = {"KILLED", "FAILED", "FINISHED"}


def results_of(folder: Path) -> dict[str, bytes]:
    """All numbers, drawings and networks that do not say when they were made."""
    results = folder / "results" / "smoke"
    passed_over = {"logs", "benchmarks", ".resume", ".lock", "report.html", "provenance.json"}
    passed_over |= {"training_run.json", "tracking.json"}  # ids of MLflow
    return {
        str(path.relative_to(results)): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file() and not passed_over.intersection(path.relative_to(results).parts)
    }


def runs_of(folder: Path) -> dict[str, dict]:
    """What MLflow has, but for runs that it calls killed or failed: each run's metrics.

    Raises
    ------
    AssertionError
        Nothing is there, a run is there twice, or is said to be still at work.
    """
    client = MlflowClient(f"sqlite:///{folder}/results/mlflow.db")
    experiment = client.get_experiment_by_name("smoke")
    assert experiment is not None, "nothing is logged"
    runs = client.search_runs([experiment.experiment_id], max_results=1000)
    parents = [run for run in runs if "ductus.complete" in run.data.tags]
    assert len(parents) == 1, [run.info.run_name for run in parents]
    (parent,) = parents
    whole = {}
    for run in runs:
        above = run.data.tags.get("mlflow.parentRunId", run.info.run_id)
        if above != parent.info.run_id:
            # Of a training that was killed, or that has outlived its killed run.
            over = {"KILLED", "FAILED"} if above == run.info.run_id else DONE
            assert run.info.status in over, (run.info.run_name, run.info.status)
            continue
        assert run.info.run_name not in whole, run.info.run_name
        assert run.info.status == "FINISHED", (run.info.run_name, run.info.status)
        points = {
            name: [(p.step, p.value) for p in client.get_metric_history(run.info.run_id, name)]
            for name in run.data.metrics
        }
        whole[run.info.run_name] = {name: sorted(points[name]) for name in points}
    return whole
