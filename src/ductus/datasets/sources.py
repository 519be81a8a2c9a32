"""What each source of handwriting holds, known without reading it.

So a config is checked before any job starts, and without the imports that reading takes.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ductus.datasets.archive import read_checksums

SYNTHETIC_SYMBOLS = [chr(point) for point in range(0x21, 0x7F)]  # the vector font's glyphs
DIGILETS_SYMBOLS = [*string.digits, *string.ascii_lowercase, *string.ascii_uppercase]
DIGILETS_CHECKSUMS = Path(__file__).with_name("digilets.sha256")
DIGILETS_INSTANCES = 5


@dataclass(frozen=True)
class Source:
    """Who wrote what, how often."""

    writers: list[str]  # sorted
    symbols: list[str]
    instances: int  # of each symbol by each writer


def source_of(data: dict[str, Any]) -> Source:
    """Return what the source chosen by the config's section `data` holds."""
    if data["source"] == "digilets":
        return Source(digilets_writers(), DIGILETS_SYMBOLS, DIGILETS_INSTANCES)
    made = data["synthetic"]
    return Source(synthetic_writers(made["writers"]), SYNTHETIC_SYMBOLS, made["instances"])


def synthetic_writers(count: int) -> list[str]:
    """Return the ids of the first `count` synthetic writers: w01, w02, ..."""
    return sorted(f"w{number:02d}" for number in range(1, count + 1))


def digilets_writers(checksums: Path = DIGILETS_CHECKSUMS) -> list[str]:
    """Return the ids of the writers whose files are listed, sorted."""
    return sorted(writer_of(member) for member in read_checksums(checksums))


def writer_of(member: str) -> str:
    """Return the writer's id, with which a DigiLeTs file name begins."""
    return Path(member).name.split("-")[0]
