"""A training that is killed, and files that are half-written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from configs import given
from doomed import arrange

from ductus.cli import main
from ductus.files.atomic import remove_temporary, write_atomically

STEPS = {"training": 200, "recogniser": 20}
CONFIG = given(
    model={"dense": 16, "hidden": 16},
    # A point of the curve at each end, none between.
    training={"steps": STEPS["training"], "log_every": STEPS["training"]},
    recogniser={"steps": STEPS["recogniser"]},
)
OUT = {
    "training": ("--out-model", "--out-untrained", "--out-curve"),
    "recogniser": ("--out",),
}


@pytest.fixture
def words(tmp_path, table, split):
    """Words of `ductus` for a training that keeps its checkpoint in a file that others use too."""
    table.to_parquet(tmp_path / "t.parquet")
    (tmp_path / "split.json").write_text(json.dumps(split))

    def words(command, name, resume="kept"):
        words = [command, "--trajectories", tmp_path / "t.parquet", "--seed", 1, "--quiet"]
        words += ["--split", tmp_path / "split.json", "--config", CONFIG]
        words += ["--resume", tmp_path / f"{resume}.ckpt"]
        for option in OUT[command]:
            words += [option, tmp_path / name / option.removeprefix("--")]
        return list(map(str, words))

    return words


@pytest.fixture
def process(tmp_path, words):
    """Start a training as a process; see doomed.py for what happens to it."""
    started = []

    def start(command, name, what, at):
        doomed = [sys.executable, Path(__file__).with_name("doomed.py")]
        doomed += [tmp_path / f"{name}.steps", what, at]
        with (tmp_path / f"{name}.txt").open("wb") as log:
            one = subprocess.Popen(
                [*map(str, doomed), *words(command, name)],
                stdout=log,
                stderr=log,
                # What runs in the background of a shell inherits that it ignores Ctrl+C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()


@pytest.fixture
def here(tmp_path, words, monkeypatch):
    """Train to the end in this process."""

    def train(command, name, resume="kept"):
        with monkeypatch.context() as patch:
            (tmp_path / f"{name}.steps").touch()
            arrange(tmp_path / f"{name}.steps", patch=patch.setattr)
            assert main(words(command, name, resume)) == 0

    return train


def steps_of(path):
    return [int(line) for line in path.read_text().split()]


def files_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.exists() else {}


@pytest.mark.reliability(
    "Interruption: a training killed and started again: under a tenth of its updates done "
    "twice, the same bytes"
)
@pytest.mark.parametrize(
    ("command", "signal_name"),
    [("training", "SIGINT"), ("training", "SIGKILL"), ("recogniser", "SIGTERM")],
)
def test_a_killed_training_loses_under_a_tenth_of_its_work(
    tmp_path, process, here, command, signal_name
):
    steps = STEPS[command]
    at = steps * 19 // 20 - 1  # just before a checkpoint
    assert process(command, "killed", signal_name, at).wait(120) != 0
    assert files_of(tmp_path / "killed") == {}  # nothing that could be taken for a result
    here(command, "again")
    here(command, "whole", resume="another")

    done, resumed = steps_of(tmp_path / "killed.steps"), steps_of(tmp_path / "again.steps")
    assert done[: at + 1] == list(range(at + 1))
    assert resumed == list(range(steps))[-len(resumed) :]
    assert 0 <= len(done) + len(resumed) - steps < steps / 10
    again = files_of(tmp_path / "again")
    assert len(again) == len(OUT[command])
    assert again == files_of(tmp_path / "whole")
    assert not (tmp_path / "kept.ckpt").exists()


@pytest.mark.reliability(
    "Interruption: two trainings on one checkpoint, the first left over from a killed run"
)
def test_a_training_that_outlived_its_run_cannot_spoil_the_next(tmp_path, process, here):
    orphan = process("training", "orphan", "stop_in_checkpoint", 50)
    until = time.monotonic() + 120
    while not list(tmp_path.glob(".kept.part*")):
        assert orphan.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    killed = process("training", "killed", "SIGKILL", 150)  # beside it, on the same checkpoint
    assert killed.wait(120) == -signal.SIGKILL
    here("training", "again")
    assert steps_of(tmp_path / "again.steps")[0] > 130  # it had read nothing of the orphan's
    assert orphan.poll() is None
    (tmp_path / "orphan.go").touch()
    assert orphan.wait(120) == 0
    assert files_of(tmp_path / "orphan") == files_of(tmp_path / "again") != {}


@pytest.mark.reliability("Interruption: half-written files taken for results")
@pytest.mark.parametrize("before", [None, "the old one"])
def test_a_process_killed_while_it_writes_leaves_no_half_file(tmp_path, before):
    path = tmp_path / "results" / "table.csv"
    path.parent.mkdir()
    if before:
        path.write_text(before)
    code = (
        "import os, signal\nfrom ductus.files.atomic import write_atomically\n"
        f"with write_atomically({str(path)!r}) as beside:\n"
        "    beside.write_text('half a ta')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (path.read_text() if path.exists() else None) == before
    (left,) = set(path.parent.iterdir()) - {path}
    assert left.name.startswith(".")
    remove_temporary(tmp_path)
    assert set(path.parent.iterdir()) == ({path} if before else set())


@pytest.mark.reliability("Interruption: half-written files taken for results")
def test_only_what_was_half_written_is_removed(tmp_path):
    others = ["v.npz", ".lock", ".partial", "a.part7.csv", ".a.part.csv", ".a.b7.csv", ".part7"]
    for name in others:
        (tmp_path / name).write_text("content")
    with write_atomically(tmp_path / "sub" / "model.ckpt") as beside:
        beside.write_text("half")
        remove_temporary(tmp_path)
        assert not beside.exists()
        beside.write_text("whole")
    for suffix in (".ckpt", ".csv", "", "-1a2b3c4d.db", "-1a2b3c4d.db-journal"):
        (tmp_path / "sub" / f".model.part{os.getpid()}{suffix}").write_text("half")
    remove_temporary(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*others, "sub"])
    assert [p.name for p in (tmp_path / "sub").iterdir()] == ["model.ckpt"]
