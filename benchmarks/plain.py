"""The experiment as people write it: what Ductus is measured against.

PyTorch as its tutorials teach it, and no mistakes on purpose: padded minibatches of packed
sequences, the code repeated at each step; to adapt an input, everything else is frozen. The network
is that of `ductus.networks.lstm`, weight for weight, so results can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

from ductus.data.features import Drawings
from ductus.networks.lstm import GenerativeLSTM


class Network(nn.Module):
    """Dense layer, LSTM and readout, over codes given at every step."""

    def __init__(self, weights_of: GenerativeLSTM) -> None:
        super().__init__()
        shape = weights_of.lstm
        self.dense = nn.Linear(len(weights_of.symbols), shape.input_size, bias=shape.bias)
        self.lstm = nn.LSTM(shape.input_size, shape.hidden_size, bias=shape.bias, batch_first=True)
        self.readout = nn.Linear(shape.hidden_size, 4, bias=shape.bias)
        self.load_state_dict(weights_of.state_dict())

    def forward(self, codes: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Trajectories (B, T, 4) for codes (B, T, S)."""
        x = self.dense(codes)
        if lengths is None:
            hidden, _ = self.lstm(x)
        else:
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            hidden, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        return self.readout(hidden)


class Letters(Dataset):
    """Drawings with the index of their symbol."""

    def __init__(self, drawings: Drawings, symbols: list[str]) -> None:
        self.labels = [symbols.index(symbol) for symbol in drawings.keys.symbol]
        self.drawings = [torch.from_numpy(np.ascontiguousarray(drawing)) for drawing in drawings]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> tuple[int, Tensor]:
        return self.labels[i], self.drawings[i]


def collate(batch: list[tuple[int, Tensor]]) -> tuple[Tensor, Tensor, Tensor]:
    """Labels (B,), drawings (B, T, 4) padded with zeros, lengths (B,)."""
    labels, drawings = zip(*batch, strict=True)
    lengths = torch.tensor([len(drawing) for drawing in drawings])
    return torch.tensor(labels), pad_sequence(list(drawings), batch_first=True), lengths


def train(
    network: Network,
    letters: Letters,
    seed: int,
    batch_size: int = 32,
    learning_rate: float = 0.001,
) -> Iterator[int]:
    """Train, and yield the number of updates after each, for ever."""
    shuffle = torch.Generator().manual_seed(seed)
    loader = DataLoader(letters, batch_size, shuffle=True, collate_fn=collate, generator=shuffle)
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    symbols = network.dense.in_features
    updates = 0
    while True:
        for labels, targets, lengths in loader:
            codes = nn.functional.one_hot(labels, symbols).float()
            codes = codes[:, None].repeat(1, targets.shape[1], 1)
            mask = torch.arange(targets.shape[1]) < lengths[:, None]
            optimiser.zero_grad()
            error = (network(codes, lengths) - targets).square().mean(dim=-1)
            loss = (error * mask).sum() / mask.sum()
            loss.backward()
            optimiser.step()
            updates += 1
            yield updates


def infer_column(
    network: Network, symbol: int, example: Tensor, iterations: int, learning_rate: float
) -> Tensor:
    """One-shot inference of one character: its column (D,); `example` is (T, 4).

    The whole dense layer is handed to the optimiser, and what belongs to other characters is taken
    out of its gradient.
    """
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    weight = network.dense.weight.requires_grad_(True)
    with torch.no_grad():
        weight[:, symbol] = 0.0
    only = torch.zeros_like(weight)
    only[:, symbol] = 1.0
    codes = nn.functional.one_hot(torch.tensor(symbol), weight.shape[1]).float()
    codes = codes.repeat(1, len(example), 1)
    optimiser = torch.optim.Adam([weight], lr=learning_rate)
    for _ in range(iterations):
        optimiser.zero_grad()
        loss = nn.functional.mse_loss(network(codes), example[None])
        loss.backward()
        weight.grad *= only
        optimiser.step()
    return weight.detach()[:, symbol].clone()


def infer_code(network: Network, probe: Tensor, iterations: int, learning_rate: float) -> Tensor:
    """Identification of one probe (T, 4): the code (S,) with which the network writes it."""
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    code = torch.zeros(network.dense.in_features, requires_grad=True)
    optimiser = torch.optim.Adam([code], lr=learning_rate)
    for _ in range(iterations):
        optimiser.zero_grad()
        loss = nn.functional.mse_loss(network(code.repeat(1, len(probe), 1)), probe[None])
        loss.backward()
        optimiser.step()
    return code.detach()
