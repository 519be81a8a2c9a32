"""The recognition network: reads a drawing, and the generative LSTM writes it again from the code.

    drawing -> path (what the pen did) and image (what it left)
            -> code: letter (64) and style (16)
            -> generative LSTM -> drawing

Where the paper infers a code by gradient, one pass infers it here (amortised inference). Reader
and writer are trained together: the writer must be able to write the drawing from the code, and
the letter part alone must tell letters apart, whoever wrote them (`ductus.learning.recogniser`).
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ductus.data.normal_form import PATH_POINTS
from ductus.data.raster import SPOTTED, spots
from ductus.errors import DuctusError, one_line
from ductus.networks.lstm import GenerativeLSTM
from ductus.networks.stored import check_weights, read_stored, write_stored

LETTER, STYLE = 64, 16  # entries of a code
MOVE = 5.0  # the writer's dx, dy are in units of 1 / MOVE of a path's unit


class RecognitionNetwork(nn.Module):
    """Reader and writer; see the top of this module."""

    def __init__(self) -> None:
        super().__init__()
        self.path = nn.Sequential(
            *_layer(nn.Conv1d(5, 64, 5, padding=2), nn.BatchNorm1d(64)),
            *_layer(nn.Conv1d(64, 96, 5, padding=2, stride=2), nn.BatchNorm1d(96)),
            *_layer(nn.Conv1d(96, 96, 3, padding=1, stride=2), nn.BatchNorm1d(96)),
            *_layer(nn.Conv1d(96, 96, 3, padding=1, stride=2), nn.BatchNorm1d(96)),
            nn.Flatten(),
            nn.Linear(96 * PATH_POINTS // 8, LETTER + STYLE),
        )
        self.image = nn.Sequential(
            *_layer(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.MaxPool2d(2)),
            *_layer(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.MaxPool2d(2)),
            *_layer(nn.Conv2d(32, 96, 3, padding=1), nn.BatchNorm2d(96), nn.MaxPool2d(2)),
            nn.Flatten(),
            nn.Linear(96 * (SPOTTED // 8) ** 2, LETTER),
        )
        entries = [f"letter {i}" for i in range(LETTER)] + [f"style {i}" for i in range(STYLE)]
        self.writer = GenerativeLSTM(entries, bias=True)

    def read(self, paths: Tensor) -> tuple[Tensor, Tensor]:
        """Infer codes: letter (B, 64) and style (B, 16) of paths (B, PATH_POINTS, 4)."""
        points, lifted = paths[..., :2], paths[..., 3:]
        moves = torch.diff(points, dim=1, prepend=points[:, :1])
        code = self.path(torch.cat([points, MOVE * moves, lifted], dim=2).transpose(1, 2))
        return code[:, :LETTER] + self.image(spots(paths)), code[:, LETTER:]

    def write(self, letter: Tensor, style: Tensor) -> Tensor:
        """Write paths (B, PATH_POINTS, 4) from codes, around the origin."""
        written = self.writer(torch.cat([letter, style], dim=1), PATH_POINTS).transpose(0, 1)
        points = written[..., :2].cumsum(dim=1) / MOVE
        return torch.cat([points - points.mean(dim=1, keepdim=True), written[..., 2:]], dim=2)

    forward = read


def save_recogniser(network: RecognitionNetwork, path: str | Path) -> None:
    """Write a network to a file that `load_recogniser` reads."""
    write_stored(network.state_dict(), path)


def load_recogniser(path: str | Path) -> RecognitionNetwork:
    """Read a network. Raises DuctusError if the file is not one that was written so."""
    network = RecognitionNetwork()
    try:
        network.load_state_dict(read_stored(path))
        check_weights(network)
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected a recogniser written by ductus; {one_line(error)}"
        ) from error
    return network.eval()


def _layer(convolution: nn.Module, norm: nn.Module, *pool: nn.Module) -> list[nn.Module]:
    return [convolution, norm, *pool, nn.ReLU()]  # pooled first, there is less to rectify
