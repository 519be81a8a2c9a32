"""The one exception for a user's mistake, and other exceptions in its words."""

import difflib
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path


class DuctusError(Exception):
    """Bad input: the message is one line that names the file or key, what was expected, what came.

    The command line prints it without a traceback and exits with status 2.
    """


LONGEST = 300  # code points of a library's message: some quote a whole file


def one_line(error: object) -> str:
    """What an exception (or anything) says, in one line that is never empty nor very long."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 3]}..."


def not_there(path: str | Path) -> str:
    """Say that a file is not there, and where it was looked for."""
    if Path(path).is_absolute():
        return "no such file"
    return f"no such file; a relative path begins at {Path.cwd()}"


def listed(names: Iterable[str], wanted: str = "") -> str:
    """Names in one line. Where they are too many, those like `wanted` come first, and the rest is
    counted."""
    names = list(names)
    if _fitting(names) < len(names):
        near = difflib.get_close_matches(wanted, names)
        names = [*near, *(name for name in names if name not in near)]
    some = names[: _fitting(names)]
    more = len(names) - len(some)
    return ", ".join(some) + (f" and {more} more" if more else "")


def _fitting(names: list[str]) -> int:
    """How many of the names have room in a line, one at least."""
    ends = accumulate(len(name) + 2 for name in names)
    return max(1, sum(end <= LONGEST for end in ends))
