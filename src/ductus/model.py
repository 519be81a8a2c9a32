"""The generative LSTM, from code to pen movement (paper, Section 2 and Fig. 1).

    code (S) -> dense layer (D) -> LSTM (H) -> readout (dx, dy, pressure, onset)

The code is fed at every step and nothing of the output is fed back, so for a given code the
network writes one trajectory. Column s of the dense layer's weights is all that symbol s has of
its own: learning a new letter means learning a column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ductus.errors import DuctusError
from ductus.files import write_atomically
from ductus.preprocessing import FEATURES


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

    def forward(self, codes: Tensor, steps: int) -> Tensor:
        """Trajectories for constant codes.

        codes : (B, S); steps : T. Returns features (T, B, 4).
        """
        return self.write(self.dense(codes), steps)

    def forward_varying(self, codes: Tensor) -> Tensor:
        """Trajectories for codes that change with each step (Section 3.2).

        codes : (T, B, S). Returns features (T, B, 4).
        """
        hidden, _ = self.lstm(self.dense(codes))
        return self.readout(hidden)

    def write(self, drive: Tensor, steps: int) -> Tensor:
        """Trajectories (T, B, 4) for a constant activity of the dense layer, drive (B, D)."""
        hidden, _ = self.lstm(drive.expand(steps, *drive.shape))  # (T, B, H)
        return self.readout(hidden)

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
    model = GenerativeLSTM(**stored["shape"])
    model.load_state_dict(stored["weights"])
    return model.eval()


def save(model: GenerativeLSTM, path: str | Path) -> None:
    """Write weights and shape to a file that `load` reads."""
    with write_atomically(path) as beside:
        torch.save(as_stored(model), beside)


def load(path: str | Path) -> GenerativeLSTM:
    """Read a network. Raises DuctusError if the file is not one that `save` wrote."""
    try:
        return from_stored(torch.load(path, weights_only=True, map_location="cpu"))
    except Exception as error:  # torch raises a dozen kinds
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DuctusError(f"{path}: expected a network written by ductus; {reason}") from error


def new_network(
    symbols: list[str], dense: int, hidden: int, bias: bool, seed: int
) -> GenerativeLSTM:
    """An untrained network, the same for the same seed and shape."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return GenerativeLSTM(symbols, dense, hidden, bias)
