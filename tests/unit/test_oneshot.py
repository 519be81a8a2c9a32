import numpy as np
import pytest
import torch
from configs import shot

from ductus.data.features import pad
from ductus.data.split import pick
from ductus.errors import DuctusError
from ductus.learning.adam import Adam
from ductus.learning.oneshot import (
    infer_columns,
    infer_columns_together,
    learn,
)
from ductus.networks.catalogue import new_network

SYMBOLS = list("abcde")
NEW = ["c", "d", "e"]
APART = {"mode": "apart"}


def how(iterations, learning_rate, start="zero", **others):
    return shot(iterations, learning_rate, start=start, **others)


@pytest.fixture
def network():
    return new_network(SYMBOLS, dense=20, hidden=20, bias=False, seed=1)


@pytest.fixture
def examples(drawings):
    return list(pick(drawings, [("w01", s, 0) for s in NEW]))


def tensors(examples):
    return tuple(torch.from_numpy(a) for a in pad(examples))


@pytest.mark.parametrize("noise", [0, 0.1])
def test_all_at_once_equals_one_by_one(network, examples, noise):
    settings = how(40, 0.01, noise=noise, known=["a", "b"], falling=True)
    together, losses = infer_columns(network, NEW, *tensors(examples), **settings)
    for i, symbol in enumerate(NEW):
        alone, loss = infer_columns(network, [symbol], *tensors(examples[i : i + 1]), **settings)
        torch.testing.assert_close(together[i], alone[0], rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(losses[:, i], loss[:, 0], rtol=1e-3, atol=1e-5)


def test_one_letter_by_many_writers_equals_one_writer_by_one(network, drawings):
    """Also where lengths are so unlike that a part of the steps is for some of them alone."""
    drawn = list(drawings.where(symbol="c"))[:4]
    shown = [np.tile(d, (k, 1)) for k, d in zip((1, 20, 1, 4), drawn, strict=True)]
    many, losses = infer_columns(network, ["c"] * 4, *tensors(shown), **how(40, 0.01))
    for i in range(4):
        alone, loss = infer_columns(network, ["c"], *tensors(shown[i : i + 1]), **how(40, 0.01))
        torch.testing.assert_close(many[i], alone[0], rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(losses[:, i], loss[:, 0], rtol=1e-3, atol=1e-5)
    assert not torch.allclose(many[0], many[2], atol=1e-3)  # each writer has a column


NOISY = {"noise": 0.1, "mixing": 0.7, "known": ["a", "b"], "seed": 5}


@pytest.mark.parametrize("bias", [False, True])
def test_noise_and_mixtures_are_in_the_code_that_is_fed_at_each_step(examples, monkeypatch, bias):
    """Against a loop that feeds the changed code step by step, with all that was drawn kept."""
    network = new_network(SYMBOLS, dense=20, hidden=20, bias=bias, seed=1)
    kept = {"randn": [], "rand": [], "randint": []}

    def keep(name):
        drawn, draw = kept[name], getattr(torch, name)
        return lambda *a, **k: drawn.append(draw(*a, **k)) or drawn[-1]

    with monkeypatch.context() as patch:
        for name in kept:
            patch.setattr(torch, name, keep(name))
        target = tensors(examples[:1])
        columns, losses = infer_columns(
            network, ["c"], *target, **how(8, 0.02, falling=True, **NOISY)
        )
    assert [one.shape for one in kept["randn"]] == [(len(examples[0]), 3)] * 8
    assert float(torch.cat(kept["randn"]).std()) == pytest.approx(1, abs=0.15)
    assert {float(mixed) < 0.7 for _, mixed in kept["rand"]} == {True, False}
    known = network.write(network.codes(["a", "b"]), [len(examples[0])] * 2)
    column = torch.zeros(20, requires_grad=True)
    adam = torch.optim.Adam([column], lr=0.02)
    drawn = zip(kept["randn"], kept["rand"], kept["randint"], strict=True)
    for iteration, (noise, (share, mixed), other) in enumerate(drawn):
        share = float(share) if mixed < 0.7 else 0.0
        adam.param_groups[0]["lr"] = 0.02 * min(1, 2 * (1 - iteration / 8) + 0.02)
        state, written = None, []
        for t in range(len(examples[0])):
            code = 0.1 * noise[t]  # of a, of b, and of c, whose code has a one there
            code[int(other)] += share
            code[2] -= share
            drive = code[0] * network.dense.weight[:, 0] + code[1] * network.dense.weight[:, 1]
            drive = drive.detach() + (1 + code[2]) * column
            if bias:
                drive = drive + network.dense.bias.detach()
            hidden, state = network.lstm(drive[None, None], state)
            written.append(network.readout(hidden)[0, 0])
        meant = share * known[int(other)] + (1 - share) * examples[0]
        loss = (torch.stack(written) - torch.from_numpy(meant)).square().mean()
        assert float(losses[iteration, 0]) == pytest.approx(float(loss.detach()), rel=1e-4)
        adam.zero_grad()
        loss.backward()
        adam.step()
    torch.testing.assert_close(columns[0], column.detach(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("infer", [infer_columns, infer_columns_together])
def test_noise_and_mixtures_are_those_of_the_seed(network, examples, infer):
    noisy = how(10, 0.01, **NOISY)
    one, _ = infer(network, NEW, *tensors(examples), **noisy)
    again, _ = infer(network, NEW, *tensors(examples), **noisy)
    other, _ = infer(network, NEW, *tensors(examples), **noisy | {"seed": 6})
    assert torch.equal(one, again)
    assert not torch.allclose(one, other, atol=1e-3)


def test_known_letters_are_not_harmed(network, examples):
    known = network.codes(["a", "b"])
    before = {n: w.clone() for n, w in network.state_dict().items()}
    written = network(known, 12)
    columns, _ = infer_columns(network, NEW, *tensors(examples), **how(20, 0.01))
    for name, weight in network.state_dict().items():
        assert torch.equal(weight, before[name])
    learner = network.with_own(dict(zip(NEW, columns, strict=True)))
    assert torch.equal(learner(known, 12), written)
    assert torch.equal(learner.dense.weight[:, 2:].T, columns)
    assert torch.equal(learner.lstm.weight_hh_l0, before["lstm.weight_hh_l0"])
    assert all(p.requires_grad for p in learner.parameters())


def test_inference_comes_nearer_to_the_example(network, examples):
    _, losses = infer_columns(network, NEW, *tensors(examples), **how(200, 0.01))
    assert losses.shape == (201, 3)
    assert (losses[-1] < 0.8 * losses[0]).all()


def test_with_one_symbol_there_is_no_difference_between_apart_and_together(network, examples):
    apart, _ = infer_columns(network, ["c"], *tensors(examples[:1]), **how(30, 0.01))
    shuffled, _ = infer_columns_together(network, ["c"], *tensors(examples[:1]), **how(30, 0.01))
    torch.testing.assert_close(apart, shuffled)


def test_together_moments_move_idle_columns(network, examples):
    apart, _ = infer_columns(network, NEW, *tensors(examples), **how(30, 0.01))
    one, _ = infer_columns_together(network, NEW, *tensors(examples), **how(30, 0.01))
    other, _ = infer_columns_together(network, NEW, *tensors(examples), **how(30, 0.01, seed=1))
    assert not torch.allclose(apart, one, atol=1e-3)
    assert not torch.equal(one, other)  # the order matters, unlike apart


def test_learn_keeps_what_figure_2_shows(network, examples):
    untrained = new_network(SYMBOLS, dense=20, hidden=20, bias=False, seed=2)
    results = learn(network, untrained, NEW, examples, **how(25, 0.01, "network"), **APART)
    for i, result in enumerate(results):
        assert result["example"] is examples[i]
        for condition in ("inferred", "not_inferred", "untrained"):
            assert result[f"written_{condition}"].shape == examples[i].shape
        mse = np.mean((result["written_inferred"] - examples[i]) ** 2)
        assert result["loss_inferred"][-1] == pytest.approx(mse, rel=1e-4)
        mse = np.mean((result["written_not_inferred"] - examples[i]) ** 2)
        assert result["loss_inferred"][0] == pytest.approx(mse, rel=1e-4)


def test_columns_start_at_zero_or_where_the_network_has_them(network, examples):
    target = tensors(examples)
    nothing, _ = infer_columns(network, NEW, *target, **how(0, 0.01, "zero"))
    as_is, _ = infer_columns(network, NEW, *target, **how(0, 0.01, "network"))
    assert not nothing.any()
    assert torch.equal(as_is.T, network.dense.weight[:, 2:])
    moved, _ = infer_columns(network, NEW, *target, **how(1, 0.01, "zero"))
    assert moved.any()  # zero is no dead point, also without biases


@pytest.mark.reliability("Numbers that go wrong: one-shot inference")
@pytest.mark.parametrize("mode", ["apart", "together"])
def test_divergence_names_the_iteration_and_the_loss(network, examples, mode, monkeypatch):
    """A column that one step makes infinite."""
    monkeypatch.setattr(Adam, "step", lambda self: self.values.data.fill_(float("inf")))
    said = r"diverged: at iteration 1 the loss is nan; try an oneshot\.learning_rate below 0\.02"
    with pytest.raises(DuctusError, match=said):
        learn(network, network, NEW, examples, **how(30, 0.02), mode=mode)


@pytest.mark.reliability("Numbers that go wrong: one-shot inference")
def test_a_loss_beyond_any_sense_is_divergence(network, examples):
    with torch.no_grad():
        network.readout.weight *= 1000
    with pytest.raises(DuctusError, match=r"inference of .* at iteration \d+ the loss is \d+"):
        learn(network, network, NEW, examples, **how(30, 0.1), **APART)
