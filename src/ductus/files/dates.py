"""Files dated in the future: by their dates, whatever is made of them counts as outdated."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from ductus.errors import DuctusError

TOLERATED = 2.0  # seconds: some disks keep dates no finer, and no job is quicker


def refuse_future(files: Iterable[str | Path], clock: Path) -> None:
    """Raise DuctusError if any of the files has a date that is still to come.

    Parameters
    ----------
    files : those that are not there are passed over.
    clock : a file, made if it is not there, that is dated now: by the clock of the disk that
        results go to, which need not be that of this machine.
    """
    clock.touch()
    now = clock.stat().st_mtime
    dates = {path: path.stat().st_mtime for path in map(Path, files) if path.exists()}
    ahead = {path: date - now for path, date in dates.items() if date > now + TOLERATED}
    if ahead:
        path = max(ahead, key=ahead.__getitem__)
        others = f" (and {len(ahead) - 1} more)" if len(ahead) > 1 else ""
        date = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(dates[path]))
        raise DuctusError(
            f"{path}{others}: dated {date}, {timedelta(seconds=round(ahead[path]))} in the future "
            f"by the clock of {clock.parent}; `touch` it, or wait"
        )
