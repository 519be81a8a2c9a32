"""The Hessian-free optimiser, held against matrices that a tiny network lets one build."""

import configs
import pytest
import torch
from torch.func import functional_call, jacrev

from ductus.errors import DuctusError
from ductus.experiment.config import check
from ductus.learning.hessian_free import HessianFree, gauss_newton, minimise
from ductus.learning.objectives import excess, residuals
from ductus.learning.training import train
from ductus.learning.training_data import TrainingData
from ductus.networks.catalogue import new_network

SYMBOLS = list("abc")


@pytest.fixture(params=["lstm", "rnn", "multiplicative", "associative_4"])
def tiny(request, drawings):
    shape = {"dense": 3, "hidden": 4, "bias": True, "cell": request.param}
    network = new_network(SYMBOLS, **shape, seed=1).double()
    data = TrainingData(drawings.where(symbol="a"), SYMBOLS, configs.schedule(steps=1), 1)
    return network, data.target(0)


def residuals_of(network, target):
    return residuals(network(target.codes(len(SYMBOLS)).double(), target.lengths), target)


def test_products_are_those_of_the_dense_gauss_newton_matrix(tiny):
    network, target = tiny
    weights = list(network.parameters())
    with torch.backends.mkldnn.flags(enabled=False):
        codes = target.codes(len(SYMBOLS)).double()
        torch.testing.assert_close(
            residuals_of(network, target).square().sum(),
            excess(network(codes, target.lengths), target),
        )
        by_name = dict(network.named_parameters())
        parts = jacrev(
            lambda w: residuals(functional_call(network, w, (codes, target.lengths)), target)
        )(by_name)
        dense = torch.cat([part.flatten(1) for part in parts.values()], dim=1)  # (R, W)
        found = residuals_of(network, target)
        gradient, product = gauss_newton(found, weights)
        direction = torch.randn(dense.shape[1], dtype=torch.float64)
        torch.testing.assert_close(gradient, 2 * dense.T @ found.detach())
        torch.testing.assert_close(product(direction), 2 * dense.T @ (dense @ direction))


def test_conjugate_gradients_find_the_minimum_of_the_quadratic_model():
    torch.manual_seed(1)
    root = torch.randn(12, 12, dtype=torch.float64)
    matrix = root @ root.T + torch.eye(12)
    gradient = torch.randn(12, dtype=torch.float64)
    *_, last = minimise(lambda v: matrix @ v, gradient, torch.randn(12, dtype=torch.float64))
    model = gradient @ last + last @ matrix @ last / 2
    exact = -torch.linalg.solve(matrix, gradient)
    assert model <= (1 - 5e-3) * (gradient @ exact + exact @ matrix @ exact / 2)


def test_linear_least_squares_are_solved_in_few_updates():
    torch.manual_seed(1)
    inputs, aim = torch.randn(30, 6), torch.randn(30)
    weights = torch.nn.Parameter(torch.zeros(6))
    optimiser = HessianFree([weights])
    for _ in range(12):
        optimiser.step(lambda: inputs @ weights - aim)
    solved = torch.linalg.lstsq(inputs, aim).solution
    torch.testing.assert_close(weights.detach(), solved, rtol=1e-2, atol=1e-3)


def test_what_is_kept_of_it_goes_on_in_the_same_way():
    torch.manual_seed(1)
    inputs, aim = torch.randn(30, 6), torch.randn(30)
    weights = [torch.nn.Parameter(torch.zeros(6)) for _ in range(2)]
    one, other = (HessianFree([own]) for own in weights)

    def residual(own):
        return lambda: (inputs @ own).tanh() - aim

    for _ in range(3):
        one.step(residual(weights[0]))
    weights[1].data.copy_(weights[0])
    other.load_state_dict(one.state_dict())
    for optimiser, own in zip((one, other), weights, strict=True):
        optimiser.step(residual(own))
    assert torch.equal(*weights)


def test_it_trains_a_network_in_fewer_updates(drawings):
    shape, ends = {"dense": 6, "hidden": 10, "bias": True, "seed": 1}, {}
    for optimiser in ("adam", "hessian_free"):
        network = new_network(list("abcde"), **shape)
        how = configs.schedule(optimiser=optimiser, steps=6, log_every=2, learning_rate=0.01)
        curve, _ = train(network, drawings, how, 1, progress=False)
        ends[optimiser] = curve.excess
    assert (ends["hessian_free"].diff().dropna() < 0).all()
    assert ends["hessian_free"].iloc[-1] < ends["adam"].iloc[-1]


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"training": {"mixing": 0.5}}, "training.optimiser: hessian_free follows the exact "),
        ({"training": {"objective": "samples", "mixing": 0}}, "training.optimiser: hessian_free "),
        ({"training": {"weight_noise": {"kind": "fixed"}}}, "weight_noise.kind: hessian_free "),
        ({"training": {"mixing": 0}, "trainer": {"devices": 2}}, "trainer.devices: hessian_free "),
    ],
)
def test_what_it_cannot_follow_is_told_in_one_line(sections, message):
    asked = configs.merged(configs.DEFAULT, sections)
    asked = configs.merged(asked, {"training": {"optimiser": "hessian_free"}})
    with pytest.raises(DuctusError, match=message):
        check(asked)
