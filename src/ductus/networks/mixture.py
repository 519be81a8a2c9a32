"""The mixture network: a plan by the code, and the density of all drawings that carry it out.

    code (S) -> the paper's network -> plan (dx, dy, pressure, onset)
    plan, the way so far -> execution -> a density of each next step (Graves 2013, Section 4)

What a letter is, is in its plan, and a new letter is a new plan: one column of the first layer, as
in the paper's network. How people differ from a plan is learned from all letters, and holds for a
new one (`ductus.networks.execution`). So a letter that was seen once is written as several people
might, it has a probability, and it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np
import torch
from torch import Tensor, nn

from ductus.networks.execution import (
    Execution,
    Following,
    as_plan,
    drift_of,
    drifted,
    seen_of,
)
from ductus.networks.lstm import GenerativeLSTM
from ductus.networks.mixture_density import (
    LogDensity,
    before,
    ends_of,
    log_density,
    mean_of_steps,
)
from ductus.networks.mixture_sampling import MOST, Manner, write_freely

if TYPE_CHECKING:
    from ductus.networks import Loss

LONG = 30.0  # steps: lengths are learned in units in which they are about one


class MixtureNetwork(nn.Module):
    """Gives drawings a probability; see `ductus.networks.Network`.

    Own to each symbol are its column in the network that plans, and its length.

    Parameters
    ----------
    symbols, dense, hidden, bias, cell, layers : of the network that plans
        (`ductus.networks.lstm.GenerativeLSTM`).
    units, components : of the execution, U and K; it has as many layers of the same cell.
    drift : what is added to the deviation that it learns to come back from, at each step, as
        standard deviation in units of the features.
    """

    one_trajectory = True  # the plan
    gives_density = True

    def __init__(
        self,
        symbols: list[str],
        dense: int = 100,
        hidden: int = 100,
        bias: bool = True,
        cell: str = "lstm",
        layers: int = 1,
        units: int = 64,
        components: int = 8,
        drift: float = 0.4,
    ) -> None:
        super().__init__()
        self.planner = GenerativeLSTM(symbols, dense, hidden, bias, cell, layers)
        own = {"units": units, "components": components, "drift": drift}
        self.shape = {**self.planner.shape, "cell": cell, "layers": layers, **own}
        self.drift = drift
        self.length = nn.Linear(len(symbols), 1, bias=False)
        self.execution = Execution(units, cell, layers, bias, components)
        with torch.no_grad():
            self.length.weight.fill_(1.0)

    @property
    def symbols(self) -> list[str]:
        return self.planner.symbols

    @property
    def recurrent(self) -> list[nn.Module]:
        """The recurrent layers that plan."""
        return self.planner.recurrent

    def codes(self, symbols: Sequence[str]) -> Tensor:
        """One-hot codes (B, S) of the given symbols."""
        return self.planner.codes(symbols)

    def forward(self, codes: Tensor, steps: int | Tensor) -> Tensor:
        """Plans (T, B, 4) for constant codes (B, S)."""
        return self.planner(codes, steps)

    def loss_to(self, drawings: Tensor, lengths: Tensor) -> Loss:
        """Mean squared error (B,) of plans to drawings, by codes (B, S)."""
        return self.planner.loss_to(drawings, lengths)

    def own(self, symbols: Sequence[str]) -> Tensor:
        """Columns of the network that plans, and lengths: (B, D + 1)."""
        lengths = self.length.weight.detach()[0, [self.symbols.index(s) for s in symbols]]
        return torch.cat([self.planner.own(symbols), lengths[:, None]], dim=1)

    def own_loss_to(
        self, drawings: Tensor, lengths: Tensor, known: Sequence[str] = ()
    ) -> Callable[..., Tensor]:
        """The loss (B,) of each drawing by own weights (B, D + 1): of its plan, and of its length.

        Squared errors, so negative log likelihoods under Gaussians of one width. With noise
        (T, B, K + 1) as in the paper's network.
        """
        plan, ends = self.planner.own_loss_to(drawings, lengths, known), lengths / LONG

        def loss(own: Tensor, noise: Tensor | None = None) -> Tensor:
            return plan(own[:, :-1], noise) + (own[:, -1] - ends.to(own)).square()

        return loss

    def with_symbols(self, symbols: Sequence[str], seed: int) -> Self:
        """The network for other symbols: those it knows keep their own weights."""
        planner, known = self.planner.with_symbols(symbols, seed), set(symbols) & set(self.symbols)
        weights = {n: w.clone() for n, w in self.state_dict().items() if n.startswith("execution.")}
        weights |= {f"planner.{name}": weight for name, weight in planner.state_dict().items()}
        weights["length.weight"] = torch.ones(1, len(symbols)).to(self.length.weight)
        with torch.device("meta"):  # weights are taken from here
            other = type(self)(**{**self.shape, "symbols": list(symbols)})
        other.load_state_dict(weights, assign=True)
        return other.with_own(dict(zip(known, self.own(list(known)), strict=True)))

    @torch.no_grad()
    def with_own(self, own: Mapping[str, Tensor]) -> Self:
        """Put own weights (D + 1,) in place; returns the network."""
        self.planner.with_own({symbol: each[:-1] for symbol, each in own.items()})
        for symbol, each in own.items():
            self.length.weight[0, self.symbols.index(symbol)] = each[-1]
        return self

    def write(self, codes: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """The plans of codes (B, S) or (T, B, S): features (T_i, 4) of each."""
        return self.planner.write(codes, lengths)

    def write_own(self, own: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """The same for symbols with these own weights (B, D + 1)."""
        return self.planner.write_own(own[:, :-1], lengths)

    def states(self, codes: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Features (T, B, 4), hidden and cell states (T, B, H) of the network that plans."""
        return self.planner.states(codes, steps)

    @torch.no_grad()
    def plans(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """What codes (B, S) are to become: features (T, B, 4), zero behind each end, lengths."""
        lengths = (LONG * self.length(codes)[:, 0]).round().long().clamp(min=1).cpu()
        return as_plan(self(codes, int(lengths.max())), lengths), lengths

    @torch.no_grad()
    def sample(
        self,
        codes: Tensor,
        generator: torch.Generator | None,
        *,
        bias: float = 0.0,
        temperature: float = 1.0,
        primer: Tensor | None = None,
        most: int | None = None,
    ) -> list[np.ndarray]:
        """A drawing of each code (B, S), features (T_i, 4), which ends by itself.

        generator : of random numbers; None: greedily. bias, temperature : `Manner`. primer : (T, 4)
        a beginning that all go on from, and that is part of them. most : steps after which a
        drawing is cut off that has not ended; None: it is an error not to end.
        """
        limit = {"most": MOST if most is None else most, "cut": most is not None}
        following = Following(self.execution, *self.plans(codes), limit["most"])
        manner = Manner(bias, temperature, generator)
        return write_freely(following, len(codes), manner, primer=primer, **limit)

    @torch.no_grad()
    def score(self, drawings: Tensor, lengths: Tensor, codes: Tensor) -> Tensor:
        """Nats a step (P, C) by which each drawing is probable under each code."""
        plans, ends = self.plans(codes)
        many = (-1, len(lengths), -1)
        scores = []
        for c, end in enumerate(ends):
            plan = plans[:end, c, None].expand(many), end.expand(len(lengths))
            scores.append(mean_of_steps(self.log_density(*plan, drawings, lengths).whole, lengths))
        return torch.stack(scores, dim=1)

    def log_density(
        self, plans: Tensor, ends: Tensor, drawings: Tensor, lengths: Tensor
    ) -> LogDensity:
        """Log densities (T, B) of each step of drawings, given their plans."""
        drawings = drawings[: int(lengths.max())]
        told = before(drawings)
        density, _ = self.execution(*seen_of(plans, ends, told))
        return log_density(density, drawings, *ends_of(drawings, lengths))

    def execution_loss(
        self,
        plans: Tensor,
        ends: Tensor,
        drawings: Tensor,
        lengths: Tensor,
        generator: torch.Generator,
    ) -> Tensor:
        """Nats a step (B,) of drawings as executions of plans, told a drift to come back from."""
        told = before(drawings)
        noise = torch.randn(*drawings.shape[:2], 2, generator=generator).to(drawings)
        told, back = drifted(told, drift_of(self.drift * noise))
        asked = torch.cat([drawings[..., :2] + back, drawings[..., 2:]], dim=-1)
        density, _ = self.execution(*seen_of(plans, ends, told))
        return -mean_of_steps(
            log_density(density, asked, *ends_of(drawings, lengths)).whole, lengths
        )

    def length_loss(self, codes: Tensor, lengths: Tensor) -> Tensor:
        """Squared error (B,) of the lengths of codes (B, S)."""
        return (self.length(codes)[:, 0] - lengths.to(codes) / LONG).square()
