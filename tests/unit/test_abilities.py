"""What one network can do, in numbers; the stages of the sweep on made-up letters."""

import copy

import numpy as np
import pandas as pd
import pytest
import torch
from configs import given, merged, shot, split_of

from ductus.cli import main
from ductus.errors import DuctusError
from ductus.networks.catalogue import new_network
from ductus.networks.stored import save
from ductus.sweep.abilities import (
    Challenge,
    abilities,
    explanations,
    learn,
    lesson,
    output_per_code,
)
from ductus.sweep.tables import average, combine

TRAINED, NEW = list("abc"), list("de")
CHALLENGE = Challenge(
    1, {"iterations": 30, "learning_rate": 0.05}, {"pairs": [("d", "e"), ("a", "d")], "steps": 4}
)
CONFIG = {
    "split": {"trained": TRAINED, "new": NEW, "exemplar": {"writers": 2}},
    "model": {"dense": 12, "hidden": 10},
    "training": {"objective": "samples", "steps": 20, "batch_size": 4, "learning_rate": 0.01},
    "oneshot": {"iterations": 5},
    "variation": {"draws": 1},
    "classification": {"iterations": 5},
    "blending": {"pairs": [["d", "e"]]},
    "sweep": {
        "steps": [0, 6, 20],
        "oneshot_iterations": [40, 0],
        "oneshot_mixing": [1, 0.3],
        "exemplar_writers": 2,
    },
}


@pytest.fixture(scope="module")
def split(drawings):
    return split_of(drawings.keys, TRAINED, NEW, 2, same_writer=2, other_writers=1)


@pytest.fixture
def network():
    return new_network([*TRAINED, *NEW], dense=12, hidden=10, bias=True, seed=1)


def how(iterations, learning_rate=0.05):
    how = shot(iterations, learning_rate)
    return {key: value for key, value in how.items() if key != "known"}


def value(table, measure, method="", condition=""):
    rows = table[["measure", "method", "condition"]].eq([measure, method, condition]).all(axis=1)
    (found,) = table[rows].value
    return found


def test_every_ability_is_measured_once(drawings, split, network):
    given = lesson(drawings, split, "w01")
    table = abilities(network, given, CHALLENGE, 1)
    assert not table.duplicated(["measure", "method", "condition"]).any()
    assert np.isfinite(table.value).all()
    shares = table[table.measure.str.contains("identified|smooth")]
    assert shares.value.between(0, 1).all()
    n = table.set_index(["measure", "method", "condition"]).n
    assert n["identified", "paper", "generated"] == 2  # symbols x draws
    assert n["identified among new", "nearest_code_dtw", "same_writer"] == 2 * 2
    assert n["identified", "paper", "other_writer"] == 2 * 1
    assert n["smooth blends", "", ""] == 2


def test_more_inference_writes_nearer_to_the_example(drawings, split, network):
    lessons = [lesson(drawings, split, w) for w in split["exemplars"]["writers"]]
    ends = {}
    for iterations in (0, 150):
        learners = learn(network, lessons, **how(iterations))
        ends[iterations] = [
            value(abilities(learner, given, CHALLENGE, 1), "mse", "", "inferred")
            for learner, given in zip(learners, lessons, strict=True)
        ]
    assert (np.array(ends[150]) < 0.5 * np.array(ends[0])).all()


def test_each_learner_gets_its_own_writers_columns_and_the_network_keeps_its_own(
    drawings, split, network
):
    before = copy.deepcopy(network.state_dict())
    lessons = [lesson(drawings, split, w) for w in split["exemplars"]["writers"]]
    both = learn(network, lessons, **how(20))
    for one, learner in zip(lessons, both, strict=True):
        (alone,) = learn(network, [one], **how(20))
        torch.testing.assert_close(alone.dense.weight, learner.dense.weight)
        assert torch.equal(learner.dense.weight[:, :3], before["dense.weight"][:, :3])
    assert not torch.allclose(both[0].dense.weight[:, 3:], both[1].dense.weight[:, 3:])
    assert all(torch.equal(network.state_dict()[name], before[name]) for name in before)


@pytest.mark.reliability("Numbers that go wrong: one-shot inference")
def test_inference_that_diverges_is_told(drawings, split, network):
    with pytest.raises(DuctusError, match="inference of d e diverged"):
        learn(network, [lesson(drawings, split, "w01")], **how(3, float("inf")))


def test_output_per_code_is_the_size_of_the_derivative(network):
    lengths = {"a": 9, "b": 6}
    squares = []
    for symbol, steps in lengths.items():
        code = network.codes([symbol])[0]
        of_code = torch.autograd.functional.jacobian(
            lambda c, n=steps: network(c[None], n)[:, 0], code
        )  # (T, 4, S)
        squares.append(of_code[..., [0, 1, 2]].square().sum(dim=-1).mean())
    expected = float(torch.stack(squares).mean().sqrt())
    found = output_per_code(network, list("ab"), TRAINED, lengths)
    assert found == pytest.approx(expected, rel=1e-4)


def test_longer_columns_show_in_what_explains(network):
    lengths = dict.fromkeys(TRAINED, 8)
    before = explanations(network, TRAINED, TRAINED, lengths, "trained")
    with torch.no_grad():
        network.dense.weight *= 3
    after = explanations(network, TRAINED, TRAINED, lengths, "trained")
    of = ("", "trained")
    norms = [value(table, "column norm", *of) for table in (before, after)]
    assert norms[1] == pytest.approx(3 * norms[0])
    saturation = [value(table, "cell saturation", *of) for table in (before, after)]
    assert 0 < saturation[0] < saturation[1] < 1


def test_averages_are_over_cases_and_of_all_seeds(tmp_path):
    keys = {
        "measure": "mse",
        "method": "",
        "condition": "inferred",
        "iterations": 10,
        "mixing": 0.5,
    }
    rows = pd.DataFrame(
        [(1, "w1", 1.0, 3), (1, "w2", 5.0, 1), (2, "w1", 3.0, 3), (2, "w2", 3.0, 1)],
        columns=["seed", "exemplar_writer", "value", "n"],
    ).assign(**keys)
    table = average(rows, ["iterations", "mixing"]).set_index("seed")
    assert table["mean"].to_dict() == {1: 2.0, 2: 3.0, "all": 2.5}
    assert table.n.to_dict() == {1: 4, 2: 4, "all": 8}
    assert table.low["all"] < 2.5 < table.high["all"]
    paths = []
    for seed, part in rows.groupby("seed"):
        paths.append(tmp_path / f"{seed}.csv")
        part.to_csv(paths[-1], index=False)
    read = combine(paths, ["iterations", "mixing"])
    pd.testing.assert_frame_equal(read, table.reset_index(), check_like=True, check_dtype=False)
    with pytest.raises(DuctusError, match=r"2\.csv: column 'objective' is missing"):
        combine(paths[1:], ["objective", "step"])


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    table.to_parquet(folder / "t.parquet")
    save(
        new_network([*TRAINED, *NEW], dense=12, hidden=10, bias=True, seed=1), folder / "model.ckpt"
    )
    words = ["--trajectories", folder / "t.parquet", "--out", folder / "split.json"]
    words += ["--same-writer", 1, "--other-writers", 1]
    assert not main(["split", "--config", given(**CONFIG), *map(str, words)])
    return folder


def run(folder, stage, *words, **sections):
    config = ["--config", given(**merged(CONFIG, sections))]
    read = ["--trajectories", folder / "t.parquet", "--split", folder / "split.json", "--seed", 1]
    return main([stage, *config, *(str(word) for word in (*read, *words))])


def test_the_sweep_follows_the_very_training_of_the_experiment(folder):
    out = folder / "map.csv"
    assert not run(folder, "training-map", "--objective", "samples", "--quiet", "--out", out)
    numbers = pd.read_csv(out, keep_default_na=False)
    assert numbers.step.unique().tolist() == [0, 6, 20]
    assert numbers.samples.unique().tolist() == [0, 24, 80]
    assert set(numbers.exemplar_writer) == {"", "w01", "w03"}
    words = ["--quiet", "--out-curve", folder / "curve.csv"]
    for name in ("model", "untrained"):
        words += [f"--out-{name}", folder / f"as_trained_{name}.ckpt"]
    assert not run(folder, "training", *words, training={"log_every": 3})
    curve = pd.read_csv(folder / "curve.csv").set_index("step").excess
    mapped = numbers[numbers.measure == "excess"].set_index("step").value
    for step in (0, 6, 20):
        assert mapped[step] == pytest.approx(curve[step], rel=1e-5)


def test_iterations_are_measured_from_none_on_and_mixing_at_as_many_as_usual(folder):
    out = folder / "iterations.csv"
    words = ["--model", folder / "model.ckpt", "--out", out]
    how = {"learning_rate": 0.05, "iterations": 40}
    assert not run(folder, "oneshot-iterations", *words, oneshot=how)
    numbers = pd.read_csv(out)
    norm = numbers[numbers.measure == "column norm"].groupby(["iterations", "mixing"]).value.max()
    assert list(norm.index) == [(0, 0.3), (40, 0.3), (40, 1.0)]
    assert norm[0, 0.3] == 0  # columns start at zero
    assert 0 < norm[40, 0.3] != norm[40, 1.0]


def test_pairs_of_unknown_characters_are_told_in_one_line(folder, capsys):
    words = ["--model", folder / "model.ckpt", "--out", folder / "o.csv"]
    assert run(folder, "oneshot-iterations", *words, blending={"pairs": [["d", "x"]]}) == 2
    assert "split.json: a b c d e; got 'x'" in capsys.readouterr().err
