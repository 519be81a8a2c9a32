"""The network that predicts each next step of a drawing (Graves 2013, Section 4).

    code (S), the step before -> recurrent layers -> readout: a density of the step

Every layer sees the symbol's column, what is told of the way so far, and the layer below; the
readout sees every layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from ductus.networks.cells import new_layers
from ductus.networks.columns import Columns
from ductus.networks.mixture_density import (
    BESIDE,
    COMPONENT,
    Density,
    before,
    density_of,
    ends_of,
    log_density,
    mean_of_steps,
)
from ductus.networks.unroll import input_weights, run

if TYPE_CHECKING:
    from ductus.networks import Loss

TOLD = 7  # the step before, the position it led to, and that it is told
STEP, FAR = 3.0, 0.3  # moves and positions are told in units in which both are about one
COLUMN = 0.5  # standard deviation of columns before training


class NextStepNetwork(Columns):
    """Gives each step a density by the steps before it.

    Parameters
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    dense, hidden, bias : numbers that a symbol is to the network, units of each layer, and whether
        layers have biases.
    cell, layers : as in the paper's network (`ductus.networks.lstm.GenerativeLSTM`).
    components : K.
    """

    one_trajectory = False
    gives_density = True

    def __init__(
        self,
        symbols: list[str],
        dense: int = 64,
        hidden: int = 100,
        bias: bool = True,
        cell: str = "lstm",
        layers: int = 1,
        components: int = 10,
    ) -> None:
        own = {"hidden": hidden, "cell": cell, "layers": layers, "components": components}
        super().__init__(symbols, dense, bias, **own)
        self.layers = nn.ModuleList(new_layers(cell, layers, dense + TOLD, hidden, bias))
        self.readout = nn.Linear(layers * hidden, COMPONENT * components + BESIDE)
        with torch.no_grad():
            self.dense.weight.normal_(std=COLUMN)  # tells symbols apart from the start

    @property
    def recurrent(self) -> list[nn.Module]:
        """The recurrent layers, the lowest first."""
        return list(self.layers)

    def loss_to(self, drawings: Tensor, lengths: Tensor) -> Loss:
        """Nats a step (B,) of each drawing, negative log likelihood, by codes (B, S)."""
        drawings = drawings[: int(lengths.max())]
        ends = ends_of(drawings, lengths)

        def nats(codes: Tensor) -> Tensor:
            whole = log_density(self.density(drawings, codes), drawings, *ends).whole
            return -mean_of_steps(whole, lengths)

        return nats

    def density(self, drawings: Tensor, codes: Tensor) -> Density:
        """The density of each step (T, B) of drawings (T, B, 4), told those before it."""
        last = before(drawings)
        position = FAR * last[..., :2].cumsum(dim=0)
        told = [STEP * last[..., :2], last[..., 2:], position, torch.ones_like(last[..., :1])]
        inputs = torch.cat([self.dense(codes).expand(len(drawings), -1, -1), *told], dim=-1)
        states = [layer.begin(inputs, inputs.shape[1]) for layer in self.recurrent]
        hidden, _ = run(self.recurrent, inputs, states, input_weights(self.recurrent))
        return density_of(self.readout(hidden))
