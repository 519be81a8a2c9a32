"""What an autoencoder has to be better than: random projections, as many and as sparse."""

from __future__ import annotations

import numpy as np


class RandomProjection:
    """Pictures projected at random, and drawn again by the best linear map.

    Each neuron's projection has mean zero and variance one over the pictures; it is active as far
    as it exceeds the level at which as many are active a picture as are wanted.

    Parameters
    ----------
    images : (N, 28, 28), 0 to 1, by which levels and the way back are found.
    neurons : how many.
    active : mean number of neurons that are to be active a picture.
    """

    def __init__(self, images: np.ndarray, *, neurons: int, active: float, seed: int) -> None:
        flat = _flat(images)
        self.middle = flat.mean(axis=0)
        rng = np.random.default_rng(seed)
        self.weights = rng.standard_normal((flat.shape[1], neurons))
        projected = (flat - self.middle) @ self.weights
        self.weights /= np.maximum(projected.std(axis=0), 1e-9)
        projected = (flat - self.middle) @ self.weights
        self.level = float(np.quantile(projected, 1 - active / neurons))
        codes = self.encode(images)
        self.back, *_ = np.linalg.lstsq(_with_one(codes), flat, rcond=None)

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Activations (N, L)."""
        projected = (_flat(images) - self.middle) @ self.weights
        return np.maximum(projected - self.level, 0.0)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Pictures (N, 28, 28), 0 to 1."""
        side = round(len(self.middle) ** 0.5)
        drawn = _with_one(np.asarray(codes)) @ self.back
        return np.clip(drawn, 0.0, 1.0).reshape(-1, side, side)


def _flat(images: np.ndarray) -> np.ndarray:
    return np.asarray(images, np.float64).reshape(len(images), -1)


def _with_one(codes: np.ndarray) -> np.ndarray:
    return np.column_stack([codes, np.ones(len(codes))])
