"""The networks that write, and the contract by which everything else speaks to them.

A network writes what belongs to a code: an entry for each symbol, one-hot for a symbol itself. What
it is made of is its own business, but for one thing that learning from one example is about: each
symbol has some weights of its own, and a new one is learned by adapting these alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # a plan needs no torch
    import numpy as np
    from torch import Generator, Tensor, nn

    Loss = Callable[[Tensor], Tensor]


class Network(Protocol):
    """What training, one-shot inference, the tasks and the methods ask of a network.

    B codes or drawings, S symbols, T steps, D weights of its own for each symbol. Drawings are
    features (T, B, 4), zero behind the end of each, with lengths (B,).

    Attributes
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    shape : what the class takes to make such a network, for files.
    one_trajectory : whether it writes one trajectory a code, as ``forward(codes, lengths)`` gives
        it, (T, B, 4). To learn from the mean drawing of each symbol, it has to.
    gives_density : whether it gives drawings a probability, and samples.
    """

    symbols: list[str]
    shape: dict[str, Any]
    one_trajectory: bool
    gives_density: bool

    def codes(self, symbols: Sequence[str]) -> Tensor:
        """One-hot codes (B, S) of the given symbols."""

    def loss_to(self, drawings: Tensor, lengths: Tensor) -> Loss:
        """The loss (B,) of each drawing by its code, as a function of codes (B, S).

        Differentiable in the codes and in the weights; training by samples, and identification by
        gradient, descend on it.
        """

    def own(self, symbols: Sequence[str]) -> Tensor:
        """The weights (B, D) that each symbol has of its own, a copy."""

    def own_loss_to(
        self, drawings: Tensor, lengths: Tensor, known: Sequence[str] = ()
    ) -> Callable[..., Tensor]:
        """The loss (B,) of each drawing, as a function of its symbol's own weights (B, D).

        Each drawing may have a symbol by itself: one-shot inference learns many at once. Given
        noise (T, B, K + 1) as well, the code changes with each step by it: first the entries of K
        known symbols, last that of the drawing's own.
        """

    def with_symbols(self, symbols: Sequence[str], seed: int) -> Network:
        """The network for other symbols, a copy: those it knows keep their own weights.

        Own weights of the others are drawn as its own were, by the seed.
        """

    def with_own(self, own: Mapping[str, Tensor]) -> Network:
        """Put symbols' own weights (D,) in place; returns the network."""

    def write(self, codes: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """What is written for each code: features (T_i, 4).

        codes : (B, S), or (T, B, S) where the code changes with each step.
        """

    def write_own(self, own: Tensor, lengths: Sequence[int]) -> list[np.ndarray]:
        """What is written for symbols with these weights (B, D) of their own."""

    def sample(
        self, codes: Tensor, generator: Generator, *, bias: float, most: int
    ) -> list[np.ndarray]:
        """A drawing of each code (B, S), as long as it ends by itself: features (T_i, 4).

        Of networks that give drawings a probability. bias : toward what is likely, 0: none.
        most : steps after which a drawing that has not ended is cut off.
        """

    def score(self, drawings: Tensor, lengths: Tensor, codes: Tensor) -> Tensor:
        """How well each of C codes explains each of P drawings: (P, C), larger is better."""

    def states(self, codes: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Features (T, B, 4), hidden states and cell states (T, B, H) at each step."""

    def parameters(self) -> Iterator[nn.Parameter]:
        """All weights."""
