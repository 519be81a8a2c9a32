"""`make ui` opens on what is worth comparing, and a run says at its end how to see its runs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from logged_results import finished_results
from mlflow import MlflowClient
from stores import Server

from ductus.commands.ui import what_shows
from ductus.tracking.log import log_results, training_logger
from ductus.tracking.records import COMPARED
from ductus.tracking.store import table_of_last

CHECKOUT = Path(__file__).parents[2]
# As root, and asking nobody but the page.
BROWSER = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--no-first-run", "--window-size=4000,700"),
    *("--virtual-time-budget=30000", "--dump-dom"),
)


def test_the_page_about_runs_names_the_columns_that_are_shown():
    text = (CHECKOUT / "docs/mlflow.md").read_text(encoding="utf-8")
    table = text.split("| metric of `seed <k>` |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert re.findall(r"`(.+?)`", " ".join(cells)) == list(COMPARED)


@pytest.fixture
def browser():
    return shutil.which("chromium") or pytest.skip("Chromium is not installed")


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def test_the_address_shows_columns_to_compare_of_the_last_experiment(browser, server, tmp_path):
    results = finished_results(tmp_path / "results" / "mine")
    training_logger(server.uri, "before", 1)[0].close()
    logged = log_results(results, 1, "mine", server.uri)
    command = [browser, *BROWSER, f"--user-data-dir={tmp_path}/browser"]
    command += [table_of_last(server.uri, server.uri)]
    page = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    has = MlflowClient(server.uri).get_run(logged["parent"]).data.metrics
    assert f'row-id="{logged["parent"]}"' in page
    cells = re.findall(r'role="gridcell" col-id="metrics\.`(.+?)`"', page)
    assert cells == [name for name in COMPARED if name in has]
    assert len(cells) > 6


@pytest.fixture
def logged(tmp_path, monkeypatch):
    """A folder with a store, as the workflow leaves it and the environment."""
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "mlflow.db").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/results/mlflow.db")
    monkeypatch.setenv("PATH", os.defpath)
    return tmp_path / "results"


def test_in_the_checkout_it_is_make_ui_where_make_has_installed(logged):
    assert what_shows(logged.relative_to(logged.parent)).endswith("/ductus ui")
    (logged.parent / ".venv").mkdir()
    (logged.parent / ".venv" / "installed").touch()
    assert what_shows(logged.relative_to(logged.parent)) == "make ui"
    assert what_shows(logged).endswith(f"/ductus ui {logged}")


def test_a_command_on_the_path_is_called_by_its_name(logged, monkeypatch):
    command = logged / "ductus"
    command.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(logged))
    assert what_shows(logged) == f"ductus ui {logged}"


def test_a_store_of_the_users_own_is_named_without_its_address(logged, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://me:secret@example.org")
    assert what_shows(logged) == "in MLflow, at MLFLOW_TRACKING_URI"


def test_nothing_is_said_of_runs_where_none_was_logged(logged):
    (logged / "mlflow.db").unlink()
    assert what_shows(logged) is None
