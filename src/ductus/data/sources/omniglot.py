"""Omniglot: five alphabets, each symbol drawn once by 20 people in a web browser, mostly by mouse.

Upstream is a zip with a text file per drawing, ``<alphabet>/character<CC>/<NNNN>_<DD>.txt`` in one
top folder: the CCth symbol of its alphabet, drawn by the DDth of this alphabet's drawers; NNNN
counts the symbols of all Omniglot. In it, a line a point, and one after each stroke::

    START
    68.75,-25.859438,0
    68.75,-27.859438,140
    BREAK

x to the right and y upwards (all of it negative) in pixels of a canvas of 105, time in
milliseconds. docs/data.md lists what is odd in the data and what is done.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.sources.archive import read_whole
from ductus.data.sources.catalogue import OMNIGLOT, OMNIGLOT_CHECKSUM, OMNIGLOT_WRITERS
from ductus.data.trajectory import as_trajectories
from ductus.errors import DuctusError

TOP = "strokes_background_small1"


def read_omniglot(
    archive: str | Path,
    symbols: Sequence[str],
    alphabet: str,
    cache: Path | None = None,
    checksum: str = OMNIGLOT_CHECKSUM,
) -> pd.DataFrame:
    """Read the drawings of some symbols of an alphabet by all who drew it.

    Parameters
    ----------
    archive : path or https address of ``strokes_background_small1.zip``.
    symbols : which ones, of ``OMNIGLOT[alphabet].symbols``.
    alphabet : a key of ``ductus.data.sources.catalogue.OMNIGLOT``.
    cache : folder for a download, see `read_whole`.
    checksum : the sha256 that the zip must have.

    Returns
    -------
    DataFrame : the one table of ``ductus.data.trajectory``; x and y in pixels, y upwards. Pressure
        was not recorded and is 1 throughout; each writer has the one instance 0 of each symbol.

    Raises
    ------
    DuctusError
        An alphabet or symbol is not in Omniglot, or the archive is not the one that the checksum
        stands for.
    """
    if alphabet not in OMNIGLOT:
        raise DuctusError(f"omniglot: no alphabet {alphabet!r}; it has {', '.join(OMNIGLOT)}")
    known = OMNIGLOT[alphabet]
    unknown = [s for s in symbols if s not in known.symbols]
    if unknown:
        raise DuctusError(
            f"omniglot: symbol {unknown[0]!r} is not in {alphabet}; "
            f"it has {known.symbols[0]} to {known.symbols[-1]}"
        )
    content = read_whole(archive, checksum, cache)
    tables = []
    # By its checksum it is the zip that Omniglot's makers packed, and safe to open.
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for symbol in dict.fromkeys(symbols):
            place = known.symbols.index(symbol)
            folder = f"{TOP}/{alphabet}/character{place + 1:02}"
            for writer in OMNIGLOT_WRITERS:
                name = f"{folder}/{known.first_number + place:04}_{writer}.txt"
                drawing = parse_drawing(opened.read(name), f"{archive}: {name}")
                tables.append(drawing.assign(writer=writer, symbol=symbol, instance=0))
    return as_trajectories(pd.concat(tables, ignore_index=True), str(archive))


def parse_drawing(content: bytes, origin: str) -> pd.DataFrame:
    """Turn one drawing's file into rows: frame, x, y, pressure (1), stroke, time (seconds).

    Raises DuctusError that names `origin` and the line, counted from 1, if the file is malformed.
    """
    first, *lines = content.splitlines() or [b""]
    if first.strip() != b"START":
        raise DuctusError(f"{origin}: line 1: expected START, got {_shown(first)}")
    points, stroke = [], 0
    for number, line in enumerate(lines, start=2):
        if line.strip() == b"BREAK":
            # A stroke is counted when it has a point, so that none is empty.
            stroke = points[-1][0] + 1 if points else 0
            continue
        points.append((stroke, *_point(line, f"{origin}: line {number}")))
    if not points:
        raise DuctusError(f"{origin}: holds no points")
    strokes, x, y, milliseconds = np.array(points).T
    return pd.DataFrame(
        {
            "frame": np.arange(len(points)),
            "x": x,
            "y": y,
            "pressure": 1.0,
            "stroke": strokes.astype(int),
            # Browsers' clocks were set back by some milliseconds in a few drawings.
            "time": np.maximum.accumulate(milliseconds) / 1000,
        }
    )


def _point(line: bytes, origin: str) -> tuple[float, float, float]:
    try:
        x, y, time = map(float, line.split(b","))
    except ValueError:
        raise DuctusError(f"{origin}: expected x,y,time or BREAK, got {_shown(line)}") from None
    if not np.isfinite((x, y, time)).all():
        raise DuctusError(f"{origin}: holds a value that is not a finite number")
    return x, y, time


def _shown(line: bytes) -> str:
    return repr(line[:40].decode("ascii", "replace"))
