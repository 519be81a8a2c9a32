import json
import shutil
import subprocess
import sys

import pytest
from at_once import CHARACTERS, POINTS, PROCESSES, all_at_once, assert_nothing_is_lost
from mlflow import MlflowClient

from ductus.tracking.log import log_seed, training_logger
from ductus.tracking.records import Record
from ductus.tracking.store import COMPLETE, SQLITE, Store, shown


@pytest.fixture
def uri(tmp_path, empty_store):
    (tmp_path / "results").mkdir()
    return f"{SQLITE}{shutil.copy(empty_store, tmp_path / 'results' / 'mlflow.db')}"


def runs(uri, experiment, where=""):
    client = MlflowClient(uri)
    found = client.get_experiment_by_name(experiment)
    return client.search_runs([found.experiment_id], where, max_results=1000)


def by_name(found):
    return {run.info.run_name: run for run in found}


def parents(uri, experiment):
    return [r for r in runs(uri, experiment) if "mlflow.parentRunId" not in r.data.tags]


@pytest.mark.reliability(
    "Many at once: 16 processes that begin to log to no database yet, every metric counted"
)
def test_processes_that_start_at_once_on_no_database_lose_nothing(tmp_path):
    uri = f"{SQLITE}{tmp_path / 'results' / 'mlflow.db'}"
    all_at_once(uri, tmp_path, PROCESSES)
    metrics = 2 * POINTS + 60 + CHARACTERS * 200
    assert assert_nothing_is_lost(uri, PROCESSES) == PROCESSES * metrics


def records(tmp_path, excess=0.5):
    figure = tmp_path / "generation.svg"
    figure.write_text("<svg/>")
    whole = Record(
        "seed 1",
        [("excess", excess, 0), ("mse_inferred", 0.01, 0)],
        {"training.steps": 3000, "split.trained": "äß" * 5000},
        {"mlflow.source.git.commit": "abc"},
        [(figure, "figures")],
    )
    curve = [("excess", 1 / (1 + step), step) for step in range(2500)]
    return whole, [Record("training", curve), Record("oneshot п", [("mse", 0.1, 0)])]


def test_a_seed_goes_on_with_the_run_of_its_training(uri, tmp_path):
    curve, ids = training_logger(uri, "one", 1, tmp_path)
    curve.log(0, {"step": 0, "excess": 1.0})  # the rest was lost
    curve.close()
    store = Store(uri, "one", 1, tmp_path)
    logged = log_seed(store, ids, *records(tmp_path))

    assert logged["parent"] == ids["parent"]
    assert logged["children"]["training"] == ids["training"]
    (parent,) = parents(uri, "one")
    assert parent.info.status == "FINISHED"
    assert parent.data.metrics == {"excess": 0.5, "mse_inferred": 0.01}
    assert parent.data.params["training.steps"] == "3000"
    assert parent.data.tags["mlflow.source.git.commit"] == "abc"
    names = by_name(runs(uri, "one", f"tags.mlflow.parentRunId = '{ids['parent']}'"))
    assert set(names) == {"training", "oneshot п"}
    history = MlflowClient(uri).get_metric_history(ids["training"], "excess")
    assert sorted(p.step for p in history) == list(range(2500))  # completed, nothing twice
    (figure,) = MlflowClient(uri).list_artifacts(ids["parent"], "figures")
    assert figure.path == "figures/generation.svg"
    assert (tmp_path / "results" / "mlartifacts" / "one").is_dir()


def test_logging_a_complete_seed_again_makes_a_run_to_compare_with(uri, tmp_path):
    curve, ids = training_logger(uri, "two", 1, tmp_path)
    curve.close()
    for excess in (0.5, 0.4):
        log_seed(Store(uri, "two", 1, tmp_path), ids, *records(tmp_path, excess))
    both = parents(uri, "two")
    assert sorted(r.data.metrics["excess"] for r in both) == [0.4, 0.5]
    for run in both:
        found = runs(uri, "two", f"tags.mlflow.parentRunId = '{run.info.run_id}'")
        assert set(by_name(found)) == {"training", "oneshot п"}


@pytest.mark.reliability("Many at once: the same results made twice are logged once")
def test_the_same_results_made_once_more_are_no_second_run(uri, tmp_path):
    logged = []
    for _ in range(2):  # all output was deleted in between
        curve, ids = training_logger(uri, "again", 1, tmp_path)
        curve.close()
        store = Store(uri, "again", 1, tmp_path)
        logged.append(log_seed(store, ids, *records(tmp_path)))
    assert [one["new"] for one in logged] == [True, False]
    assert logged[0]["parent"] == logged[1]["parent"]
    assert len(runs(uri, "again")) == 3  # the parent, its training, one inference


@pytest.mark.reliability("Interruption: logging interrupted and done again: each run once")
def test_a_job_that_was_interrupted_leaves_no_double(uri, tmp_path):
    curve, ids = training_logger(uri, "three", 1, tmp_path)
    curve.close()
    store = Store(uri, "three", 1, tmp_path)
    store.start("oneshot п", ids["parent"])  # ... and here it was killed
    log_seed(store, ids, *records(tmp_path))
    found = runs(uri, "three", f"tags.mlflow.parentRunId = '{ids['parent']}'")
    assert sorted(r.info.run_name for r in found) == ["oneshot п", "training"]
    assert {r.info.status for r in found} == {"FINISHED"}


@pytest.mark.reliability("Interruption: logging interrupted and done again: each run once")
def test_an_interrupted_training_does_not_seem_to_run_for_ever(uri, tmp_path):
    first, _ = training_logger(uri, "four", 1, tmp_path / "it's")
    other, _ = training_logger(uri, "four", 1, tmp_path / "elsewhere")
    first.log(0, {"excess": 1.0})  # ... killed here
    again, ids = training_logger(uri, "four", 1, tmp_path / "it's")
    again.close()
    status = {r.info.run_id: r.info.status for r in runs(uri, "four")}
    assert [status[i] for i in (first.parent, first.run)] == ["KILLED"] * 2
    assert [status[i] for i in (other.parent, other.run)] == ["RUNNING"] * 2
    assert status[ids["parent"]] == "RUNNING"  # until all of the seed is logged


def test_a_training_that_failed_is_seen_as_failed(uri, tmp_path):
    curve, _ = training_logger(uri, "five", 1, tmp_path)
    curve.close("FAILED")
    assert {r.info.status for r in runs(uri, "five")} == {"FAILED"}


def test_runs_of_another_store_are_left_alone(uri, tmp_path):
    ids = {"parent": "0" * 32, "training": "1" * 32, "uri": uri}
    for started in (ids, {}, {**ids, "uri": "http://elsewhere"}):
        logged = log_seed(Store(uri, "six", 1, tmp_path), started, *records(tmp_path))
        assert logged["parent"] != ids["parent"]
        assert COMPLETE in MlflowClient(uri).get_run(logged["parent"]).data.tags


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
@pytest.mark.parametrize("bad", ["http://127.0.0.1:9", f"{SQLITE}/proc/none/mlflow.db", "who://x"])
def test_a_store_that_cannot_be_used_costs_one_warning(bad, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    curve, ids = training_logger(bad, "seven", 1, tmp_path)
    curve.log(0, {"excess": 1.0})
    curve.close()
    assert ids == {}
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"not logged to MLflow at {bad}" in said


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_a_store_lost_while_training_costs_one_warning(uri, tmp_path, capsys, monkeypatch):
    curve, _ = training_logger(uri, "eight", 1, tmp_path)

    def fails(*_, **__):
        raise OSError("database disk image\nis malformed")

    monkeypatch.setattr(curve.store.client, "log_batch", fails)
    for step in range(3):
        curve.next = 0
        curve.log(step, {"excess": 1.0})
    curve.close()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "OSError: database disk image is malformed" in said


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_points_wait_for_a_store_that_is_busy(uri, tmp_path, monkeypatch):
    curve, ids = training_logger(uri, "nine", 1, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(curve.store, "metrics", lambda *_: 1 / 0)
        curve.log(0, {"excess": 1.0})
    curve.log(1, {"excess": 0.5})
    curve.close()
    history = MlflowClient(uri).get_metric_history(ids["training"], "excess")
    assert {p.step: p.value for p in history} == {0: 1.0, 1: 0.5}


def test_a_curve_is_written_while_it_grows(uri, tmp_path):
    curve, ids = training_logger(uri, "ten", 1, tmp_path)
    curve.log(7, {"step": 7, "excess": 1.0})
    (point,) = MlflowClient(uri).get_metric_history(ids["training"], "excess")
    assert (point.step, point.value) == (7, 1.0)
    curve.close()


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_a_store_that_hangs_does_not_hold_up_training(uri, tmp_path, monkeypatch):
    curve, _ = training_logger(uri, "eleven", 1, tmp_path)
    clock, calls = [0.0], []

    def hangs(*_):
        calls.append(clock[0])
        clock[0] += 30
        raise TimeoutError

    monkeypatch.setattr("ductus.tracking.log.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(curve.store, "metrics", hangs)
    for step in range(1000):
        clock[0] += 1  # second of training
        curve.log(step, {"excess": 1.0})
    assert 1 < len(calls) < 5


def test_a_password_is_not_shown_or_kept():
    assert shown("http://me:secret@host:5000/a") == "http://me@host:5000/a"
    assert shown("sqlite:////data/a b/mlflow.db") == "sqlite:////data/a b/mlflow.db"


@pytest.mark.reliability("Exposed nowhere: logging asks no address but the store's")
def test_logging_to_mlflow_asks_nobody_else(tmp_path):
    code = "import ductus.tracking.log, os; print(os.environ['MLFLOW_DISABLE_TELEMETRY'])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) is True
