"""Many drawings as pictures of 28 x 28 pixels, and which of them a network is trained with.

Labels are kept beside the pictures: to judge what a network has made of them, never to train it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.features import Drawings
from ductus.data.raster import image
from ductus.errors import DuctusError
from ductus.files.arrays import read_arrays

FORMS = {
    "images": "u NXY",
    "writers": "U N",
    "symbols": "U N",
    "instances": "i N",
    "trained": "i N",
}


@dataclass(frozen=True)
class Pictures:
    """Pictures and what they are of.

    Attributes
    ----------
    images : uint8 (N, 28, 28), 255 is ink.
    keys : a row for each: writer, symbol, instance and, once divided, `trained` (True or False).
    """

    images: np.ndarray
    keys: pd.DataFrame

    def take(self, rows: np.ndarray) -> Pictures:
        """The pictures in these rows, or at the True entries."""
        return Pictures(self.images[rows], self.keys[rows].reset_index(drop=True))

    def part(self, trained: bool) -> Pictures:
        """Those to train with, or the others."""
        return self.take((self.keys.trained == trained).to_numpy())

    @property
    def ink(self) -> np.ndarray:
        """float32 (N, 28, 28), 0 to 1."""
        return self.images.astype(np.float32) / 255

    @property
    def symbols(self) -> np.ndarray:
        return self.keys.symbol.to_numpy(str)


def divided(
    keys: pd.DataFrame,
    *,
    pictures: int,
    held_out: int,
    apart: Collection[tuple[str, str, int]] = (),
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Choose by chance what is trained with, and what is held out to measure with.

    Parameters
    ----------
    keys : a row for each drawing: writer, symbol, instance.
    pictures, held_out : how many of each, at most; of fewer drawings, in the same proportion.
    apart : (writer, symbol, instance) of drawings that are in neither: they are asked about later.

    Returns
    -------
    Rows to train with, and rows held out.
    """
    given = list(zip(keys.writer, keys.symbol, keys.instance, strict=True))
    free = np.array([i for i, key in enumerate(given) if key not in set(apart)], dtype=int)
    if len(free) < 2:
        raise DuctusError(f"landscape.pictures: there are {len(free)} drawings to choose from")
    order = np.random.default_rng(seed).permutation(free)
    few = min(1.0, len(free) / (pictures + held_out))
    end = max(round(few * pictures), 1)
    return order[:end], order[end : end + max(round(few * held_out), 1)]


def rasterised(drawings: Drawings, rows: np.ndarray) -> Pictures:
    """The drawings in these rows as pictures, by the one rasteriser (`ductus.data.raster`)."""
    pieces = list(drawings)
    images = [np.round(255 * image(pieces[i])).astype(np.uint8) for i in rows]
    return Pictures(np.stack(images), drawings.keys.iloc[rows].reset_index(drop=True))


def write_pictures(path: Path, pictures: Pictures) -> None:
    """Write pictures that are divided to a file that `read_pictures` reads."""
    np.savez_compressed(
        path,
        images=pictures.images,
        writers=pictures.keys.writer.to_numpy(str),
        symbols=pictures.symbols,
        instances=pictures.keys.instance.to_numpy(np.int64),
        trained=pictures.keys.trained.to_numpy(np.int64),
    )


def read_pictures(path: Path) -> Pictures:
    """Read pictures; raises DuctusError if the file is not there or holds none."""
    arrays = read_arrays(path, "pictures, made by `ductus pictures`", FORMS)
    keys = {"writer": "writers", "symbol": "symbols", "instance": "instances"}
    table = pd.DataFrame({key: arrays[name] for key, name in keys.items()})
    return Pictures(arrays["images"], table.assign(trained=arrays["trained"] == 1))
