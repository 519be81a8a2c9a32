"""The generative LSTM, from code to pen movement (paper, Section 2 and Fig. 1).

    code (S) -> dense layer (D) -> LSTM (H) -> readout (dx, dy, pressure, onset)

The code is fed at every step and nothing of the output is fed back, so for a given code the
network writes one trajectory. Column s of the dense layer's weights is all that symbol s has of
its own: learning a new letter means learning a column.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor, nn

from ductus.errors import DuctusError, one_line
from ductus.files import write_atomically
from ductus.preprocessing import FEATURES
from ductus.unroll import unroll


class GenerativeLSTM(nn.Module):
    """Writes the trajectory that belongs to a code.

    Parameters
    ----------
    symbols : the S symbols that the entries of a code stand for, in this order.
    dense, hidden : units of the two layers, D and H.
    bias : whether the layers have biases; one-shot inference leaves them alone.
    """

    def __init__(
        self, symbols: list[str], dense: int = 100, hidden: int = 100, bias: bool = False
    ) -> None:
        super().__init__()
        self.symbols = list(symbols)
        self.dense = nn.Linear(len(symbols), dense, bias=bias)
        self.lstm = nn.LSTM(dense, hidden, bias=bias)
        self.readout = nn.Linear(hidden, len(FEATURES), bias=bias)

    def forward(self, codes: Tensor, steps: int | Tensor) -> Tensor:
        """Trajectories for constant codes.

        codes : (B, S); steps : T, or (B,) of each: what stands behind the end of one is not to be
        used. Returns features (T, B, 4).
        """
        if len(codes) < len(self.symbols):
            return self.write(self.dense(codes), steps)
        return unroll(self.lstm, codes, *self._from_code(), steps, self.readout)

    def forward_varying(self, codes: Tensor) -> Tensor:
        """Trajectories for codes that change with each step (Section 3.2).

        codes : (T, B, S). Returns features (T, B, 4).
        """
        hidden, _ = self.lstm(self.dense(codes))
        return self.readout(hidden)

    def write(self, drive: Tensor, steps: int | Tensor) -> Tensor:
        """Trajectories for a constant activity of the dense layer, drive (B, D); as `forward`."""
        bias = self.lstm.bias_ih_l0 if self.lstm.bias else None
        return unroll(self.lstm, drive, self.lstm.weight_ih_l0, bias, steps, self.readout)

    def _from_code(self) -> tuple[Tensor, Tensor | None]:
        """Weights (4H, S) and biases (4H,) from the code to the gates.

        The dense layer is linear, so it and the LSTM's input weights are one. For many codes this
        is less to compute.
        """
        weight = self.lstm.weight_ih_l0 @ self.dense.weight
        if not self.lstm.bias:
            return weight, None
        return weight, self.lstm.bias_ih_l0 + self.lstm.weight_ih_l0 @ self.dense.bias

    def codes(self, symbols: list[str]) -> Tensor:
        """One-hot codes (B, S) of the given symbols."""
        codes = torch.zeros(len(symbols), len(self.symbols))
        codes[range(len(symbols)), [self.symbols.index(s) for s in symbols]] = 1.0
        return codes

    @torch.no_grad()
    def states(self, codes: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden and cell states at every step (Section 3.5).

        nn.LSTM returns h over time and c only of the last step, so it is fed one step at a time.

        codes : (B, S). Returns features (T, B, 4), h (T, B, H), c (T, B, H).
        """
        drive = self.dense(codes)[None]  # (1, B, D)
        state, h, c = None, [], []
        for _ in range(steps):
            _, state = self.lstm(drive, state)
            h.append(state[0][0])
            c.append(state[1][0])
        h = torch.stack(h)
        return self.readout(h), h, torch.stack(c)


def as_stored(model: GenerativeLSTM) -> dict[str, Any]:
    """Weights and shape, as they are kept in files."""
    shape = {
        "symbols": model.symbols,
        "dense": model.dense.out_features,
        "hidden": model.lstm.hidden_size,
        "bias": model.lstm.bias,
    }
    return {"shape": shape, "weights": model.state_dict()}


def from_stored(stored: dict[str, Any]) -> GenerativeLSTM:
    """The network that `as_stored` made this of; raises all kinds of errors if it did not."""
    with torch.device("meta"):  # weights are taken, not copied: a hostile shape costs no memory
        model = GenerativeLSTM(**stored["shape"])
    model.load_state_dict(stored["weights"], assign=True)
    check_weights(model)
    return model.eval()


def check_weights(model: nn.Module) -> None:
    """Raise ValueError unless all weights are single precision numbers, and finite."""
    for name, weight in model.named_parameters():
        if weight.dtype != torch.float32:
            raise ValueError(f"{name}: expected float32, got {weight.dtype}")
        if not torch.isfinite(weight).all():
            raise ValueError(f"{name}: expected finite weights; its training diverged")


def save(model: GenerativeLSTM, path: str | Path) -> None:
    """Write weights and shape to a file that `load` reads."""
    write_stored(as_stored(model), path)


def write_stored(stored: Any, path: str | Path) -> None:
    """Write tensors and plain values; raises OSError where torch would say RuntimeError."""
    whole = io.BytesIO()
    torch.save(stored, whole)
    with write_atomically(path) as beside:
        beside.write_bytes(whole.getbuffer())


def load(path: str | Path, symbols: Sequence[str] | None = None) -> GenerativeLSTM:
    """Read a network.

    Parameters
    ----------
    symbols : what the entries of its code have to stand for; None: whatever they do.

    Raises
    ------
    DuctusError
        The file is not one that `save` wrote, a weight is not finite, or the network is for other
        symbols.
    """
    try:
        model = from_stored(read_stored(path))
        if symbols is not None:
            check_symbols(model, symbols)
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected a network written by ductus; {one_line(error)}"
        ) from error
    return model


def read_stored(path: str | Path) -> Any:
    """What torch.save wrote, if it is tensors and plain values; raises all kinds of errors."""
    try:
        return torch.load(path, weights_only=True, map_location="cpu")
    except UnpicklingError as error:  # whose message is advice to trust the file
        raise ValueError("it is no such file, or holds code, which is not run") from error


def check_symbols(model: GenerativeLSTM, symbols: Sequence[str]) -> None:
    """Raise ValueError unless a network's code is that of these symbols."""
    if model.symbols != list(symbols):
        raise ValueError(
            f"it is for the symbols {' '.join(map(str, model.symbols))}, expected "
            f"{' '.join(symbols)}; they belong to different runs"
        )


def check_alike(model: GenerativeLSTM, other: GenerativeLSTM) -> None:
    """Raise ValueError unless two networks have the same symbols and shape."""
    one, two = as_stored(model)["shape"], as_stored(other)["shape"]
    for key, value in one.items():
        if value != two[key]:
            raise ValueError(
                f"{key} of the trained network is {value}, of the untrained {two[key]}; "
                "they belong to different runs"
            )


def load_pair(
    trained: str | Path, untrained: str | Path, symbols: Sequence[str] | None = None
) -> tuple[GenerativeLSTM, GenerativeLSTM]:
    """Read a trained network and the same before training; raises DuctusError as `load` does."""
    model, before = load(trained, symbols), load(untrained, symbols)
    try:
        check_alike(model, before)
    except ValueError as error:
        raise DuctusError(f"{trained}, {untrained}: {error}") from error
    return model, before


def new_network(
    symbols: list[str], dense: int, hidden: int, bias: bool, seed: int
) -> GenerativeLSTM:
    """An untrained network, the same for the same seed and shape."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return GenerativeLSTM(symbols, dense, hidden, bias)
