"""Logging to what is not a file of this machine: a tracking server, PostgreSQL."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from at_once import CHARACTERS, POINTS, PROCESSES, all_at_once, assert_nothing_is_lost
from logged_results import finished_results
from mlflow import MlflowClient
from mlflow.artifacts import download_artifacts
from stores import PostgreSQL, Server

from ductus.tracking.log import NotLoggedError, log_results, training_logger


@pytest.fixture(scope="module", params=["server", "postgresql"])
def store(request, tmp_path_factory):
    """A store that runs; empty when the first test of it begins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        patch.setenv("NO_PROXY", "127.0.0.1")
        if request.param == "server":
            server = Server(tmp_path_factory.mktemp("server"))
            end = server.stop
        else:
            pytest.importorskip("psycopg2")
            server = PostgreSQL()
            end = server.remove
        try:
            server.start()
            yield server
        finally:
            end()


def history(uri, run, name):
    points = MlflowClient(uri).get_metric_history(run, name)
    return sorted((p.step, p.value) for p in points)


@pytest.mark.reliability(
    "Many at once: 8 processes that begin to log to an empty server or PostgreSQL, every metric "
    "counted"
)
def test_processes_that_begin_at_once_on_an_empty_store_lose_nothing(store, tmp_path):
    processes = max(PROCESSES // 2, 2)  # a server has one worker
    all_at_once(store.uri, tmp_path, processes)
    metrics = 2 * POINTS + 60 + CHARACTERS * 200
    assert assert_nothing_is_lost(store.uri, processes) == processes * metrics


@pytest.mark.reliability("Many at once: a server, and PostgreSQL, that goes down and comes back")
def test_a_store_that_goes_down_and_comes_back_lacks_nothing_in_the_end(store, tmp_path, capfd):
    results = finished_results(tmp_path / "results" / "mine")
    folder, curve_of_file = results / "seed1", [(k, 1 / (k + 1)) for k in range(21)]
    curve, ids = training_logger(store.uri, "mine", 1, folder)
    (folder / "training_run.json").write_text(str(ids).replace("'", '"'))
    curve.log(0, {"step": 0, "excess": 1.0, "loss": 1.1, "floor": 0.1})
    assert history(store.uri, ids["training"], "excess") == [(0, 1.0)]
    assert "secret" not in str(ids)

    store.stop()
    begin = time.monotonic()
    for step in range(1, 4):
        curve.next = 0
        curve.log(step, {"step": step, "excess": 1 / (step + 1)})
    curve.close()
    with pytest.raises(NotLoggedError):
        log_results(results, 1, "mine", store.uri)
    assert time.monotonic() - begin < 30
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("ductus: warning: not logged to MLflow at ")
    assert "onnection" in said
    assert "secret" not in said

    store.start()
    first = log_results(results, 1, "mine", store.uri)
    assert first["new"]
    assert first["parent"] == ids["parent"]
    assert first["children"]["training"] == ids["training"]
    assert history(store.uri, ids["training"], "excess") == curve_of_file
    again = log_results(results, 1, "mine", store.uri)
    assert again == first | {"new": False}
    client = MlflowClient(store.uri)
    experiment = client.get_experiment_by_name("mine").experiment_id
    runs = client.search_runs([experiment])
    assert len(runs) == 8
    assert {run.info.status for run in runs} == {"FINISHED"}
    figure = download_artifacts(
        run_id=first["parent"],
        artifact_path="figures/generation.svg",
        dst_path=str(tmp_path),
        tracking_uri=store.uri,
    )
    assert Path(figure).read_bytes() == b"figure"


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_a_store_that_does_not_answer_costs_seconds(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kept = []
        threading.Thread(target=lambda: kept.append(silent.accept()), daemon=True).start()
        begin = time.monotonic()
        _, ids = training_logger(f"http://127.0.0.1:{silent.getsockname()[1]}", "silent", 1)
    assert ids == {}
    assert time.monotonic() - begin < 10
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "timed out" in said


def test_patience_with_a_store_is_short_unless_the_user_wants_it_longer():
    code = (
        "import os, ductus.tracking.store\n"
        "from mlflow.environment_variables import MLFLOW_HTTP_REQUEST_MAX_RETRIES as retries\n"
        "from mlflow.environment_variables import MLFLOW_HTTP_REQUEST_TIMEOUT as timeout\n"
        "print((1 + retries.get()) * timeout.get())\n"
        "os.environ['MLFLOW_HTTP_REQUEST_TIMEOUT'] = '60'\n"
        "print((1 + retries.get()) * timeout.get())"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MLFLOW_HTTP_REQUEST")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["20", "120"]
