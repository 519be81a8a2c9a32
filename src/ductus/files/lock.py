"""One at a time in a folder of results."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ductus.errors import DuctusError

HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep all others that ask for this away from a folder until the end.

    The kernel holds the lock: it goes with the process, however that ends, so that none is ever
    left to remove by hand; and of two that ask at once, one gets it.

    Yields
    ------
    Whether there is a lock: a few file systems of clusters have none, and nobody is kept away.

    Raises
    ------
    DuctusError
        Another has it, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("a")
    except OSError as error:
        raise DuctusError(f"{folder}: cannot be written to: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in HELD:
                raise DuctusError(
                    f"{folder}: another run is at work there; wait until it has ended"
                ) from error
            yield False
        else:
            yield True
