"""Networks that say of a sequence of symbols how likely each next one is.

A recurrent one goes on from a state; a Transformer looks back at the symbols before. Both are
called with tokens (T, B) and what they remember, and return log odds (T, B, K) of what comes next
and what they remember then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, one_hot, pad, scaled_dot_product_attention

from ductus.networks.cells import State, new_layers
from ductus.networks.sizes import count_weights, nearest_size
from ductus.networks.unroll import input_weights, run

TRANSFORMER = "transformer"
HEADS, BLOCKS = 4, 2
BACK = 32  # symbols that a Transformer looks back at, beyond those it is given


class Predictor(nn.Module):
    """A layer of recurrent cells (`ductus.networks.cells.CELLS`), fed one symbol at a time."""

    def __init__(self, symbols: int, hidden: int, cell: str) -> None:
        super().__init__()
        self.symbols = symbols
        self.recurrent = nn.ModuleList(new_layers(cell, 1, symbols, hidden, bias=True))
        self.readout = nn.Linear(hidden, symbols)

    def begin(self, batch: int) -> list[State]:
        """What is remembered before the first symbol."""
        like = self.readout.weight
        return [layer.begin(like, batch) for layer in self.recurrent]

    def states(self, tokens: Tensor, before: Sequence[State]) -> tuple[Tensor, list[State]]:
        """Hidden states (T, B, H) after each symbol."""
        fed = one_hot(tokens, self.symbols).to(self.readout.weight)
        return run(self.recurrent, fed, before, input_weights(self.recurrent))

    def forward(self, tokens: Tensor, before: Sequence[State]) -> tuple[Tensor, list[State]]:
        hidden, after = self.states(tokens, before)
        return self.readout(hidden), after


class Transformer(nn.Module):
    """A small causal Transformer; attention falls with distance (ALiBi, Press et al., 2022)."""

    def __init__(self, symbols: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(symbols, hidden)
        self.blocks = nn.ModuleList(_Block(hidden) for _ in range(BLOCKS))
        self.readout = nn.Sequential(nn.LayerNorm(hidden), nn.Linear(hidden, symbols))

    def begin(self, batch: int) -> list[State]:
        return [(torch.zeros(0, batch, dtype=torch.int64),)]

    def forward(self, tokens: Tensor, before: Sequence[State]) -> tuple[Tensor, list[State]]:
        whole = torch.cat([before[0][0], tokens])
        seen, count = self.embedding(whole).transpose(0, 1), len(whole)
        distance = torch.arange(count)[:, None] - torch.arange(count)
        slopes = 2.0 ** -torch.linspace(1, 8, HEADS)
        fall = (-slopes[:, None, None] * distance).masked_fill(distance < 0, -torch.inf)
        for block in self.blocks:
            seen = block(seen, fall)
        return self.readout(seen.transpose(0, 1)[-len(tokens) :]), [(whole[-BACK:],)]


class _Block(nn.Module):
    """Attention, then two dense layers, each added to what it is given."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.asked, self.found = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.wide, self.back = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, seen: Tensor, fall: Tensor) -> Tensor:
        """seen : (B, T, H); fall : (HEADS, T, T), added to what attention goes by."""
        asked = self.asked(self.first(seen)).chunk(3, dim=2)
        heads = [one.unflatten(2, (HEADS, -1)).transpose(1, 2) for one in asked]
        found = scaled_dot_product_attention(*heads, attn_mask=fall)
        seen = seen + self.found(found.transpose(1, 2).flatten(2))
        return seen + self.back(gelu(self.wide(self.second(seen))))


class ReaderWriter(nn.Module):
    """A layer that reads a question, and a predictor that writes the answer from its last state."""

    def __init__(self, symbols: int, hidden: int, cell: str) -> None:
        super().__init__()
        self.symbols = symbols
        self.reader = nn.ModuleList(new_layers(cell, 1, symbols, hidden, bias=True))
        self.writer = Predictor(symbols, hidden, cell)

    def read(self, questions: Tensor) -> list[State]:
        """What is remembered of questions (T, B)."""
        fed = one_hot(questions, self.symbols).to(self.writer.readout.weight)
        before = self.writer.begin(questions.shape[1])
        return run(self.reader, fed, before, input_weights(self.reader))[1]

    def forward(self, questions: Tensor, answers: Tensor, begin: int) -> Tensor:
        """Log odds (T', B, K) of each symbol of the answers (T', B), those before it given."""
        fed = pad(answers[:-1], (0, 0, 1, 0), value=begin)
        return self.writer(fed, self.read(questions))[0]


def new_predictor(kind: str, symbols: int, hidden: int) -> nn.Module:
    """A predictor of a cell, or a Transformer."""
    if kind == TRANSFORMER:
        return Transformer(symbols, hidden)
    return Predictor(symbols, hidden, kind)


def as_large(
    make: Callable[[str, int], nn.Module], kind: str, hidden: int, reference: str = "lstm"
) -> int:
    """Units with which a network has as many weights as another, as nearly as can be.

    Parameters
    ----------
    make : gives a network of a kind with so many units.
    hidden : units of the network `reference`.
    """
    every = HEADS if kind == TRANSFORMER else 2 if kind.startswith("associative") else 1
    return nearest_size(
        lambda units: count_weights(lambda: make(kind, units)),
        count_weights(lambda: make(reference, hidden)),
        every,
    )
