"""What one network can do, in numbers; the stages of the map on made-up letters."""

import copy

import numpy as np
import pandas as pd
import pytest
import torch

from ductus.cli import main
from ductus.data.split import make_split
from ductus.errors import DuctusError
from ductus.networks.lstm import new_network
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
CHALLENGE = Challenge(1, {"iterations": 30, "learning_rate": 0.05}, [("d", "e"), ("a", "d")], 4)


@pytest.fixture(scope="module")
def split(drawings):
    return make_split(drawings.keys, TRAINED, NEW, "all", 2, same_writer=2, other_writers=1)


@pytest.fixture
def network():
    return new_network([*TRAINED, *NEW], 12, 10, True, 1)


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
        learners = learn(network, lessons, iterations, 0.05)
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
    both = learn(network, lessons, 20, 0.05)
    for given, learner in zip(lessons, both, strict=True):
        (alone,) = learn(network, [given], 20, 0.05)
        torch.testing.assert_close(alone.dense.weight, learner.dense.weight)
        assert torch.equal(learner.dense.weight[:, :3], before["dense.weight"][:, :3])
    assert not torch.allclose(both[0].dense.weight[:, 3:], both[1].dense.weight[:, 3:])
    assert all(torch.equal(network.state_dict()[name], before[name]) for name in before)


@pytest.mark.reliability("Numbers that go wrong: one-shot inference")
def test_inference_that_diverges_is_told(drawings, split, network):
    with pytest.raises(DuctusError, match="inference of d e diverged"):
        learn(network, [lesson(drawings, split, "w01")], 3, float("inf"))


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
    keys = {"measure": "mse", "method": "", "condition": "inferred", "iterations": 10}
    rows = pd.DataFrame(
        [(1, "w1", 1.0, 3), (1, "w2", 5.0, 1), (2, "w1", 3.0, 3), (2, "w2", 3.0, 1)],
        columns=["seed", "exemplar_writer", "value", "n"],
    ).assign(**keys)
    table = average(rows, ["iterations"]).set_index("seed")
    assert table["mean"].to_dict() == {1: 2.0, 2: 3.0, "all": 2.5}
    assert table.n.to_dict() == {1: 4, 2: 4, "all": 8}
    assert table.low["all"] < 2.5 < table.high["all"]
    paths = []
    for seed, part in rows.groupby("seed"):
        paths.append(tmp_path / f"{seed}.csv")
        part.to_csv(paths[-1], index=False)
    read = combine(paths, "oneshot_iterations")
    pd.testing.assert_frame_equal(read, table.reset_index(), check_like=True, check_dtype=False)
    with pytest.raises(DuctusError, match=r"2\.csv: column 'objective' is missing"):
        combine(paths[1:], "training_map")


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("map")
    table.to_parquet(folder / "t.parquet")
    save(new_network([*TRAINED, *NEW], 12, 10, True, 1), folder / "model.ckpt")
    plan = ["--trained", *TRAINED, "--new", *NEW, "--exemplar-count", "2"]
    words = ["--same-writer", "1", "--other-writers", "1", "--out", str(folder / "split.json")]
    assert not main(["split", "--trajectories", str(folder / "t.parquet"), *plan, *words])
    return folder


def run(folder, stage, *words):
    given = ["--trajectories", folder / "t.parquet", "--split", folder / "split.json"]
    asked = ["--exemplar-writers", 2, "--identification-iterations", 5, "--pair", "d", "e"]
    given += [*asked, "--draws", 1, "--seed", 1]
    return main([stage, *(str(word) for word in (*given, *words))])


def test_the_map_follows_the_very_training_of_the_experiment(folder):
    shape = ["--dense", 12, "--hidden", 10, "--bias", "--learning-rate", 0.01]
    how = [*shape, "--objective", "samples", "--batch-size", 4]
    out = folder / "map.csv"
    steps = ["--steps", 0, 6, 20, "--oneshot-iterations", 5]
    assert not run(folder, "training-map", *how, *steps, "--quiet", "--out", out)
    numbers = pd.read_csv(out, keep_default_na=False)
    assert numbers.step.unique().tolist() == [0, 6, 20]
    assert numbers.samples.unique().tolist() == [0, 24, 80]
    assert set(numbers.exemplar_writer) == {"", "w01", "w03"}
    words = ["training", "--trajectories", folder / "t.parquet", "--split", folder / "split.json"]
    words += [*how, "--steps", 20, "--log-every", 3, "--seed", 1, "--quiet"]
    for name in ("model", "untrained"):
        words += [f"--out-{name}", folder / f"as_trained_{name}.ckpt"]
    words += ["--out-curve", folder / "curve.csv"]
    assert not main([str(word) for word in words])
    curve = pd.read_csv(folder / "curve.csv").set_index("step").excess
    mapped = numbers[numbers.measure == "excess"].set_index("step").value
    for step in (0, 6, 20):
        assert mapped[step] == pytest.approx(curve[step], rel=1e-5)


def test_iterations_are_measured_from_none_on(folder):
    out = folder / "iterations.csv"
    words = ["--model", folder / "model.ckpt", "--iterations", 40, 0, "--out", out]
    assert not run(folder, "oneshot-iterations", *words, "--oneshot-learning-rate", 0.05)
    numbers = pd.read_csv(out)
    assert numbers.iterations.unique().tolist() == [0, 40]
    norm = numbers[numbers.measure == "column norm"].groupby("iterations").value.max()
    assert norm[0] == 0  # columns start at zero
    assert norm[40] > 0


def test_pairs_of_unknown_characters_are_told_in_one_line(folder, capsys):
    words = ["--model", folder / "model.ckpt", "--iterations", 1, "--out", folder / "o.csv"]
    assert run(folder, "oneshot-iterations", *words, "--pair", "d", "x") == 2
    assert "split.json: a b c d e; got 'x'" in capsys.readouterr().err
