"""Files that are either whole or not there."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from ductus.errors import DuctusError, one_line

# SQLite keeps a journal beside a database that it is making.
TEMPORARY = re.compile(r"\..+\.part\d+(-[0-9a-f]{8})?(\.\w+)?(-journal)?")
# Processes of several machines of a cluster may have the same number.
MACHINE = f"{crc32(platform.node().encode()):08x}"


def temporary(path: Path) -> Path:
    """Name of a file beside `path` that only this process writes to."""
    return path.with_name(f".{path.stem}.part{os.getpid()}-{MACHINE}{path.suffix}")


def remove_temporary(folder: Path) -> None:
    """Remove what killed processes have left half-written anywhere in a folder."""
    for path in folder.rglob(".*.part*"):
        if TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


@contextmanager
def write_atomically(path: str | Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; rename it to `path` only when all went well.

    The temporary name keeps the suffix, since writers such as matplotlib choose a format by it.

    Raises
    ------
    DuctusError
        In place of an OSError (a full disk, a folder without permission), which may not say where.
    """
    path = Path(path)
    beside = temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise DuctusError(f"{path}: cannot be written: {one_line(error)}") from error
