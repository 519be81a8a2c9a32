"""The network that writes a text (Graves 2013, Section 5): prediction, with a window on the text.

    the step before, what is seen -> layer 1 -> window -> what is seen -> layers 2, 3 -> density

What the window sees is fed to the first layer at the next step, and to the others at once; the
readout sees all layers. Behind a text stands a sign for its end, so that the window has somewhere
to go: once it sees more of that than of any letter, the text is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from ductus.errors import DuctusError, one_line
from ductus.networks.cells import LSTM, State
from ductus.networks.columns import Columns
from ductus.networks.mixture_density import BESIDE, COMPONENT
from ductus.networks.stored import check_weights, read_stored, write_stored
from ductus.networks.unroll import input_weights
from ductus.networks.window import Gaze, WindowLayer

TOLD = 4  # numbers that are told of the step before: dx, dy, onset, the height that it led to
HIGH = 0.2  # heights are told in units in which they are about one
END = ""  # the symbol behind a text


class Memory(NamedTuple):
    """What the network goes on from."""

    gaze: Gaze
    states: list[State]


class WordNetwork(Columns):
    """Gives each step of a word a density.

    Parameters
    ----------
    symbols : the S symbols that it can write; the sign for the end is put behind them.
    dense : numbers that a letter is to the network, its column, D.
    hidden, layers : LSTM cells of each layer, H, and how many layers, L.
    components : of the mixture, K.
    gaussians, pace : of the window (`ductus.networks.window.WindowLayer`).
    """

    def __init__(
        self,
        symbols: Sequence[str],
        dense: int = 32,
        hidden: int = 100,
        layers: int = 2,
        components: int = 10,
        gaussians: int = 10,
        pace: float = 10.0,
    ) -> None:
        shape = {"hidden": hidden, "layers": layers, "components": components}
        super().__init__(_with_end(symbols), dense, False, **shape, gaussians=gaussians, pace=pace)
        del self.shape["bias"]  # columns have none
        self.first = WindowLayer(TOLD, dense, hidden, gaussians, pace)
        inputs = TOLD + dense + hidden
        self.others = nn.ModuleList(LSTM(inputs, hidden) for _ in range(layers - 1))
        self.readout = nn.Linear(layers * hidden, COMPONENT * components + BESIDE)
        with torch.no_grad():
            self._draw(self.dense.weight)

    def with_symbols(self, symbols: Sequence[str], seed: int) -> Self:
        """As `Columns.with_symbols`; the sign for the end stays."""
        return super().with_symbols(_with_end(symbols), seed)

    @torch.no_grad()
    def unfolded(self) -> Self:
        """The same network with columns that reach the gates of all layers as they are.

        Each letter then has 4 H L numbers of its own, as if the text came in one-hot, and no longer
        D that go on through weights that it shares: more to adapt, and the same sums.
        """
        first, gates = self.first, 4 * self.first.hidden
        many, weights = gates * (1 + len(self.others)), self.state_dict()
        columns = [first.back[:, : first.dense] @ self.dense.weight]
        weights["first.back"] = torch.cat(
            [torch.eye(gates, many), first.back[:, first.dense :]], dim=1
        )
        for number, layer in enumerate(self.others, start=1):
            whole, name = layer.weight_ih_l0, f"others.{number - 1}.weight_ih_l0"
            columns.append(whole[:, -first.dense :] @ self.dense.weight)
            straight = torch.eye(many)[gates * number :][:gates]
            weights[name] = torch.cat([whole[:, : -first.dense], straight], dim=1)
        weights["dense.weight"] = torch.cat(columns)
        other = type(self)(**{**self.shape, "dense": many})
        other.load_state_dict(weights)
        return other

    def texts(self, texts: Sequence[Sequence[str]]) -> Tensor:
        """Codes (B, U + 1, S) of texts, each with the sign for the end; zero behind that."""
        codes = torch.zeros(len(texts), max(map(len, texts)) + 1, len(self.symbols))
        for row, text in enumerate(texts):
            codes[row, : len(text) + 1] = self.codes([*text, END])
        return codes

    def letters(self, codes: Tensor, instead: Mapping[str, Tensor] | None = None) -> Tensor:
        """What the window sees of texts (..., S): (..., D), by the letters' columns.

        instead : columns (D,) in place of those of some letters, and gradients go to them.
        """
        if not instead:
            return self.dense(codes)
        columns = list(self.dense.weight.T)
        for symbol, column in instead.items():
            columns[self.symbols.index(symbol)] = column
        return codes @ torch.stack(columns)

    def step(
        self, told: Tensor, letters: Tensor, memory: Memory | None
    ) -> tuple[Tensor, Tensor, Memory]:
        """Go on by T steps.

        told : (T, B, 4) of the steps before (`told_of`). letters : (B, U + 1, D).
        Returns the readout (T, B, 7 K + 3), the window's weights (T, B, U + 1) and what to go on
        from.
        """
        if memory is None:
            states = [layer.begin(told, told.shape[1]) for layer in self.others]
            memory = Memory(self.first.begin(told, told.shape[1]), states)
        hidden, seen, phi, gaze = self.first(told, letters, memory.gaze)
        outputs, states, known = [hidden], [], torch.cat([told, seen], dim=2)
        weights = input_weights(self.others)
        for layer, state, (weight, bias) in zip(self.others, memory.states, weights, strict=True):
            hidden, state = layer.run(torch.cat([hidden, known], dim=2), state, weight, bias)
            outputs.append(hidden)
            states.append(state)
        return self.readout(torch.cat(outputs, dim=2)), phi, Memory(gaze, states)

    def _draw(self, columns: Tensor, generator: torch.Generator | None = None) -> None:
        columns.normal_(generator=generator)


def told_of(steps: Tensor, height: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """What is told (T, B, 4) of steps (T, B, 3), and the height (B,) that they led to.

    height : (B,) at which they begin, above a word's first point; None: zero.
    """
    heights = steps[..., 1].cumsum(dim=0)
    if height is not None:
        heights = heights + height
    return torch.cat([steps, HIGH * heights[..., None]], dim=-1), heights[-1]


def _with_end(symbols: Sequence[str]) -> list[str]:
    return [*(symbol for symbol in symbols if symbol != END), END]


def save_word_network(network: WordNetwork, path: str | Path) -> None:
    """Write a network to a file that `load_word_network` reads."""
    write_stored({"shape": dict(network.shape), "weights": network.state_dict()}, path)


def load_word_network(path: str | Path) -> WordNetwork:
    """Read a network; raises DuctusError if the file is not one that was written so."""
    try:
        stored = read_stored(path)
        if stored["shape"]["layers"] > len(stored["weights"]):
            raise ValueError("it has fewer weights than layers")
        with torch.device("meta"):  # weights are taken, not copied: a hostile shape costs no memory
            network = WordNetwork(**stored["shape"])
        network.load_state_dict(stored["weights"], assign=True)
        check_weights(network)
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected a network that writes words, written by ductus; {one_line(error)}"
        ) from error
    return network.eval()
