"""Read a file whole, unless it is larger than anything sound would be."""

from __future__ import annotations

from pathlib import Path

from ductus.errors import DuctusError, not_there, one_line


def read_bounded(path: Path, most: int, origin: str | None = None) -> bytes:
    """Return the content of a file of at most so many bytes.

    origin : what the file is called in errors; None: its path.

    Raises
    ------
    DuctusError
        It is not there, cannot be read, or is larger.
    """
    origin = str(path) if origin is None else origin
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise DuctusError(f"{origin}: {not_there(path)}") from None
    except OSError as error:
        raise DuctusError(f"{origin}: cannot be read: {one_line(error)}") from error
    if len(content) > most:
        raise DuctusError(f"{origin}: larger than {most >> 20} MB")
    return content
