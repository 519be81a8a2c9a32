"""Noise on the weights: what it costs, what it does to a loss, and training with it."""

import configs
import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from torch import nn
from torch.distributions import Normal, kl_divergence

from conftest import SYMBOLS, TRAINED
from ductus.errors import DuctusError
from ductus.experiment.config import check
from ductus.learning.training import train
from ductus.learning.weight_noise import (
    WeightNoise,
    best_prior,
    description,
    noisy,
    with_weights,
)
from ductus.networks.catalogue import new_network


def some_weights():
    """Means and deviations of two tensors of weights."""
    draw = torch.Generator().manual_seed(0)
    shapes = [(4, 3), (5,)]
    means = [torch.randn(shape, generator=draw, dtype=torch.float64) for shape in shapes]
    return means, [0.3 * torch.rand_like(mean) + 0.01 for mean in means]


def plain_cost(means, deviations, mean, deviation):
    prior = Normal(mean, deviation)
    pairs = zip(means, deviations, strict=True)
    return sum(kl_divergence(Normal(*pair), prior).sum() for pair in pairs)


def test_no_other_prior_is_cheaper():
    weights = some_weights()
    prior = best_prior(*weights)

    def cost(given):
        mean, logarithm = torch.tensor(given, dtype=torch.float64)
        return float(plain_cost(*weights, mean, logarithm.exp()))

    found = minimize(cost, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9})
    np.testing.assert_allclose([prior[0], prior[1].log()], found.x, atol=1e-5)
    assert float(description(*weights)) == pytest.approx(found.fun, abs=1e-6)


def test_the_cost_is_the_divergence_from_the_prior():
    weights = some_weights()
    torch.testing.assert_close(description(*weights), plain_cost(*weights, *best_prior(*weights)))


def test_gradients_agree_with_finite_differences():
    """In the means and in the deviations, of a loss with noise and of the cost together."""
    layer = nn.Linear(3, 2).double()
    names = [name for name, _ in layer.named_parameters()]
    means = [weight.detach().clone().requires_grad_() for weight in layer.parameters()]
    logarithms = [torch.full_like(mean, -1.0).requires_grad_() for mean in means]
    inputs = torch.randn(7, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    def loss(*given):
        means, deviations = given[:2], [each.exp() for each in given[2:]]
        drawn = noisy(
            dict(zip(names, means, strict=True)),
            dict(zip(names, deviations, strict=True)),
            torch.Generator().manual_seed(2),
        )
        error = with_weights(layer, drawn, lambda it: it(inputs).tanh().square().sum())
        return error + 0.1 * description(means, deviations)

    assert torch.autograd.gradcheck(loss, (*means, *logarithms))


def test_fixed_noise_has_its_variance_and_is_drawn_anew_at_each_step():
    network = nn.Linear(100, 100)
    before = network.weight.detach().clone()
    noise = WeightNoise(network, "fixed", 0.075)
    first, second, again = (noise.draw(network, 1, step)["weight"] for step in (3, 4, 3))
    torch.testing.assert_close(first, again)
    away = (torch.stack([first, second]) - before).detach()
    # Of 10,000 numbers a variance is within 5 % with all but certainty, a correlation within .05.
    np.testing.assert_allclose(away.var(dim=(1, 2)), 0.075**2, rtol=0.05)
    assert abs(float(np.corrcoef(*away.flatten(1).numpy())[0, 1])) < 0.05
    assert list(noise.parameters()) == []
    assert noise.cost(network) == 0
    torch.testing.assert_close(network.weight.detach(), before)


def test_a_weight_is_as_exact_as_the_data_ask_for():
    """Against the best Gaussian, which is known for a line: 1 / d^2 = n x^2 + 1 / s^2."""
    layer, count = nn.Linear(2, 1, bias=False), 50
    inputs = torch.tensor([[1.0, 0.0]])  # the second weight is not asked for
    noise = WeightNoise(layer, "adaptive", 0.075)
    adam = torch.optim.Adam([*layer.parameters(), *noise.parameters()], lr=0.05)
    found = []
    for step in range(600):
        adam.zero_grad()
        drawn = noise.draw(layer, 0, step)
        error = with_weights(layer, drawn, lambda it: (it(inputs) - 2).square().sum() / 2)
        (error + noise.cost(layer) / count).backward()
        adam.step()
        found.append(noise.logarithms[0].detach().exp()[0].clone())
    exact, free = torch.stack(found[300:]).mean(0)
    _, prior = best_prior([layer.weight.detach()], [torch.stack([exact, free])])
    assert float(exact) == pytest.approx(float((count + prior**-2) ** -0.5), rel=0.1)
    assert float(free) == pytest.approx(float(prior), rel=0.15)


def mixture():
    own = {"components": 2}
    return new_network(
        SYMBOLS, seed=1, network="next_step", dense=8, hidden=12, bias=True, mixture=own
    )


def trained(drawings, kind):
    """The curve of a training of 40 updates, the second half of it with noise."""
    noise = {"kind": kind, "deviation": 0.075, "after": 0.5}
    how = {"objective": "samples", "batch_size": 16, "clip": 1, "steps": 40, "log_every": 20}
    plan = configs.schedule(**how, learning_rate=0.01, weight_noise=noise)
    curve, _ = train(mixture(), drawings.where(symbol=TRAINED), plan, 1, progress=False)
    return curve.loss.tolist()


def test_noise_comes_when_the_network_is_trained_and_does_not_undo_it(drawings):
    without, *others = (trained(drawings, kind) for kind in ("none", "fixed", "adaptive"))
    for curve in others:
        assert curve[:2] == without[:2]
        assert curve[2] != without[2]
        assert curve[2] < curve[0]


def test_adaptive_noise_is_for_losses_in_nats(drawings):
    noise = {"kind": "adaptive", "deviation": 0.075, "after": 0.5}
    network = new_network(SYMBOLS, seed=1, dense=8, hidden=8, bias=True)
    plan = configs.schedule(steps=2, weight_noise=noise)
    with pytest.raises(DuctusError, match="adaptive is for networks whose loss is in nats"):
        train(network, drawings.where(symbol=TRAINED), plan, 1, progress=False)
    with pytest.raises(DuctusError, match="adaptive weighs nats of drawings against nats of"):
        check(configs.merged(configs.DEFAULT, {"training": {"weight_noise": noise}}))
