"""Files that are either whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ductus.errors import DuctusError, one_line


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
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise DuctusError(f"{path}: cannot be written: {one_line(error)}") from error
