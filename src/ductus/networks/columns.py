"""What networks have in common whose symbols each own a column of a dense layer's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import torch
from torch import Tensor, nn


class Columns(nn.Module):
    """A code (S) enters by a dense layer (D): column s of its weights is symbol s's own.

    Parameters
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    dense : units of the dense layer, D; bias : whether it has biases.
    shape : what the class takes beside these to make such a network.
    """

    def __init__(self, symbols: Sequence[str], dense: int, bias: bool, **shape: Any) -> None:
        super().__init__()
        self.symbols = list(symbols)
        self.shape = {"symbols": self.symbols, "dense": dense, "bias": bias, **shape}
        self.dense = nn.Linear(len(symbols), dense, bias=bias)

    def codes(self, symbols: Sequence[str]) -> Tensor:
        """One-hot codes (B, S) of the given symbols."""
        codes = torch.zeros(len(symbols), len(self.symbols))
        codes[range(len(symbols)), self._places(symbols)] = 1.0
        return codes

    def own(self, symbols: Sequence[str]) -> Tensor:
        """Columns (B, D) of the dense layer's weights."""
        return self.dense.weight.detach()[:, self._places(symbols)].T.clone()

    @torch.no_grad()
    def with_own(self, own: Mapping[str, Tensor]) -> Self:
        """Put columns (D,) in place; returns the network."""
        for symbol, column in own.items():
            self.dense.weight[:, self.symbols.index(symbol)] = column
        return self

    def with_symbols(self, symbols: Sequence[str], seed: int) -> Self:
        """The network for other symbols: columns of those it knows stay, others are drawn."""
        weights = {name: weight.clone() for name, weight in self.state_dict().items()}
        columns = torch.empty(len(weights["dense.weight"]), len(symbols))
        self._draw(columns, torch.Generator().manual_seed(seed))
        for place, symbol in enumerate(symbols):
            if symbol in self.symbols:
                columns[:, place] = self.dense.weight[:, self.symbols.index(symbol)].detach()
        with torch.device("meta"):  # weights are taken from here
            other = type(self)(**{**self.shape, "symbols": list(symbols)})
        other.load_state_dict(
            {**weights, "dense.weight": columns.to(self.dense.weight)}, assign=True
        )
        return other

    def _draw(self, columns: Tensor, generator: torch.Generator | None = None) -> None:
        """Draw columns (D, S) as an untrained network has them, in place."""
        bound = len(self.symbols) ** -0.5
        columns.uniform_(-bound, bound, generator=generator)

    def _places(self, symbols: Sequence[str]) -> list[int]:
        return [self.symbols.index(s) for s in symbols]

    def _drive(self, own: Tensor) -> Tensor:
        """Activity of the dense layer (B, D) for codes with a single entry, given its columns."""
        return own if self.dense.bias is None else own + self.dense.bias
