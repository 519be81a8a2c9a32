"""Hessian-free optimisation: long steps along the curvature, found by products with it alone.

Martens (ICML 2010) and Martens & Sutskever (2012): each update minimises a quadratic model of the
loss by conjugate gradients, with Gauss-Newton's matrix in place of the Hessian, so that the model
has a minimum. The loss is a sum of squares, |r|^2, so that matrix is 2 J^T J with J the derivatives
of the residuals r by the weights; no matrix is ever built. It wants the exact gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn.utils import parameters_to_vector, vector_to_parameters

DAMPING = 0.01  # at first; how far the model is trusted says what becomes of it
MOST_PRODUCTS = 100  # of an update; Martens has 250, of his larger networks
KEPT = 1.3  # intermediate results are kept at steps that grow by this
TOLERANCE = 5e-4  # of the progress of a step, at which conjugate gradients stop
AGAIN = 0.95  # of the last direction, where the next search begins

Product = Callable[[Tensor], Tensor]


class HessianFree(torch.optim.Optimizer):
    """An optimiser whose closure returns the residuals (R,), with their graph if gradients are on.

    What is kept from update to update are the damping and the last direction.
    """

    def __init__(self, parameters: Iterator[torch.nn.Parameter]) -> None:
        super().__init__(parameters, {"damping": DAMPING})

    @torch.no_grad()
    def step(self, closure: Callable[[], Tensor]) -> Tensor:
        """One update; returns the loss before it."""
        (group,) = self.param_groups
        weights, damping = group["params"], group["damping"]
        # Second derivatives through a fused layer do not exist.
        with torch.backends.mkldnn.flags(enabled=False):
            with torch.enable_grad():
                residuals = closure()
            loss = residuals.detach().square().sum()
            gradient, curvature = gauss_newton(residuals, weights)

            def value(direction: Tensor) -> Tensor:
                vector_to_parameters(begin + direction, weights)
                return closure().square().sum()

            begin = parameters_to_vector(weights)
            last = self.state[weights[0]].get("direction", torch.zeros_like(begin))
            found = list(minimise(lambda v: curvature(v) + damping * v, gradient, AGAIN * last))
            direction, reached = backtrack(value, found)
            expected = gradient @ direction + direction @ curvature(direction) / 2
            trust = (reached - loss) / expected  # 1: the model is right
            if trust < 1 / 4:
                group["damping"] = damping * 3 / 2
            elif trust > 3 / 4:
                group["damping"] = damping * 2 / 3
            share = shortened(value, direction, loss, gradient @ direction)
            vector_to_parameters(begin + share * direction, weights)
        self.state[weights[0]]["direction"] = found[-1]
        return loss


def gauss_newton(residuals: Tensor, weights: list[Tensor]) -> tuple[Tensor, Product]:
    """The gradient (W,) of |residuals|^2, and products v -> 2 J^T J v with Gauss-Newton's matrix.

    J v is taken by two passes backwards: J^T u is linear in u, and its derivative by u along v is
    J v, at whatever u.
    """

    def transposed(u: Tensor, **how: bool) -> Tensor:
        parts = torch.autograd.grad(residuals, weights, u, materialize_grads=True, **how)
        return parameters_to_vector(parts)

    with torch.enable_grad():
        u = torch.zeros_like(residuals, requires_grad=True)
        linear = transposed(u, create_graph=True)

    def product(v: Tensor) -> Tensor:
        (along,) = torch.autograd.grad(linear, u, v, retain_graph=True)
        return 2 * transposed(along, retain_graph=True)

    return 2 * transposed(residuals.detach(), retain_graph=True), product


def minimise(product: Product, gradient: Tensor, begin: Tensor) -> Iterator[Tensor]:
    """Conjugate gradients on gradient . d + d . product(d) / 2; yields d at growing intervals.

    The last is where progress a step, over the last tenth of all steps, has become small beside
    what was gained (Martens, 2010, Section 4.4).
    """
    d, left = begin, -gradient - product(begin)
    along, size, gained, next_kept = left, left @ left, [], 1.0
    for step in range(1, MOST_PRODUCTS + 1):
        if size == 0:
            break
        curved = product(along)
        length = size / (along @ curved)
        d = d + length * along
        left = left - length * curved
        size, before = left @ left, size
        along = left + size / before * along
        gained.append(float(-(d @ (left - gradient)) / 2))  # of the model, below zero
        back = max(10, step // 10)
        if step > back and gained[-1] < 0:
            progress = (gained[-1] - gained[-1 - back]) / gained[-1]
            if progress < back * TOLERANCE:
                break
        if step >= next_kept:
            next_kept *= KEPT
            yield d
    yield d


def backtrack(value: Callable[[Tensor], Tensor], found: list[Tensor]) -> tuple[Tensor, Tensor]:
    """The last of the directions found that none just before it is better than, and its loss."""
    best = found[-1], value(found[-1])
    for direction in found[-2::-1]:
        now = value(direction)
        if now >= best[1]:
            break
        best = direction, now
    return best


def shortened(
    value: Callable[[Tensor], Tensor], direction: Tensor, loss: Tensor, slope: Tensor
) -> float:
    """How much of a direction to go: the loss falls by a hundredth of what its slope promises."""
    share = 1.0
    for _ in range(60):
        if value(share * direction) <= loss + 0.01 * share * min(slope, torch.zeros(())):
            return share
        share *= 0.8
    return 0.0
