"""The sparse convolutional autoencoder of Dolgikh (2022): what it finds in pictures without names.

    picture (28 x 28) -> 3 convolutions, 2 poolings -> 392 -> 96 -> 48 -> 24 latent neurons
    and back the same way

91,289 weights, about as many as the paper's. Where the paper has an L1 penalty alone, latent
neurons have moreover mean zero and variance one over the pictures, and are active where they exceed
a level: a penalty on activations can otherwise be met by making all of them smaller, and silences
most neurons for good (docs/landscape.md).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ductus.data.raster import PIXELS
from ductus.errors import DuctusError, one_line
from ductus.networks.stored import check_weights, read_stored, write_stored

LATENT = 24  # neurons; the paper: 20 to 25
LEVEL = 1.0  # of a sparse network; of a dense one 0
AT_ONCE = 500  # pictures


class Autoencoder(nn.Module):
    """Encoder and decoder; see the top of this module.

    Parameters
    ----------
    level : standard deviations above its mean from which on a latent neuron is active.
    """

    def __init__(self, level: float = LEVEL) -> None:
        super().__init__()
        self.register_buffer("level", torch.tensor(float(level)))
        side, flat = PIXELS // 4, 8 * (PIXELS // 4) ** 2
        self.encoder = nn.Sequential(
            *_layer(nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2)),
            *_layer(nn.Conv2d(16, 8, 3, padding=1), nn.MaxPool2d(2)),
            *_layer(nn.Conv2d(8, 8, 3, padding=1)),
            nn.Flatten(),
            *_layer(nn.Linear(flat, 96)),
            *_layer(nn.Linear(96, 48)),
            nn.Linear(48, LATENT),
            nn.BatchNorm1d(LATENT, affine=False),
        )
        self.decoder = nn.Sequential(
            *_layer(nn.Linear(LATENT, 48)),
            *_layer(nn.Linear(48, 96)),
            *_layer(nn.Linear(96, flat)),
            nn.Unflatten(1, (8, side, side)),
            *_layer(nn.Conv2d(8, 8, 3, padding=1)),
            nn.Upsample(scale_factor=2),
            *_layer(nn.Conv2d(8, 16, 3, padding=1)),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(16, 1, 3, padding=1),
        )
        for part in (*self.encoder, *self.decoder):
            if isinstance(part, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu")
                nn.init.zeros_(part.bias)
        self.to(memory_format=torch.channels_last)  # in which convolving takes half the time

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (B, 28, 28) of the pictures drawn again, and latent activations (B, 24)."""
        codes = self._activations(images)
        return self.decoder(codes)[:, 0], codes

    def _activations(self, images: Tensor) -> Tensor:
        arranged = images[:, None].contiguous(memory_format=torch.channels_last)
        return (self.encoder(arranged) - self.level).relu()

    @torch.no_grad()
    def encode(self, images: np.ndarray) -> np.ndarray:
        """Latent activations (N, 24) of pictures (N, 28, 28), 0 to 1."""
        parts = torch.from_numpy(np.asarray(images, np.float32)).split(AT_ONCE)
        return torch.cat([self._activations(part) for part in parts]).numpy()

    @torch.no_grad()
    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Pictures (N, 28, 28), 0 to 1, of latent activations (N, 24)."""
        parts = torch.from_numpy(np.asarray(codes, np.float32)).split(AT_ONCE)
        return torch.cat([self.decoder(part)[:, 0].sigmoid() for part in parts]).numpy()


def new_autoencoder(seed: int, level: float = LEVEL) -> Autoencoder:
    """An untrained network, the same for the same seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Autoencoder(level)


def save_autoencoder(network: Autoencoder | None, path: str | Path) -> None:
    """Write a network to a file that `load_autoencoder` reads; None: its training failed."""
    write_stored({} if network is None else network.state_dict(), path)


def load_autoencoder(path: str | Path) -> Autoencoder | None:
    """Read a network, or None where its training failed.

    Raises DuctusError if the file is not one that was written so.
    """
    network = Autoencoder()
    try:
        stored = read_stored(path)
        if stored == {}:
            return None
        network.load_state_dict(stored)
        check_weights(network)
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected an autoencoder written by ductus; {one_line(error)}"
        ) from error
    return network.eval()


def _layer(weights: nn.Module, *more: nn.Module) -> list[nn.Module]:
    return [weights, *more, nn.ReLU()]
