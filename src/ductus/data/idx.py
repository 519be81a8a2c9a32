"""MNIST's files: pictures and their labels in the IDX format, as they come or gzipped.

A file begins with 0, 0, 8 (unsigned bytes) and how many axes there are, then the length of each
axis in four bytes, the largest first; then the numbers (yann.lecun.com/exdb/mnist).
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.pictures import Pictures
from ductus.data.raster import PIXELS
from ductus.errors import DuctusError, not_there, one_line

PARTS = ("train", "t10k")


def read_mnist(folder: Path) -> Pictures:
    """Read the parts of MNIST that a folder has, training pictures first.

    Files are named ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte`` (or ``t10k-...``),
    each possibly with ``.gz``. The writers of MNIST are not named; a part stands for them.

    Raises
    ------
    DuctusError
        No part is there, a file is damaged, pictures are not 28 x 28, there are more or fewer
        labels than pictures, or a label is no digit.
    """
    images, symbols, parts = [], [], []
    for part in PARTS:
        paths = [_found(folder, f"{part}-{name}") for name in ("images-idx3", "labels-idx1")]
        if paths == [None, None]:
            continue
        if None in paths:
            raise DuctusError(f"{folder}: {part} has pictures or labels only, expected both")
        drawn, labels = read_idx(paths[0], 3), read_idx(paths[1], 1)
        if drawn.shape[1:] != (PIXELS, PIXELS):
            raise DuctusError(f"{paths[0]}: expected pictures of 28 x 28, got {drawn.shape[1:]}")
        if len(drawn) != len(labels):
            raise DuctusError(f"{paths[1]}: {len(labels)} labels for {len(drawn)} pictures")
        if len(labels) and labels.max() > 9:
            raise DuctusError(f"{paths[1]}: expected labels of 0 to 9, got {labels.max()}")
        images.append(drawn)
        symbols += [str(label) for label in labels]
        parts += [part] * len(labels)
    if not symbols:
        raise DuctusError(f"{folder}: no pictures of MNIST; expected train-images-idx3-ubyte")
    keys = pd.DataFrame({"writer": parts, "symbol": symbols, "instance": range(len(symbols))})
    return Pictures(np.concatenate(images), keys)


def read_idx(path: Path, axes: int) -> np.ndarray:
    """Read unsigned bytes with so many axes; raises DuctusError if the file holds anything else."""
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise DuctusError(f"{path}: cannot be read: {one_line(error)}") from error
    begin = 4 + 4 * axes
    if len(content) < begin or content[:4] != bytes((0, 0, 8, axes)):
        raise DuctusError(f"{path}: expected unsigned bytes with {axes} axes in the IDX format")
    shape = np.frombuffer(content, ">u4", axes, offset=4).astype(int)
    if len(content) - begin != shape.prod():
        raise DuctusError(
            f"{path}: expected {shape.prod()} bytes for {' x '.join(map(str, shape))}, "
            f"got {len(content) - begin}"
        )
    return np.frombuffer(content, np.uint8, offset=begin).reshape(shape)


def _found(folder: Path, name: str) -> Path | None:
    """The file of this name, gzipped or not."""
    if not folder.is_dir():
        raise DuctusError(f"{folder}: {not_there(str(folder))}")
    return next((p for e in ("", ".gz") if (p := folder / f"{name}-ubyte{e}").is_file()), None)
