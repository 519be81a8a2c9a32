"""DigiLeTs: real handwriting, 77 writers x 62 symbols x 5 instances, from the paper's own group.

Upstream is a file per writer, ``<id>-<sex>-<age>-<hand>_<date>_preprocessed`` in the folder
``data/preprocessed/complete``, two lines per drawing::

    0.250000 0.750000 0.300000 1 0.000000 0.250000 0.700000 0.350000 0 0.020000 ...
    1.0 0.0 0.0 ...

First the points, five numbers each: x, y, pressure, pen_down (1 at a stroke's first point), time in
seconds. Then which symbol it is, one-hot over 0-9, a-z, A-Z. x and y are fractions of a square of
20 mm, and y already counts upwards. docs/data.md lists what is odd in the data and what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.sources.archive import read_archive, read_checksums
from ductus.data.sources.catalogue import DIGILETS_CHECKSUMS, DIGILETS_SYMBOLS, writer_of
from ductus.data.trajectory import COLUMNS, as_trajectories
from ductus.errors import DuctusError

SYMBOLS = DIGILETS_SYMBOLS  # in the order of the one-hot label
VALUES = ("x", "y", "pressure", "pen_down", "time")  # of one point, in the order of the file


def read_digilets(
    archive: str | Path,
    symbols: Sequence[str],
    cache: Path | None = None,
    checksums: Path = DIGILETS_CHECKSUMS,
) -> pd.DataFrame:
    """Read the drawings of some symbols by all writers.

    Parameters
    ----------
    archive : path or https address of the repository's .tar.gz.
    symbols : which ones, of SYMBOLS.
    cache : folder for a download, see `read_archive`.
    checksums : which member files to read, and the sha256 each must have.

    Returns
    -------
    DataFrame : the one table of ``ductus.data.trajectory``; x and y in fractions of the square, y
        upwards. Instances are numbered in the order of the file.

    Raises
    ------
    DuctusError
        A symbol is not in DigiLeTs, the archive fails a check, or a member file is malformed.
    """
    unknown = [s for s in symbols if s not in SYMBOLS]
    if unknown:
        raise DuctusError(f"digilets: symbol {unknown[0]!r} is not in it; it has 0-9, a-z and A-Z")
    members = read_archive(archive, read_checksums(checksums), cache)
    tables = [
        parse_writer(content, writer_of(name), symbols, f"{archive}: {name}")
        for name, content in members.items()
    ]
    return as_trajectories(pd.concat(tables, ignore_index=True), str(archive))


def parse_writer(content: bytes, writer: str, symbols: Sequence[str], origin: str) -> pd.DataFrame:
    """Turn one writer's file into rows of the one table.

    Raises DuctusError that names `origin` and the line, counted from 1, if the file is malformed.
    """
    lines = content.splitlines()
    if not lines:
        raise DuctusError(f"{origin}: is empty")
    if len(lines) % 2:
        raise DuctusError(
            f"{origin}: line {len(lines)}: expected two lines a drawing, but the label is missing"
        )
    drawings, keys = [], []
    seen = dict.fromkeys(symbols, 0)
    for number in range(0, len(lines), 2):  # of the line with the points, counted from 0
        symbol = _labelled(lines[number + 1], f"{origin}: line {number + 2}")
        if symbol in seen:
            drawings.append(_points(lines[number], f"{origin}: line {number + 1}"))
            keys.append((symbol, seen[symbol]))
            seen[symbol] += 1
    if not drawings:
        return pd.DataFrame(columns=COLUMNS)
    return _rows(writer, keys, drawings)


def _rows(writer: str, keys: list[tuple[str, int]], drawings: list[np.ndarray]) -> pd.DataFrame:
    lengths = [len(points) for points in drawings]
    x, y, pressure, _, time = np.concatenate(drawings).T
    symbols, instances = zip(*keys, strict=True)
    return pd.DataFrame(
        {
            "writer": writer,
            "symbol": np.repeat(np.array(symbols, dtype=object), lengths),
            "instance": np.repeat(instances, lengths),
            "frame": np.concatenate([np.arange(n) for n in lengths]),
            "x": x,
            "y": y,
            # Upstream extrapolated a lost first pressure linearly, in a few strokes to below zero.
            "pressure": np.maximum(pressure, 0.0),
            "stroke": np.concatenate([np.cumsum(p[:, 3]).astype(int) - 1 for p in drawings]),
            "time": time,
        }
    )


def _points(line: bytes, origin: str) -> np.ndarray:
    """Return the points of one drawing, (n, 5) in the order of VALUES."""
    values = _numbers(line, origin)
    if values.size == 0 or values.size % 5:
        raise DuctusError(
            f"{origin}: expected points of 5 values ({', '.join(VALUES)}), got {values.size} values"
        )
    points = values.reshape(-1, 5)
    pen_down = points[:, 3]
    if not np.isin(pen_down, (0, 1)).all() or pen_down[0] != 1:
        raise DuctusError(f"{origin}: expected pen_down 1 at the first point, then 0 or 1")
    return points


def _labelled(line: bytes, origin: str) -> str:
    label = _numbers(line, origin)
    if label.size != len(SYMBOLS) or sorted(label) != [0] * (label.size - 1) + [1]:
        raise DuctusError(
            f"{origin}: expected a one-hot label of {len(SYMBOLS)} values, got {label.size} values "
            f"that sum to {label.sum():g}"
        )
    return SYMBOLS[int(label.argmax())]


def _numbers(line: bytes, origin: str) -> np.ndarray:
    try:
        values = np.array(line.split(), dtype=np.float64)
    except ValueError as error:
        raise DuctusError(f"{origin}: expected numbers: {error}") from error
    if not np.isfinite(values).all():
        raise DuctusError(f"{origin}: holds a value that is not a finite number")
    return values
