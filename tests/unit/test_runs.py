import argparse
import importlib
import json

import numpy as np
import pandas as pd
import pytest
import yaml
from mlflow import MlflowClient

from ductus import tables
from ductus.errors import DuctusError
from ductus.oneshot_files import COLUMNS, SEQUENCES, write_inference
from ductus.runs import CURVE_POINTS, flatten, seed_run, task_runs

SYMBOLS = ["a", "п", "NA"]  # the last two are new
WRITERS = ["020", "мы+"]
ITERATIONS = 5000


@pytest.fixture
def results(tmp_path):
    """What a run of one seed leaves, written as the stages write it."""
    folder = tmp_path / "results" / "mine"
    seed = folder / "seed1"
    (seed / "oneshot").mkdir(parents=True)
    (folder / "figures").mkdir()
    for name in ("generation.svg", "generation.png", "blending.gif"):
        (folder / "figures" / name).write_bytes(b"figure")
    (folder / "config.resolved.yaml").write_text(
        yaml.safe_dump({"name": "mine", "training": {"steps": 20, "betas": [0.9, 0.999]}})
    )
    (folder / "provenance.json").write_text(
        json.dumps({"commit": "c0ffee", "dirty": False, "versions": {"torch": "2.13"}})
    )
    (seed / "training_run.json").write_text("{}")

    rows = {
        "training": [[1, k, 10 * k, 0.1 + 1 / (k + 1), 0.1, 1 / (k + 1)] for k in range(21)],
        "generation": [
            [1, w, c, k, 10, mse + i / 100, 0.5]
            for i, w in enumerate(WRITERS)
            for c in SYMBOLS[1:]
            for k, mse in (("inferred", 0.01), ("not_inferred", 0.2), ("untrained", 0.3))
        ],
        "variation": [
            [1, w, c, x, 0, x, "п"] for w in WRITERS for c in SYMBOLS[1:] for x in (0.05, 0.2)
        ],
        "classification": [
            [1, w, method, condition, noise, c, "", 0, "п", "п", c == "п", c == "п", 0.1]
            for w in WRITERS
            for c in SYMBOLS[1:]
            for condition, noise in (("generated", 0.05), ("same_writer", None))
            for method in ("paper", "nn_dtw")
        ],
        "blending": [
            [1, w, "п", "NA", 1 - i / 4, i / 8, (4 - i) / 8] for w in WRITERS for i in range(5)
        ],
        "states": [
            [1, w, "repeated", "", c, c == "a", i + 0.5]
            for w in WRITERS
            for i, c in enumerate(SYMBOLS)
        ],
    }
    for name, table in rows.items():
        table = pd.DataFrame(table, columns=tables.COLUMNS[name])
        if name == "classification":
            table[[f"code_{c}" for c in SYMBOLS]] = 0.1
        table.to_csv(seed / f"{name}.csv", index=False)
    for slug, character in (("u043f", "п"), ("u4e-41", "NA")):
        steps, column = np.zeros((3, 4)), np.zeros(2)
        curves = [np.geomspace(1, end, ITERATIONS + 1) for end in (0.01, 0.03)]
        learned = [
            {
                **dict.fromkeys(SEQUENCES, steps),
                **dict.fromkeys(COLUMNS, column),
                "loss_inferred": curve,
                "loss_untrained": np.ones(ITERATIONS + 1),
            }
            for curve in curves
        ]
        path = seed / "oneshot" / f"{slug}.npz"
        write_inference(path, character, WRITERS, ITERATIONS, learned)
    stage("tables", "--results", folder, "--seeds", 1, "--out-dir", folder / "tables")
    return folder


def stage(name, *arguments):
    command = importlib.import_module(f"ductus.commands.{name}")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args([str(a) for a in arguments]))


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
    assert run.params == {"name": "mine", "training.steps": 20, "training.betas": "[0.9, 0.999]"}
    assert run.tags["versions.torch"] == "2.13"
    assert run.tags["mlflow.source.git.commit"] == "c0ffee"
    kept = {(folder, path.name) for path, folder in run.artifacts}
    assert {("", "config.resolved.yaml"), ("tables", "claims.md")} <= kept
    assert {("figures", "generation.svg"), ("figures", "blending.gif")} <= kept


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
    assert json.loads(out.read_text()) == {}
    said = capsys.readouterr().err
    assert said.startswith("ductus: warning: not logged to MLflow at http://127.0.0.1:9: ")
    assert said.count("\n") == 1


def test_a_result_that_is_not_there_is_named(results):
    (results / "provenance.json").unlink()
    with pytest.raises(DuctusError, match=r"provenance\.json: cannot be read"):
        seed_run(results, 1)
