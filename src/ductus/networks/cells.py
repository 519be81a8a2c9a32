"""What a network remembers with: layers of six kinds of recurrent cells, run over a sequence.

A layer is told what its input is taken by, a weight and a bias in place of its own: where the input
is a code, the weights before the layer are one with it (`ductus.networks.unroll`). Its own
``weight_ih_l0`` (G, I), with a row for each of G gates' units, and ``bias_ih_l0`` are the same for
an input (T, B, I) as it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

State = tuple[Tensor, ...]  # of B sequences: (1, B, H), the hidden state first, the memory last


class _Library:
    """A layer of torch, by the function that it calls."""

    def run(
        self, inputs: Tensor, state: State, weight: Tensor, bias: Tensor | None
    ) -> tuple[Tensor, State]:
        """Hidden states (T, B, H) for inputs (T, B, K), and the state after them.

        weight : (G, K), bias : (G,); what takes the inputs to the gates.
        """
        weights = [weight, self.weight_hh_l0]
        if self.bias:
            weights += [bias, self.bias_hh_l0]
        how = {
            "has_biases": self.bias,
            "num_layers": 1,
            "dropout": 0.0,
            "train": torch.is_grad_enabled(),
            "bidirectional": False,
            "batch_first": False,
        }
        hidden, *after = self.library(inputs, self.told(state), weights, **how)
        return hidden, tuple(after)

    def begin(self, like: Tensor, batch: int) -> State:
        """The state before the first step; of the type of `like`."""
        return (like.new_zeros(1, batch, self.hidden_size),)

    def told(self, state: State) -> Any:
        return state[0]

    def memory(self, state: State) -> Tensor:
        """What a state keeps from step to step, (B, H)."""
        return state[-1][0]

    def recurrent(self, drives: Tensor) -> Tensor:
        """Square matrices (M, H, H) by which the hidden state acts on its next one.

        drives : (S, I) inputs at which to ask, where the matrix depends on it.
        """
        return self.weight_hh_l0.detach().reshape(-1, self.hidden_size, self.hidden_size)


class LSTM(_Library, nn.LSTM):
    """Long short-term memory, as in the paper."""

    library = staticmethod(torch.lstm)

    def begin(self, like: Tensor, batch: int) -> State:
        zeros = like.new_zeros(1, batch, self.hidden_size)
        return zeros, zeros

    def told(self, state: State) -> State:
        return state


class RNN(_Library, nn.RNN):
    """A plain recurrent layer, tanh of a sum."""

    library = staticmethod(torch.rnn_tanh)


class GRU(_Library, nn.GRU):
    """Gated recurrent units: as an LSTM, without a memory apart from the hidden state."""

    library = staticmethod(torch.gru)


class _Loop(nn.Module):
    """A layer that goes step by step here; a class has `rows`, and `step`."""

    def __init__(self, inputs: int, hidden: int, bias: bool) -> None:
        super().__init__()
        self.hidden_size, self.bias = hidden, bias
        rows, bound = self.rows(hidden), hidden**-0.5  # drawn as torch draws those of its layers
        self.weight_ih_l0 = nn.Parameter(torch.empty(rows, inputs).uniform_(-bound, bound))
        drawn = torch.empty(rows).uniform_(-bound, bound) if bias else None
        self.bias_ih_l0 = None if drawn is None else nn.Parameter(drawn)

    def run(
        self, inputs: Tensor, state: State, weight: Tensor, bias: Tensor | None
    ) -> tuple[Tensor, State]:
        """As `_Library.run`."""
        if inputs.stride(0) == 0:  # the same at each step: taken to the gates once
            fed = [linear(inputs[0], weight, bias)] * len(inputs)
        else:
            fed = linear(inputs, weight, bias).unbind()
        state, hidden = tuple(one[0] for one in state), []
        for now in fed:
            state = self.step(now, state)
            hidden.append(state[0])
        return torch.stack(hidden), tuple(one[None] for one in state)

    def begin(self, like: Tensor, batch: int) -> State:
        return (like.new_zeros(1, batch, self.hidden_size),)

    def memory(self, state: State) -> Tensor:
        return state[-1][0]


class Multiplicative(_Loop):
    """The input chooses the recurrent matrix (Sutskever, Martens & Hinton, 2011).

    h = tanh(W_hf ((W_fx x + b_f) * (W_fh h)) + W_hx x + b_h), with as many factors f as units. For
    a constant code this is a plain layer with a matrix of its own for each symbol. b_f begins at 1:
    without an input there is a matrix as well. W_hf and W_fh are drawn such that their product is
    as large as the matrix of a plain layer.
    """

    def __init__(self, inputs: int, hidden: int, bias: bool) -> None:
        super().__init__(inputs, hidden, bias)
        bound = 3**0.25 * hidden**-0.5
        self.weight_fh = nn.Parameter(torch.empty(hidden, hidden).uniform_(-bound, bound))
        self.weight_hf = nn.Parameter(torch.empty(hidden, hidden).uniform_(-bound, bound))
        if bias:
            with torch.no_grad():
                self.bias_ih_l0[:hidden] = 1.0

    @staticmethod
    def rows(hidden: int) -> int:
        return 2 * hidden  # of factors, then of units

    def step(self, fed: Tensor, state: State) -> State:
        factor, added = fed.chunk(2, dim=-1)
        product = factor * (state[0] @ self.weight_fh.T)
        return (torch.addmm(added, product, self.weight_hf.T).tanh(),)

    def recurrent(self, drives: Tensor) -> Tensor:
        """W_hf diag(W_fx x + b_f) W_fh, for each of the inputs."""
        factors = linear(drives, self.weight_ih_l0, self.bias_ih_l0).chunk(2, dim=-1)[0]
        return (self.weight_hf @ (factors[..., None] * self.weight_fh)).detach()


class Associative(_Loop):
    """Associative LSTM: a complex memory, written and read by keys (Danihelka et al., 2016).

    c = g_f c + r_i (g_i u) and h = g_o bound(r_o c), with complex products: H / 2 complex cells.
    Keys r_i, r_o and the update u are linear in input and hidden state, and bounded by
    z / max(1, |z|). The memory may be kept in several copies with permuted keys, whose mean is
    read: what keys of other things leave in it is then averaged out.
    """

    copies = 1

    def __init__(self, inputs: int, hidden: int, bias: bool) -> None:
        super().__init__(inputs, hidden, bias)
        bound = hidden**-0.5
        drawn = torch.empty(self.rows(hidden), hidden).uniform_(-bound, bound)
        self.weight_hh_l0 = nn.Parameter(drawn)

    @staticmethod
    def rows(hidden: int) -> int:
        return 3 * (hidden // 2) + 3 * hidden  # gates f, i, o; then r_i, r_o, u

    def begin(self, like: Tensor, batch: int) -> State:
        cells = (1, batch, self.copies, self.hidden_size // 2)
        memory = torch.zeros(cells, dtype=like.dtype.to_complex(), device=like.device)
        return like.new_zeros(1, batch, self.hidden_size), memory

    def step(self, fed: Tensor, state: State) -> State:
        hidden, memory = state
        cells = self.hidden_size // 2
        fed = torch.addmm(fed, hidden, self.weight_hh_l0.T)
        forget, write, read = fed[:, : 3 * cells].sigmoid().chunk(3, dim=1)
        keys = fed[:, 3 * cells :].unflatten(1, (3, cells, 2)).contiguous()
        into, out, update = _bound(torch.view_as_complex(keys)).unbind(dim=1)
        order = _permutations(cells, self.copies)
        kept = forget[:, None] * memory
        memory = kept + into[:, order] * (write * update)[:, None]
        found = (out[:, order] * memory).mean(dim=1)
        return torch.view_as_real(read * _bound(found)).flatten(1), memory

    def memory(self, state: State) -> Tensor:
        """Real and imaginary parts, the mean of all copies."""
        return torch.view_as_real(state[-1][0].mean(dim=1)).flatten(1)

    def recurrent(self, drives: Tensor) -> Tensor:
        """Those of both keys and of the update; gates have half as many rows."""
        hidden = self.hidden_size
        return self.weight_hh_l0.detach()[3 * (hidden // 2) :].reshape(3, hidden, hidden)


class AssociativeCopies(Associative):
    """The same with four copies of the memory."""

    copies = 4


CELLS = {
    "lstm": LSTM,
    "rnn": RNN,
    "gru": GRU,
    "multiplicative": Multiplicative,
    "associative": Associative,
    "associative_4": AssociativeCopies,
}


def new_layers(cell: str, layers: int, inputs: int, hidden: int, bias: bool) -> list[nn.Module]:
    """Layers upon each other: each is fed the input and, but the first, the layer below it."""
    below = [0, *[hidden] * (layers - 1)]
    return [CELLS[cell](inputs + one, hidden, bias=bias) for one in below]


def _bound(values: Tensor) -> Tensor:
    return values / values.abs().clamp(min=1.0)


@lru_cache(maxsize=64)
def _permutations(cells: int, copies: int) -> Tensor:
    """(copies, cells): an order of keys for each copy, the first as they are; always the same."""
    drawn = torch.Generator(device="cpu").manual_seed(0)
    others = [torch.randperm(cells, generator=drawn, device="cpu") for _ in range(copies - 1)]
    return torch.stack([torch.arange(cells, device="cpu"), *others])
