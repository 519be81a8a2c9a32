import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch

from ductus.errors import DuctusError
from ductus.model import load, new_network
from ductus.split import make_split
from ductus.training import ResumePoint, train
from ductus.training_data import Schedule

SYMBOLS = list("abcde")


def network(seed=1):
    return new_network(SYMBOLS, 16, 16, False, seed)


def schedule(objective="class_means", steps=60, rate=0.01):
    return Schedule(objective, steps, 8, rate, (0.9, 0.999), False, log_every=10)


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


@pytest.mark.reliability(
    "Interruption: a resumed training compared with one that was not interrupted"
)
@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_a_resumed_run_is_the_same_run(drawings, tmp_path, monkeypatch, objective):
    plan = schedule(objective, steps=80)
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


def run_training(folder, table, *options):
    """`ductus training` as a process; returns the network it wrote."""
    import json

    table.to_parquet(folder / "t.parquet")
    keys = table[["writer", "symbol", "instance"]].drop_duplicates()
    split = make_split(keys, SYMBOLS[:3], SYMBOLS[3:], same_writer=1, other_writers=1)
    (folder / "split.json").write_text(json.dumps(split))
    command = [
        *(sys.executable, "-m", "ductus.cli", "training"),
        *("--trajectories", folder / "t.parquet", "--split", folder / "split.json"),
        *("--dense", "16", "--hidden", "16", "--steps", "40", "--log-every", "10"),
        *("--learning-rate", "0.01", "--seed", "1", "--quiet"),
        *("--out-model", folder / "m.ckpt", "--out-untrained", folder / "u.ckpt"),
        *("--out-curve", folder / "c.csv", *options),
    ]
    subprocess.run([str(c) for c in command], check=True, capture_output=True, timeout=300)
    return load(folder / "m.ckpt"), pd.read_csv(folder / "c.csv")


@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_two_processes_train_the_same_network_as_one(table, tmp_path, objective):
    runs = []
    for name, options in {"one": [], "two": ["--devices", "2", "--strategy", "ddp"]}.items():
        (tmp_path / name).mkdir()
        more = [*options, "--objective", objective, "--batch-size", "8"]
        runs.append(run_training(tmp_path / name, table, *more))
    (one, curve), (two, curve2) = runs
    for a, b in zip(one.parameters(), two.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4)
    pd.testing.assert_frame_equal(curve, curve2, rtol=1e-4)
    assert curve.excess.iloc[-1] < curve.excess.iloc[0]


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
    "shape": (new_network(SYMBOLS, 8, 8, False, 1), schedule(), 3, "size mismatch"),
    "symbols": (new_network(list("abced"), 16, 16, False, 1), schedule(), 3, "symbols was"),
    "schedule": (network(), schedule(rate=0.02), 3, "learning_rate was 0.01, and is 0.02 now"),
    "seed": (network(), schedule(), 4, "seed was 3, and is 4 now"),
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
