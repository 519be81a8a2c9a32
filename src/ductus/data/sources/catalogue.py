"""What each source of handwriting holds, known before it is read.

So a config is checked before any job starts, and without the imports that reading takes (but for
`own`, of whose file the columns that say who wrote what are read).
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ductus.data.sources.archive import read_checksums
from ductus.errors import DuctusError

if TYPE_CHECKING:  # a plan needs no tables
    import pandas as pd

SYNTHETIC_SYMBOLS = [chr(point) for point in range(0x21, 0x7F)]  # the vector font's glyphs
DIGILETS_SYMBOLS = [*string.digits, *string.ascii_lowercase, *string.ascii_uppercase]
DIGILETS_CHECKSUMS = Path(__file__).with_name("digilets.sha256")
DIGILETS_INSTANCES = 5


class Alphabet(NamedTuple):
    """One of Omniglot's, its symbols in the order of its folders."""

    first_number: int  # of its first symbol among all symbols of Omniglot
    symbols: list[str]


# Letters are named as such where looking at the drawings tells which is which.
OMNIGLOT = {
    "Balinese": Alphabet(108, [f"Balinese{n:02}" for n in range(1, 25)]),
    "Early_Aramaic": Alphabet(251, [f"Aramaic{n:02}" for n in range(1, 23)]),
    "Greek": Alphabet(394, list("αβγδεζηθικλμνξοπρστυφχψω")),
    "Korean": Alphabet(
        643,
        [
            *"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
            *"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
        ],
    ),
    "Latin": Alphabet(683, list(string.ascii_lowercase)),
}
OMNIGLOT_WRITERS = [f"{number:02}" for number in range(1, 21)]
OMNIGLOT_CHECKSUM = "8cb3960fb6cf4ccf5f064ad83169f828c36c36782a0f6e7faacb7ecfae4468a2"

# Where the archives are kept by those who made them, pinned to a commit.
ARCHIVES = {
    "digilets": "https://github.com/CognitiveModeling/DigiLeTs/archive/"
    "477ca92bac3325eae420f54a8b3b1a2284a6484f.tar.gz",
    "omniglot": "https://github.com/brendenlake/omniglot/raw/"
    "ceffff1ba059df9c19f12021b738dd1e0d8dd650/python/strokes_background_small1.zip",
}


@dataclass(frozen=True)
class Source:
    """Who wrote what, how often.

    Attributes
    ----------
    writers, symbols : sorted writers; symbols in the source's order.
    instances : of each symbol by each writer; where that differs, they are numbered below it.
    drawn : writer, symbol -> the instances that there are, sorted; none is an empty sequence.
    """

    writers: list[str]
    symbols: list[str]
    instances: int
    drawn: Callable[[str, str], Sequence[int]]


class Kind(NamedTuple):
    """A source, by its options: those of the section below its name in the config's `data`."""

    holds: Callable[..., Source]
    read: Callable[..., tuple[pd.DataFrame, list[str]]]  # (symbols, cache, **options)


def source_of(data: Mapping[str, Any]) -> Source:
    """Return what the source chosen by the config's section `data` holds.

    Raises DuctusError if it is `own`, and the file cannot be read.
    """
    return SOURCES[data["source"]].holds(**data[data["source"]])


def read_source(
    data: Mapping[str, Any], symbols: Sequence[str], cache: Path | None
) -> tuple[pd.DataFrame, list[str]]:
    """Read some symbols of the source that is chosen by the config's section `data`.

    cache : folder for downloads.

    Returns the one table of `ductus.data.trajectory`, and what a reader should know of it, a line
    each. Raises DuctusError as the source does.
    """
    return SOURCES[data["source"]].read(symbols, cache, **data[data["source"]])


def archive_of(data: Mapping[str, Any]) -> str | None:
    """Return the path or address that the section `data` has its source read from, if any."""
    source, options = data["source"], data[data["source"]]
    return options.get("archive") or options.get("file") or ARCHIVES.get(source)


def _alike(writers: list[str], symbols: list[str], instances: int) -> Source:
    """Every writer drew every symbol so many times."""
    return Source(writers, symbols, instances, lambda writer, symbol: range(instances))


def _synthetic(writers: int, instances: int, seed: int) -> Source:
    return _alike(synthetic_writers(writers), SYNTHETIC_SYMBOLS, instances)


def _read_synthetic(symbols: Sequence[str], cache: Path | None, **options: int):
    from ductus.data.sources.synthetic import synthesise

    return synthesise(symbols, **options), []


def _digilets(archive: str | None) -> Source:
    return _alike(digilets_writers(), DIGILETS_SYMBOLS, DIGILETS_INSTANCES)


def _read_digilets(symbols: Sequence[str], cache: Path | None, archive: str | None):
    from ductus.data.sources.digilets import read_digilets

    return read_digilets(archive or ARCHIVES["digilets"], symbols, cache), []


def _omniglot(archive: str | None, alphabet: str) -> Source:
    return _alike(OMNIGLOT_WRITERS, OMNIGLOT[alphabet].symbols, 1)


def _read_omniglot(symbols: Sequence[str], cache: Path | None, archive: str | None, alphabet: str):
    from ductus.data.sources.omniglot import read_omniglot

    table = read_omniglot(archive or ARCHIVES["omniglot"], symbols, alphabet, cache)
    return table, ["pressure was not recorded: it is 1 throughout"]


def _own(file: str | None, y: str) -> Source:
    _given(file)
    from ductus.data.sources.own import read_drawn

    drawn = read_drawn(file)
    writers, symbols = ({key[place] for key in drawn} for place in (0, 1))
    most = max(instances[-1] + 1 for instances in drawn.values())
    return Source(sorted(writers), sorted(symbols), most, lambda *key: drawn.get(key, []))


def _read_own(symbols: Sequence[str], cache: Path | None, file: str | None, y: str):
    _given(file)
    from ductus.data.sources.own import read_own

    own = read_own(file, symbols, y)
    return own.table, own.remarks


def _given(file: str | None) -> None:
    if not file:
        raise DuctusError("expected a .csv or .parquet for the source own, got null")


SOURCES = {
    "synthetic": Kind(_synthetic, _read_synthetic),
    "digilets": Kind(_digilets, _read_digilets),
    "omniglot": Kind(_omniglot, _read_omniglot),
    "own": Kind(_own, _read_own),
}


def synthetic_writers(count: int) -> list[str]:
    """Return the ids of the first `count` synthetic writers: w01, w02, ..."""
    return sorted(f"w{number:02d}" for number in range(1, count + 1))


def digilets_writers(checksums: Path = DIGILETS_CHECKSUMS) -> list[str]:
    """Return the ids of the writers whose files are listed, sorted."""
    return sorted(writer_of(member) for member in read_checksums(checksums))


def writer_of(member: str) -> str:
    """Return the writer's id, with which a DigiLeTs file name begins."""
    return Path(member).name.split("-")[0]
