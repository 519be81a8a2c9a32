"""The generative LSTM, from code to pen movement (paper, Section 2 and Fig. 1).

    code (S) -> dense layer (D) -> LSTM (H) -> readout (dx, dy, pressure, onset)

The code is fed at every step and nothing of the output is fed back, so for a given code the
network writes one trajectory. Column s of the dense layer's weights is all that symbol s has of
its own: learning a new letter means learning a column. Other cells may stand where the LSTM does,
and several layers of them, each fed by the dense layer as well and read out with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from ductus.data.features import FEATURES
from ductus.networks.cells import new_layers
from ductus.networks.columns import Columns
from ductus.networks.losses import masked_mse_to
from ductus.networks.unroll import Weights, input_weights, run, unroll, unroll_changing

if TYPE_CHECKING:
    from ductus.networks import Loss


class GenerativeLSTM(Columns):
    """Writes the trajectory that belongs to a code; see `ductus.networks.Network`.

    Parameters
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    dense, hidden : units of the dense layer and of each recurrent one, D and H.
    bias : whether the layers have biases; one-shot inference leaves them alone.
    cell, layers : what the recurrent layers are made of (`ductus.networks.cells.CELLS`), and how
        many there are.
    """

    one_trajectory = True
    gives_density = False

    def __init__(
        self,
        symbols: list[str],
        dense: int = 100,
        hidden: int = 100,
        bias: bool = False,
        cell: str = "lstm",
        layers: int = 1,
    ) -> None:
        super().__init__(symbols, dense, bias, hidden=hidden)
        if (cell, layers) != ("lstm", 1):  # files of the paper's network stay as they were
            self.shape |= {"cell": cell, "layers": layers}
        self.names = [cell, *(f"{cell}_layer_{number}" for number in range(2, layers + 1))]
        for name, layer in zip(
            self.names, new_layers(cell, layers, dense, hidden, bias), strict=True
        ):
            self.add_module(name, layer)
        self.readout = nn.Linear(layers * hidden, len(FEATURES), bias=bias)

    def forward(self, codes: Tensor, steps: int | Tensor) -> Tensor:
        """Trajectories for constant codes.

        codes : (B, S); steps : T, or (B,) of each: what stands behind the end of one is not to be
        used. Returns features (T, B, 4).
        """
        if len(codes) < len(self.symbols):
            return self._driven(self.dense(codes), steps)
        weights = self._from_columns(self.dense.weight)
        return unroll(self.recurrent, codes, weights, steps, self.readout)

    @property
    def recurrent(self) -> list[nn.Module]:
        """The recurrent layers, the one next to the dense layer first."""
        return [getattr(self, name) for name in self.names]

    def loss_to(self, drawings: Tensor, lengths: Tensor) -> Loss:
        """Mean squared error (B,) to each drawing over its own steps, by codes (B, S)."""
        mse = masked_mse_to(drawings, lengths)
        return lambda codes: mse(self(codes, lengths))

    def own_loss_to(
        self, drawings: Tensor, lengths: Tensor, known: Sequence[str] = ()
    ) -> Callable[..., Tensor]:
        """The loss of `loss_to`, by the column (B, D) of each drawing.

        With noise (T, B, K + 1) on the code's entries of the known symbols and of its own.
        """
        mse = masked_mse_to(drawings, lengths)

        def loss(own: Tensor, noise: Tensor | None = None) -> Tensor:
            if noise is None:
                return mse(self._driven(self._drive(own), lengths))
            entries = torch.cat([noise[..., :-1], torch.diag_embed(1 + noise[..., -1])], dim=2)
            weights = self._from_columns(torch.cat([self.own(known).T, own.T], dim=1))
            return mse(unroll_changing(self.recurrent, entries, weights, self.readout))

        return loss

    @torch.no_grad()
    def write(self, codes: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """What is written for codes (B, S), or (T, B, S) that change with each step (Section 3.2).

        Returns features (T_i, 4) of each.
        """
        if codes.dim() == 2:
            return _cut(self(codes, max(lengths)), lengths)
        fed, weights = self.dense(codes), input_weights(self.recurrent)
        return _cut(unroll_changing(self.recurrent, fed, weights, self.readout), lengths)

    @torch.no_grad()
    def write_own(self, own: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """What is written for symbols with these columns (B, D): features (T_i, 4) of each."""
        return _cut(self._driven(self._drive(own), max(lengths)), lengths)

    @torch.no_grad()
    def score(self, drawings: Tensor, lengths: Tensor, codes: Tensor) -> Tensor:
        """Negative mean squared error (P, C) of each drawing to what each code writes."""
        written, mse = self(codes, len(drawings)), masked_mse_to(drawings, lengths)
        return -torch.stack([mse(written[:, c, None]) for c in range(len(codes))], dim=1)

    @torch.no_grad()
    def states(self, codes: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden and cell states at every step (Section 3.5), of all layers.

        Cell states are given only of the last step, so layers are fed one step at a time. Where a
        cell has no memory apart from its hidden state, that stands for it.

        codes : (B, S), or (T, B, S) that change with each step. Returns features (T, B, 4), h and c
            (T, B, layers x H).
        """
        drive, weights = self.dense(codes), input_weights(self.recurrent)
        fed = drive if codes.dim() == 3 else drive.expand(steps, *drive.shape)
        states, h, c = [layer.begin(fed, fed.shape[1]) for layer in self.recurrent], [], []
        for step in range(steps):
            hidden, states = run(self.recurrent, fed[step, None], states, weights)
            h.append(hidden[0])
            kept = zip(self.recurrent, states, strict=True)
            c.append(torch.cat([layer.memory(state) for layer, state in kept], dim=1))
        h = torch.stack(h)
        return self.readout(h), h, torch.stack(c)

    @torch.no_grad()
    def recurrent_matrices(self, symbols: Sequence[str]) -> Tensor:
        """(M, H, H) all matrices by which hidden states act on the next ones.

        symbols : at whose codes to ask, where the cell has a matrix for each; of a layer below
            another it then hears nothing.
        """
        drive, matrices = self._drive(self.own(symbols)), []
        for layer in self.recurrent:
            below = layer.weight_ih_l0.shape[1] - drive.shape[1]
            matrices.append(layer.recurrent(pad(drive, (below, 0))))
        return torch.cat(matrices)

    def _driven(self, drive: Tensor, steps: int | Tensor) -> Tensor:
        """Trajectories for a constant activity of the dense layer, drive (B, D); as `forward`."""
        weights = input_weights(self.recurrent)
        return unroll(self.recurrent, drive, weights, steps, self.readout)

    def _from_columns(self, columns: Tensor) -> Weights:
        """Weights from a code whose entries have these columns (D, E) to the gates of each layer.

        The dense layer is linear, so it and the layers' input weights are one. For many codes this
        is less to compute.
        """
        return input_weights(self.recurrent, columns, self.dense.bias)


def _cut(written: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
    """Trajectories (T, B, 4), each up to its end."""
    return [written[:n, i].numpy() for i, n in enumerate(lengths)]
