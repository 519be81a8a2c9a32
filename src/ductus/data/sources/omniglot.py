"""Omniglot: alphabets, each symbol drawn once by 20 people in a web browser, mostly by mouse.

Upstream are zips with a text file per drawing, ``<alphabet>/character<CC>/<NNNN>_<DD>.txt`` in one
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

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.sources.archive import is_url, read_whole
from ductus.data.sources.catalogue import ARCHIVES, OMNIGLOT_CHECKSUM, OMNIGLOT_ZIP, alphabet_in
from ductus.data.sources.omniglot_zip import alphabets_of, contents, opened
from ductus.data.trajectory import as_trajectories
from ductus.errors import DuctusError, listed


def read_omniglot(
    archive: str | Path,
    symbols: Sequence[str],
    alphabet: str,
    cache: Path | None = None,
    checksum: str = OMNIGLOT_CHECKSUM,
) -> tuple[pd.DataFrame, list[str]]:
    """Read the drawings of some symbols of an alphabet by all who drew it.

    Parameters
    ----------
    archive : path of a zip, or https address of ``strokes_background_small1.zip``.
    symbols, alphabet : which ones, of those that the archive has.
    cache : folder for a download, see `read_whole`.
    checksum : the sha256 that a download must have; that of a file here may be another, and is
        told then.

    Returns
    -------
    The one table of ``ductus.data.trajectory``, x and y in pixels, y upwards, each writer with the
    one instance 0 of each symbol; and what a reader should know of it, a line each.

    Raises
    ------
    DuctusError
        An alphabet or symbol is not in the archive, or this cannot be read.
    """
    origin = str(archive)
    source, remarks = _source(archive, cache, checksum)
    with opened(source, origin) as zipped:
        drawn = alphabet_in(alphabets_of(zipped, origin), alphabet, origin)
        for symbol in symbols:
            if symbol not in drawn:
                raise DuctusError(
                    f"omniglot: symbol {symbol!r} is not in {alphabet}; "
                    f"it has {listed(drawn, symbol)}"
                )
        wanted = [(s, *one) for s in dict.fromkeys(symbols) for one in drawn[s].items()]
        members = [member for _, _, member in wanted]
        tables = [
            parse_drawing(content, f"{origin}: {member.filename}").assign(
                writer=writer, symbol=symbol, instance=0
            )
            for (symbol, writer, member), content in zip(
                wanted, contents(zipped, members, origin), strict=True
            )
        ]
    table = as_trajectories(pd.concat(tables, ignore_index=True), origin)
    return table, ["pressure was not recorded: it is 1 throughout", *remarks]


def _source(
    archive: str | Path, cache: Path | None, checksum: str
) -> tuple[Path | bytes, list[str]]:
    """The zip, as a path here or fetched, and what to know of it."""
    if is_url(archive):
        try:
            return read_whole(archive, checksum, cache), []
        except DuctusError as error:
            if archive == ARCHIVES["omniglot"]:
                raise
            hint = f"from the web only {OMNIGLOT_ZIP} is read, another zip by its path"
            raise DuctusError(f"{error}; {hint}") from error
    path = Path(archive)
    if not path.is_file():
        return path, []  # which `opened` says
    with path.open("rb") as file:
        came = hashlib.file_digest(file, "sha256").hexdigest()
    if came == checksum:
        return path, []
    return path, [f"{archive} has the sha256 {came}, which is not that of {OMNIGLOT_ZIP}: unknown"]


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
