"""`ductus log-missing`: a store is brought up to date from finished results."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from logged_results import finished_results
from mlflow import MlflowClient

from ductus.cli import main
from ductus.files.lock import alone

DOWN = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture
def folder(tmp_path, monkeypatch, empty_store):
    """Where `snakemake` is called: an experiment in results/mine that was never logged."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    finished_results(tmp_path / "results" / "mine")
    shutil.copy(empty_store, tmp_path / "results" / "mlflow.db")
    return tmp_path


@pytest.fixture
def log_missing(capsys):
    def run(*words):
        status = main(["log-missing", *map(str, words)])
        return status, *capsys.readouterr()

    return run


def runs(folder, experiment="mine"):
    client = MlflowClient(f"sqlite:///{folder}/results/mlflow.db")
    found = client.get_experiment_by_name(experiment)
    return client, client.search_runs([found.experiment_id], max_results=100)


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_all_of_a_seed_is_logged_once(folder, log_missing):
    assert log_missing() == (0, "results/mine: logged seeds 1\n", "")
    client, first = runs(folder)
    names = {run.info.run_name: run.info.run_id for run in first}
    assert {"seed 1", "training", "oneshot п", "oneshot NA", "classification"} <= set(names)
    points = client.get_metric_history(names["training"], "excess")
    curve = {point.step: point.value for point in points}
    assert curve == {k: pytest.approx(1 / (k + 1)) for k in range(21)}

    assert log_missing() == (0, "results/mine: nothing was missing, seeds: 1\n", "")
    _, again = runs(folder)
    assert {r.info.run_id for r in again} == set(names.values())


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_what_was_logged_half_is_gone_on_with(folder, log_missing, monkeypatch):
    from ductus.tracking.store import Store

    whole = Store.write

    def fails(self, run, record):
        if record.name == "variation":
            raise ConnectionResetError("gone")
        whole(self, run, record)

    monkeypatch.setattr(Store, "write", fails)
    status, _, said = log_missing()
    assert status == 1
    assert "ConnectionResetError: gone" in said
    monkeypatch.setattr(Store, "write", whole)
    assert log_missing() == (0, "results/mine: logged seeds 1\n", "")
    _, found = runs(folder)
    assert sorted(r.info.run_name for r in found) == sorted({r.info.run_name for r in found})
    assert {r.info.status for r in found} == {"FINISHED"}


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_what_the_workflow_has_logged_is_not_missing(folder, log_missing):
    out = folder / "results" / "mine" / "seed1" / "tracking.json"
    words = ["tracking", "--results", "results/mine", "--seed", "1", "--experiment", "mine"]
    words += ["--tracking-uri", f"sqlite:///{folder}/results/mlflow.db", "--out", str(out)]
    assert main(words) == 0
    assert json.loads(out.read_text())["new"] is True
    assert log_missing() == (0, "results/mine: nothing was missing, seeds: 1\n", "")
    assert main(words) == 0  # nor by the workflow again
    assert json.loads(out.read_text())["new"] is False


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_new_results_in_the_same_folder_are_missing(folder, log_missing):
    log_missing()
    config = folder / "results" / "mine" / "config.resolved.yaml"
    config.write_text(config.read_text().replace("steps: 20", "steps: 30"))
    assert log_missing()[1] == "results/mine: logged seeds 1\n"
    _, found = runs(folder)
    steps = [r.data.params["training.steps"] for r in found if r.info.run_name == "seed 1"]
    assert sorted(steps) == ["20", "30"]


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_a_store_that_is_down_is_one_line_and_not_success(folder, log_missing):
    status, out, said = log_missing("--tracking-uri", DOWN)
    assert (status, out) == (1, "")
    assert said == (
        "ductus log-missing: passed over: not logged to MLflow at http://127.0.0.1:9: "
        "ConnectionRefusedError: [Errno 111] Connection refused\n"
    )


def test_the_store_is_the_one_of_the_workflow(folder, log_missing, monkeypatch):
    (folder / "results" / "mlflow.db").unlink()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder}/elsewhere.db")
    assert log_missing()[0] == 0
    assert (folder / "elsewhere.db").exists()
    assert not (folder / "results" / "mlflow.db").exists()


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_unfinished_results_are_passed_over_and_the_others_logged(folder, log_missing):
    results = folder / "results"
    shutil.copytree(results / "mine", results / "cut")
    (results / "cut" / "seed1" / "states.csv").unlink()
    shutil.copytree(results / "mine", results / "begun")
    later = (results / "begun" / "provenance.json").stat().st_mtime + 10
    os.utime(results / "begun" / "seed1" / "variation.csv", (later, later))
    (results / "empty").mkdir()
    status, out, said = log_missing()
    assert (status, out) == (1, "results/mine: logged seeds 1\n")
    begun, cut = said.splitlines()
    assert "results/cut/seed1/states.csv: not there" in cut
    assert "results/begun/seed1/variation.csv: newer than provenance.json" in begun


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_results_that_a_run_is_working_at_are_passed_over(folder, log_missing):
    code = (
        "import sys, pathlib, ductus.files.lock\n"
        "with ductus.files.lock.alone(pathlib.Path('results/mine')):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True) as run:
        run.stdout.readline()
        status, out, said = log_missing()
        run.kill()  # ... and no lock is left behind
    assert (status, out) == (1, "")
    assert "results/mine: another run is at work there" in said
    with alone(folder / "results" / "mine") as locked:
        assert locked
    assert log_missing()[0] == 0


def test_no_results_is_a_clear_line(tmp_path, monkeypatch, log_missing):
    monkeypatch.chdir(tmp_path)
    assert log_missing()[::2] == (
        2,
        "ductus log-missing: results: holds no experiments; expected their folders as arguments\n",
    )
    assert "no such folder" in log_missing("nowhere")[2]
