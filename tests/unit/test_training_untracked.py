"""Training goes on without the tracking store."""

import json
import time

import pytest
from configs import given

from ductus.cli import main
from ductus.files.atomic import write_atomically

SHORT = given(training={"steps": 40, "log_every": 10})


@pytest.fixture
def trained(tmp_path, table, split):
    """Train by the command; the folder of what it has written."""
    table.to_parquet(tmp_path / "t.parquet")
    with write_atomically(tmp_path / "split.json") as beside:
        beside.write_text(json.dumps(split))

    def train(name, *words):
        out = tmp_path / name
        given = ["training", "--trajectories", tmp_path / "t.parquet", "--seed", 1, "--quiet"]
        given += ["--split", tmp_path / "split.json", "--config", SHORT]
        given += ["--out-model", out / "model.ckpt", "--out-untrained", out / "untrained.ckpt"]
        given += ["--out-curve", out / "training.csv", "--out-run", out / "training_run.json"]
        assert main([*map(str, given), *words]) == 0
        return out

    return train


@pytest.mark.reliability("Many at once: a tracking store that is down or does not answer")
def test_a_store_that_is_down_costs_a_line_and_no_result(trained, capfd, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    without = trained("without")
    capfd.readouterr()
    begin = time.monotonic()
    down = trained("down", "--experiment", "mine", "--tracking-uri", "http://127.0.0.1:9")
    assert time.monotonic() - begin < 30
    said = [line for line in capfd.readouterr().err.splitlines() if "MLflow" in line]
    assert len(said) == 1
    assert said[0].startswith("ductus: warning: not logged to MLflow at http://127.0.0.1:9: ")
    for name in ("training.csv", "model.ckpt", "untrained.ckpt"):
        assert (down / name).read_bytes() == (without / name).read_bytes()
    assert json.loads((down / "training_run.json").read_text()) == {}
