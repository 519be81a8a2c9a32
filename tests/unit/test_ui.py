"""What a run says at its end about where its runs can be looked at."""

import os

import pytest

from ductus.commands.ui import what_shows


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
