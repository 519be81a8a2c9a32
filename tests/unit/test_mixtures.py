"""Codes between two symbols, against every drawing of both by itself."""

import configs
import numpy as np
import pytest
import torch

from ductus.learning.objectives import excess
from ductus.learning.training_data import TrainingData
from ductus.networks.catalogue import new_network

SYMBOLS = list("abcde")


def data_of(drawings, mixing, **training):
    schedule = configs.schedule(steps=10, batch_size=20, mixing=mixing, **training)
    return TrainingData(drawings, SYMBOLS, schedule, seed=4)


@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_what_is_to_be_written_is_the_mean_of_both_symbols_drawings_by_their_shares(
    drawings, objective
):
    data = data_of(drawings, 0.8, objective=objective)
    for step in (0, 7):
        target, chosen = data.target(step), drawings
        if objective == "samples":
            keep = np.zeros(len(drawings), dtype=bool)
            keep[data.minibatch(step)] = True
            chosen = drawings.take(keep)
        for i, (label, other, share) in enumerate(
            zip(target.label, target.other, target.share.tolist(), strict=True)
        ):
            drawn = [(d, 1 - share) for d in chosen.where(symbol=SYMBOLS[label])]
            drawn += [(d, share) for d in chosen.where(symbol=SYMBOLS[other])]
            for t in range(len(target.mean)):
                running = [(d[t], part) for d, part in drawn if len(d) > t]
                total = sum(part for _, part in running)
                weight = total / len(chosen.steps)
                assert float(target.weight[t, i]) == pytest.approx(weight, rel=1e-4, abs=1e-9)
                if total > 0:
                    mean = sum(part * steps for steps, part in running) / total
                    np.testing.assert_allclose(target.mean[t, i], mean, rtol=1e-3, atol=1e-5)


def test_the_gradient_is_that_of_every_drawing_written_for_the_mixed_code(drawings):
    network = new_network(SYMBOLS, dense=20, hidden=20, bias=True, seed=1).double()
    target = data_of(drawings, 1.0).target(3)
    codes = target.codes(len(SYMBOLS)).double()
    torch.testing.assert_close(codes.sum(dim=1), torch.ones(len(codes)).double())
    cheap = excess(network(codes, target.lengths), target)
    written, plain = network(codes, len(target.mean)), 0.0
    for i, (label, other) in enumerate(zip(target.label, target.other, strict=True)):
        share = float(target.share[i])
        for symbol, part in ((label, 1 - share), (other, share)):
            for steps in drawings.where(symbol=SYMBOLS[symbol]):
                away = written[: len(steps), i] - torch.from_numpy(steps)
                plain = plain + part * away.square().sum()
    plain = plain / (4 * len(drawings.steps))
    gradients = []
    for loss in (cheap, plain):
        network.zero_grad()
        loss.backward()
        gradients.append(torch.cat([p.grad.flatten() for p in network.parameters()]))
    one, other = gradients
    assert float((one - other).norm() / other.norm()) < 1e-5


def test_mixtures_are_a_function_of_seed_and_step(drawings):
    data, again = data_of(drawings, 0.5), data_of(drawings, 0.5)
    for step in (5, 2, 5):
        assert torch.equal(data.target(step).mean, again.target(step).mean)
        assert torch.equal(data.target(step).share, again.target(step).share)
    assert not torch.equal(data.target(5).share, data.target(2).share)
    shares = torch.cat([data.target(step).share for step in range(100)])
    assert 0.4 < (shares == 0).float().mean() < 0.6
    assert shares.max() > 0.9


def test_without_mixing_each_symbol_is_itself(drawings):
    data = data_of(drawings, 0)
    assert torch.equal(data.target(3).codes(5), torch.eye(5))
    assert torch.equal(data.target(3).mean, data.all.mean)
