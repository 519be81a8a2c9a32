import json
import shutil

import pytest
from logged_results import ITERATIONS, finished_results, stage
from mlflow import MlflowClient

from ductus.errors import DuctusError
from ductus.tracking.records import CURVE_POINTS, checksum, flatten, seed_run, task_runs


@pytest.fixture
def results(tmp_path):
    return finished_results(tmp_path / "results" / "mine")


def test_the_parent_has_what_is_to_be_compared(results):
    run = seed_run(results, 1)
    metrics = {name: value for name, value, _ in run.metrics}
    assert metrics["excess"] == pytest.approx(1 / 21)
    assert metrics["floor"] == 0.1
    assert metrics["mse_inferred"] == pytest.approx(0.015)  # means over exemplar writers
    assert metrics["mse_not_inferred"] == pytest.approx(0.205)
    assert metrics["mse_untrained"] == pytest.approx(0.305)
    assert metrics["accuracy_paper_generated_0.05"] == 0.5
    assert metrics["accuracy_among_new_nn_dtw_same_writer"] == 0.5
    assert metrics["repeated_p"] == pytest.approx(1 / 3)
    assert run.params == {
        "name": "mine",
        "seeds": "[1]",
        "training.steps": 20,
        "training.betas": "[0.9, 0.999]",
    }
    assert run.tags["versions.torch"] == "2.13"
    assert run.tags["mlflow.source.git.commit"] == "c0ffee"
    kept = {(folder, path.name) for path, folder in run.artifacts}
    assert {("", "config.resolved.yaml"), ("tables", "claims.md")} <= kept
    assert {("figures", "generation.svg"), ("figures", "blending.gif")} <= kept


@pytest.mark.reliability("Interruption: half-written files taken for results")
def test_half_of_a_file_is_no_character(results):
    expected = [run.name for run in task_runs(results, 1)]
    (results / "seed1" / "oneshot" / ".v.part123.npz").write_bytes(b"half of one")
    assert [run.name for run in task_runs(results, 1)] == expected


def test_the_children_are_the_tasks_and_the_characters(results):
    runs = {run.name: run for run in task_runs(results, 1)}
    assert list(runs) == [
        *("training", "oneshot п", "oneshot NA"),
        *("variation", "classification", "blending", "states"),
    ]
    assert all(path.exists() for run in runs.values() for path, _ in run.artifacts)
    excess = {step: value for name, value, step in runs["training"].metrics if name == "excess"}
    assert excess == {k: pytest.approx(1 / (k + 1)) for k in range(21)}
    assert runs["oneshot NA"].params == {
        "character": "NA",
        "iterations": ITERATIONS,
        "exemplar_writers": '["020", "мы+"]',
    }
    assert ("mse_untrained", pytest.approx(0.305), 0) in runs["oneshot NA"].metrics
    assert ("mse/by 020", pytest.approx(0.01), 0) in runs["oneshot NA"].metrics
    assert ("mse/by мы_", pytest.approx(0.02), 0) in runs["oneshot NA"].metrics
    assert ("nearest_is_own_0.2", 0.5, 0) in runs["variation"].metrics
    ends = [p for p in runs["blending"].metrics if p[0] == "dtw_to_second"]
    assert ends == [("dtw_to_second", (4 - i) / 8, i) for i in range(5)]


def test_a_long_curve_is_thinned_and_keeps_its_ends(results):
    run = next(run for run in task_runs(results, 1) if run.name == "oneshot п")
    curve = [(step, value) for name, value, step in run.metrics if name == "loss_inferred"]
    assert len(curve) == CURVE_POINTS
    assert curve[0] == (0, 1.0)
    assert curve[-1] == (ITERATIONS, pytest.approx(0.02))  # mean over exemplar writers
    assert curve == sorted(curve)


def test_flatten_leaves_no_structure():
    assert flatten({"a": {"b": {"c": 1}}, "d": ["ß", 2], "e": None}) == {
        "a.b.c": 1,
        "d": '["ß", 2]',
        "e": None,
    }


def test_the_command_logs_a_seed_and_leaves_a_marker(results):
    uri = f"sqlite:///{results.parent / 'mlflow.db'}"
    out = results / "seed1" / "tracking.json"
    given = ("--results", results, "--seed", 1, "--experiment", "mine", "--tracking-uri", uri)
    stage("tracking", *given, "--out", out)
    logged = json.loads(out.read_text())
    parent = MlflowClient(uri).get_run(logged["parent"])
    assert parent.data.params["training.steps"] == "20"
    assert parent.data.metrics["accuracy_paper_generated_0.05"] == 0.5
    assert len(logged["children"]) == 7
    kept = {file.path for file in MlflowClient(uri).list_artifacts(logged["parent"], "figures")}
    assert "figures/generation.svg" in kept
    assert {file.name for file in (results.parent).iterdir()} == {
        *("mine", "mlflow.db", "mlflow.db.lock", "mlartifacts")
    }


def test_the_command_does_not_fail_for_lack_of_a_store(results, capsys, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    out = results / "seed1" / "tracking.json"
    given = ("--results", results, "--seed", 1, "--experiment", "mine")
    stage("tracking", *given, "--tracking-uri", "http://127.0.0.1:9", "--out", out)
    said = capsys.readouterr().err
    assert json.loads(out.read_text())["not_logged"] in said
    assert said.startswith("ductus: warning: not logged to MLflow at http://127.0.0.1:9: ")
    assert said.count("\n") == 1


def test_a_result_that_is_not_there_or_no_such_result_is_named(results):
    (results / "provenance.json").write_text("[1")
    with pytest.raises(DuctusError, match=r"provenance\.json: Expecting"):
        seed_run(results, 1)
    (results / "provenance.json").unlink()
    with pytest.raises(DuctusError, match=r"provenance\.json: cannot be read"):
        seed_run(results, 1)


def test_a_checksum_stands_for_all_that_is_logged_and_nothing_else(results):
    def found():
        return checksum([seed_run(results, 1), *task_runs(results, 1)])

    first = found()
    shutil.copytree(results, results.parent / "moved")
    moved = results.parent / "moved"
    assert checksum([seed_run(moved, 1), *task_runs(moved, 1)]) == first
    changes = {
        "figures/generation.svg": ("figure", "another"),
        "provenance.json": ("c0ffee", "decade"),
        "config.resolved.yaml": ("20", "21"),
    }
    for name, change in changes.items():
        before = (results / name).read_text()
        (results / name).write_text(before.replace(*change))
        assert found() != first, name
        (results / name).write_text(before)
    assert found() == first
    table = results / "tables" / "variation.csv"
    table.write_text(table.read_text().replace("0.2", "0.3"))
    assert found() != first
