"""One run at a time in a folder, and a tracking store that is down."""

import json
import os
import signal
import sqlite3
import time
from collections import Counter

import pytest
from checkout import SMOKE

DOWN = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture
def busy(again):
    """A checkout in which a run is at work, and will be for a long time; and its process."""
    running = again.started("--cores", "1", *SMOKE, "--config", "oneshot={iterations: 1000000}")
    try:
        until = time.monotonic() + 60
        while not any((again.folder / ".snakemake" / "incomplete").glob("*")):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield again, running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def tables_of(results):
    return {path.name: path.read_bytes() for path in (results / "tables").iterdir()}


@pytest.mark.reliability("Many at once: a second run in a folder where one is at work")
@pytest.mark.reliability("Interruption: a run killed, then the same command again")
def test_a_second_run_says_so_in_one_line_until_the_first_is_killed(busy):
    folder, running = busy
    said = folder.says(*SMOKE, code=1)
    assert "Traceback" not in said
    assert said.splitlines()[-1] == (
        "snakemake: results/smoke: another run is at work there; wait until it has ended"
    )
    assert said.count("another run") == 1
    assert "Error" not in said
    assert running.poll() is None  # and the first is not disturbed

    assert folder.planned(*SMOKE, "--forcerun", "log")  # to look at the plan is no second run
    folder.snakemake("data", *SMOKE, "--config", "name=another")  # nor is another experiment
    assert (folder.folder / "results" / "another" / "data" / "trajectories.parquet").exists()

    goes_on_without_a_flag(folder, running, signal.SIGKILL)


@pytest.mark.reliability("Interruption: a run killed, then the same command again")
def test_a_run_ended_by_ctrl_c_goes_on_without_a_flag(busy):
    goes_on_without_a_flag(*busy, signal.SIGINT)


def goes_on_without_a_flag(folder, running, end):
    """End a run by a signal; the next does what it had to do."""
    os.killpg(running.pid, end)
    running.wait(timeout=60)
    assert running.returncode != 0
    folder.snakemake("oneshot", *SMOKE)
    assert not folder.planned("oneshot", *SMOKE)


@pytest.mark.reliability("Bad input: results that cannot be written to")
def test_results_that_cannot_be_written_to_are_one_line(fresh):
    (fresh.folder / "results").write_text("a file")
    said = fresh.says("data", *SMOKE, code=1)
    assert "Traceback" not in said
    assert said.splitlines()[-1].startswith("snakemake: results/smoke: cannot be written to: ")


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_a_store_that_is_down_is_said_at_the_end_and_tried_again(again):
    results = again.folder / "results" / "smoke"
    tables, marker = tables_of(results), results / "seed1" / "tracking.json"
    again.extra["MLFLOW_TRACKING_URI"] = DOWN
    said = again.snakemake(*SMOKE, "--forcerun", "log")
    (line,) = [line for line in said.splitlines() if "not logged" in line]
    assert line == (
        f"Seeds 1: not logged to MLflow at {DOWN}: ConnectionRefusedError: [Errno 111] Connection "
        "refused. The results are whole; to log them later: the same command, or ductus log-missing"
    )
    assert not marker.exists()
    assert again.planned(*SMOKE) == Counter(["tracking_seed"])

    again.extra["MLFLOW_TRACKING_URI"] = f"sqlite:///{again.folder}/back.db"
    said = again.snakemake(*SMOKE)
    assert "not logged" not in said
    assert json.loads(marker.read_text())["new"] is True
    with sqlite3.connect(again.folder / "back.db") as store:
        (points,) = store.execute(
            "select count(*) from metrics join runs using (run_uuid) "
            "where runs.name = 'training' and key = 'excess'"
        ).fetchone()
    assert points == 7  # 60 steps, a point each 10
    assert "Nothing to be done" in again.says(*SMOKE)
    assert tables == tables_of(results)


@pytest.mark.reliability("Many at once: what could not be logged is logged later, once")
def test_a_run_killed_before_its_last_word_does_not_hide_what_is_not_logged(again):
    marker = again.folder / "results" / "smoke" / "seed1" / "tracking.json"
    marker.write_text('{"not_logged": "the store was down"}')
    again.snakemake(*SMOKE)
    logged = json.loads(marker.read_text())
    assert logged["new"] is False  # the store of the finished run has it
    assert len(logged["children"]) > 5
