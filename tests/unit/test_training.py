import copy
import json
import os
import socket
import subprocess
import sys

import configs
import numpy as np
import pandas as pd
import pytest
import torch
from configs import given, merged, split_of
from mlflow import MlflowClient

from ductus.cli import main
from ductus.errors import DuctusError
from ductus.learning.objectives import excess
from ductus.learning.training import ResumePoint, train
from ductus.learning.training_data import TrainingData
from ductus.networks.catalogue import new_network
from ductus.networks.stored import load, save

SYMBOLS = list("abcde")

SMALL = {
    "model": {"dense": 16, "hidden": 16, "bias": False},
    "training": {"steps": 40, "log_every": 10, "learning_rate": 0.01},
}
TWO = {"devices": 2, "strategy": "ddp"}
NOISE = {"kind": "fixed", "deviation": 0.01, "after": 0.25}
RECIPE = {"copies": "square", "reached": 0.3, "mixing": 0.9, "falling": True}


def network(seed=1):
    return new_network(SYMBOLS, dense=16, hidden=16, bias=False, seed=seed)


def schedule(objective="class_means", steps=60, rate=0.01, **others):
    how = {"objective": objective, "steps": steps, "learning_rate": rate}
    return configs.schedule(**how, batch_size=8, log_every=10, **others)


@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_the_loss_falls_to_its_floor(drawings, objective):
    curve, first = train(network(), drawings, schedule(objective, 300), seed=1, progress=False)
    assert first
    assert curve.step.tolist() == list(range(0, 301, 10))
    assert curve.excess.iloc[-1] < 0.1 * curve.excess.iloc[0]
    np.testing.assert_allclose(curve.loss, curve.floor + curve.excess)
    assert curve.samples.iloc[-1] == 300 * (60 if objective == "class_means" else 8)


def test_it_is_adam_on_the_whole_loss(drawings):
    """Against a loop as anyone would write it: every drawing, padded."""
    from test_objectives import plain_loss

    ours, theirs = network(), network()
    train(ours, drawings, schedule(steps=25), seed=1, progress=False)
    adam = torch.optim.Adam(theirs.parameters(), lr=0.01)
    for _ in range(25):
        adam.zero_grad()
        plain_loss(theirs, drawings, padding_in_loss=False).backward()
        adam.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4)


def test_a_rate_that_falls_stays_for_half_of_the_steps_and_ends_at_a_fiftieth(drawings):
    """Against a loop as anyone would write it."""
    from test_objectives import plain_loss

    ours, theirs = network(), network()
    train(ours, drawings, schedule(steps=20, falling=True), seed=1, progress=False)
    adam = torch.optim.Adam(theirs.parameters(), lr=0.01)
    for step in range(20):
        adam.param_groups[0]["lr"] = 0.01 if step <= 10 else 0.01 * ((20 - step) / 10 + 0.02)
        adam.zero_grad()
        plain_loss(theirs, drawings, padding_in_loss=False).backward()
        adam.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4)


def test_copies_are_trained_as_symbols_of_a_wider_code(drawings):
    """Against a loop that writes every copy of every mean in a network with a column for each."""
    ours, steps = network(), 15
    wide = ours.with_symbols([f"{s}{k}" if k else s for k in range(8) for s in SYMBOLS], seed=3)
    train(ours, drawings, schedule(steps=steps, copies="square"), seed=3, progress=False)
    target = TrainingData(drawings, SYMBOLS, schedule(copies="square"), seed=3).target(0)
    adam = torch.optim.Adam(wide.parameters(), lr=0.01)
    for _ in range(steps):
        adam.zero_grad()
        written = wide(torch.eye(40), len(target.mean))
        (target.weight[..., None] * (written - target.mean).square() / 4).sum().backward()
        adam.step()
    torch.testing.assert_close(ours.dense.weight, wide.dense.weight[:, :5], rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(ours.lstm.weight_hh_l0, wide.lstm.weight_hh_l0, rtol=1e-3, atol=1e-4)


def test_after_training_there_is_nothing_left_of_copies(drawings, tmp_path):
    shown = drawings.where(symbol=SYMBOLS[:3])
    before, trained = network(), network()
    seen = []
    curve, _ = train(
        trained,
        shown,
        schedule(steps=20, **RECIPE),
        seed=1,
        report=lambda: lambda point: seen.append((point, copy.deepcopy(trained))),
        progress=False,
    )
    assert trained.symbols == trained.shape["symbols"] == SYMBOLS
    assert trained.dense.weight.shape == before.dense.weight.shape
    assert torch.equal(trained.dense.weight[:, 3:], before.dense.weight[:, 3:])
    assert not torch.allclose(trained.dense.weight[:, :3], before.dense.weight[:, :3])
    save(trained, tmp_path / "m.ckpt")
    assert load(tmp_path / "m.ckpt", SYMBOLS).symbols == SYMBOLS
    # The curve is of the symbols' own drawings, and each point of the network as it is there.
    plain, _ = train(network(), shown, schedule(steps=10, reached=0.3), 1, progress=False)
    assert curve.floor.tolist() == [plain.floor[0]] * 3
    assert curve.samples.tolist() == [0, 10 * len(shown), 20 * len(shown)]
    means = TrainingData(shown, SYMBOLS, schedule(reached=0.3), seed=1).all
    for point, then in seen:
        written = then(then.codes(SYMBOLS[:3]), means.lengths)
        assert float(excess(written, means).detach()) == pytest.approx(point["excess"], rel=1e-4)


def test_other_symbols_of_a_network_are_drawn_by_the_seed_and_its_own_stay():
    own = network()
    wide = own.with_symbols(["x", "c", "y"], seed=7)
    assert wide.symbols == ["x", "c", "y"]
    assert torch.equal(wide.own(["c"]), own.own(["c"]))
    assert wide.own(["x"]).abs().max() <= len(SYMBOLS) ** -0.5
    assert torch.equal(wide.own(["x"]), own.with_symbols(["x", "c", "y"], seed=7).own(["x"]))
    assert not torch.equal(wide.own(["x"]), own.with_symbols(["x", "c", "y"], seed=8).own(["x"]))
    torch.testing.assert_close(wide(wide.codes(["c"]), 9), own(own.codes(["c"]), 9))
    with torch.no_grad():
        wide.lstm.weight_hh_l0.zero_()
    assert own.lstm.weight_hh_l0.any()  # a copy


@pytest.mark.reliability(
    "Interruption: a resumed training compared with one that was not interrupted"
)
@pytest.mark.parametrize(
    "recipe", [{}, RECIPE | {"backwards": True, "weight_noise": NOISE}], ids=["plain", "recipe"]
)
@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_a_resumed_run_is_the_same_run(drawings, tmp_path, monkeypatch, objective, recipe):
    plan = schedule(objective, steps=80, **recipe)
    whole = network()
    expected, _ = train(whole, drawings, plan, seed=3, progress=False)

    class Killed(BaseException):
        pass

    def kill_at_40(self, trainer, *_):
        if trainer.global_step >= 40:
            raise Killed

    kept = ResumePoint.on_train_batch_end

    def keep_then_die(self, trainer, *rest):
        kept(self, trainer, *rest)
        kill_at_40(self, trainer)

    point = tmp_path / "kept" / "resume.ckpt"
    with monkeypatch.context() as patch:
        patch.setattr(ResumePoint, "on_train_batch_end", keep_then_die)
        with pytest.raises(Killed):
            train(network(), drawings, plan, seed=3, resume=point, progress=False)
    assert point.exists()
    again = network(seed=99)  # its weights come from the checkpoint
    points = []
    curve, _ = train(
        again,
        drawings,
        plan,
        seed=3,
        resume=point,
        report=lambda: points.append,
        progress=False,
    )
    assert points[0]["step"] == 40  # it did go on from there
    pd.testing.assert_frame_equal(curve, expected)
    for a, b in zip(again.parameters(), whole.parameters(), strict=True):
        assert torch.equal(a, b)
    assert not point.exists()


@pytest.mark.reliability("Numbers that go wrong: training of the network")
def test_divergence_names_the_step(drawings):
    broken = network()
    with torch.no_grad():
        broken.readout.weight[0, 0] = float("nan")
    with pytest.raises(DuctusError, match=r"after 0 steps the loss is nan; try a training\.learn"):
        train(broken, drawings, schedule(), seed=1, progress=False)


def training_command(folder, table, *options, **sections):
    """The words after `ductus`, with what they name written; sections of the config."""
    table.to_parquet(folder / "t.parquet")
    keys = table[["writer", "symbol", "instance"]].drop_duplicates()
    split = split_of(keys, SYMBOLS[:3], SYMBOLS[3:])
    (folder / "split.json").write_text(json.dumps(split))
    command = [
        *("training", "--trajectories", folder / "t.parquet"),
        *("--split", folder / "split.json"),
        *("--config", given(**merged(SMALL, sections)), "--seed", "1", "--quiet"),
        *("--out-model", folder / "m.ckpt", "--out-untrained", folder / "u.ckpt"),
        *("--out-curve", folder / "c.csv", *options),
    ]
    return [str(word) for word in command]


DUCTUS = sys.executable, "-m", "ductus.cli"


def run_training(folder, table, *options, **sections):
    """`ductus training` in this process; returns the network and the curve that it wrote."""
    assert main(training_command(folder, table, *options, **sections)) == 0
    return load(folder / "m.ckpt"), pd.read_csv(folder / "c.csv")


def run_training_on_two_devices(folder, table, **sections):
    """The same as a process, which starts another."""
    command = [*DUCTUS, *training_command(folder, table, **merged({"trainer": TWO}, sections))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return load(folder / "m.ckpt"), pd.read_csv(folder / "c.csv")


def run_training_on_two_machines(folder, table, *options):
    """The same, by two processes that meet at an address, as two machines do."""
    command = [*DUCTUS, *training_command(folder, table, *options, trainer={"num_nodes": 2})]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free.getsockname()[1])}
    running = [
        subprocess.Popen(
            command,
            env={**os.environ, **where, "NODE_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        said = [process.communicate(timeout=300)[0] for process in running]
    finally:
        for process in running:
            process.kill()
    assert [process.returncode for process in running] == [0, 0], said
    return load(folder / "m.ckpt"), pd.read_csv(folder / "c.csv")


def same_training(one, two):
    """Whether two trainings came to the same network along the same curve."""
    for a, b in zip(one[0].parameters(), two[0].parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4)
    pd.testing.assert_frame_equal(one[1], two[1], rtol=1e-4)
    assert one[1].excess.iloc[-1] < one[1].excess.iloc[0]


def test_two_processes_train_the_same_network_as_one(table, tmp_path):
    how = {"objective": "samples", "batch_size": 8, **RECIPE, "weight_noise": NOISE}
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = run_training(tmp_path / "one", table, training=how)
    same_training(one, run_training_on_two_devices(tmp_path / "two", table, training=how))


def test_two_machines_train_the_same_network_as_one_and_log_one_run(table, tmp_path):
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    logged = ["--experiment", "e", "--tracking-uri", uri, "--out-run", tmp_path / "run.json"]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = run_training(tmp_path / "one", table)
    same_training(one, run_training_on_two_machines(tmp_path / "two", table, *logged))
    client = MlflowClient(tracking_uri=uri)
    found = client.search_runs([client.get_experiment_by_name("e").experiment_id])
    assert sorted(run.info.run_name for run in found) == ["seed 1", "training"]


def test_several_machines_need_someone_who_says_which_one_this_is(drawings, monkeypatch):
    for name in ("SLURM_NTASKS", "MASTER_ADDR", "MASTER_PORT", "NODE_RANK"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DuctusError, match=r"num_nodes: 2 machines .* SLURM .* MASTER_ADDR"):
        train(network(), drawings, schedule(), seed=1, num_nodes=2, progress=False)


def test_in_a_slurm_job_one_machine_starts_its_own_processes(table, tmp_path, monkeypatch):
    """A job of one task: SLURM starts no process for the second device."""
    for name in ("NTASKS", "NNODES", "NTASKS_PER_NODE"):
        monkeypatch.setenv(f"SLURM_{name}", "1")
    for name in ("PROCID", "LOCALID", "NODEID"):
        monkeypatch.setenv(f"SLURM_{name}", "0")
    monkeypatch.setenv("SLURM_JOB_ID", "1")
    _, curve = run_training_on_two_devices(tmp_path, table)
    assert curve.step.iloc[-1] == 40


@pytest.mark.reliability("Numbers that go wrong: training of the network")
def test_a_loss_beyond_any_sense_is_divergence(drawings):
    with pytest.raises(DuctusError, match=r"after 10 steps the loss is \d.*; try a trai"):
        train(network(), drawings, schedule(rate=1e5), seed=1, progress=False)


@pytest.fixture
def kept(drawings, tmp_path, monkeypatch):
    """A checkpoint as a killed training leaves it."""

    class Killed(BaseException):
        pass

    keep = ResumePoint.on_train_batch_end

    def keep_then_die(self, trainer, *rest):
        keep(self, trainer, *rest)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ResumePoint, "on_train_batch_end", keep_then_die)
        with pytest.raises(Killed):
            train(network(), drawings, schedule(), 3, resume=tmp_path / "r.ckpt", progress=False)
    return tmp_path / "r.ckpt"


OTHERS = {
    "shape": (
        new_network(SYMBOLS, dense=8, hidden=8, bias=False, seed=1),
        schedule(),
        3,
        "size mismatch",
    ),
    "symbols": (
        new_network(list("abced"), dense=16, hidden=16, bias=False, seed=1),
        schedule(),
        3,
        "symbols was",
    ),
    "schedule": (network(), schedule(rate=0.02), 3, "learning_rate was 0.01, and is 0.02 now"),
    "seed": (network(), schedule(), 4, "seed was 3, and is 4 now"),
    "copies": (network(), schedule(copies="mirror"), 3, "copies was none, and is mirror now"),
}


@pytest.mark.reliability("Bad input: a network or checkpoint of another config")
@pytest.mark.parametrize(("other", "plan", "seed", "said"), OTHERS.values(), ids=OTHERS)
def test_a_checkpoint_of_another_training_is_refused(drawings, kept, other, plan, seed, said):
    before = kept.read_bytes()
    with pytest.raises(DuctusError, match=r"r\.ckpt: expected a checkpoint of this") as caught:
        train(other, drawings, plan, seed, resume=kept, progress=False)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert kept.read_bytes() == before


@pytest.mark.reliability("Bad input: a checkpoint that is none, or that holds code")
@pytest.mark.parametrize("content", [b"", b"text", b"\x80\x02c__builtin__\neval\n."])
def test_what_is_no_checkpoint_is_refused(drawings, tmp_path, content):
    (tmp_path / "r.ckpt").write_bytes(content)
    with pytest.raises(DuctusError, match=r"r\.ckpt: expected .* remove it to train from"):
        train(network(), drawings, schedule(), 3, resume=tmp_path / "r.ckpt", progress=False)
