"""What each source of handwriting holds, known before it is read.

So a config is checked before any job starts, and without the imports that reading takes (but for
`own`, of whose file the columns that say who wrote what are read). Of a zip in Omniglot's layout
that is here, the directory is read.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ductus.data.sources.archive import check_url, is_url, read_checksums
from ductus.errors import DuctusError, listed, not_there

if TYPE_CHECKING:  # a plan needs no tables
    import pandas as pd

SYNTHETIC_SYMBOLS = [chr(point) for point in range(0x21, 0x7F)]  # the vector font's glyphs
DIGILETS_SYMBOLS = [*string.digits, *string.ascii_lowercase, *string.ascii_uppercase]
DIGILETS_CHECKSUMS = Path(__file__).with_name("digilets.sha256")
DIGILETS_INSTANCES = 5


# Letters are named as such where looking at the drawings tells which is which.
LETTERS = {
    "Greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Korean": "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
    "Latin": string.ascii_lowercase,
}


def omniglot_symbol(alphabet: str, number: int) -> str:
    """Return the name of the symbol with this number in its alphabet.

    Without letters it is the last word of the alphabet's name and the number: Early_Aramaic's first
    is Aramaic01. What is left of a long word keeps to a symbol's length.
    """
    letters = LETTERS.get(alphabet, "")
    if 1 <= number <= len(letters):
        return letters[number - 1]
    *_, word = [word for word in re.split(r"[\s_()]+", alphabet) if word] or [""]
    return f"{word[:12]}{number:02}"


# The zip that is read unless another is named, known without it.
OMNIGLOT_ZIP = "strokes_background_small1.zip"
OMNIGLOT_CHECKSUM = "8cb3960fb6cf4ccf5f064ad83169f828c36c36782a0f6e7faacb7ecfae4468a2"
OMNIGLOT_WRITERS = [f"{number:02}" for number in range(1, 21)]
_COUNTS = {"Balinese": 24, "Early_Aramaic": 22, "Greek": 24, "Korean": 40, "Latin": 26}
OMNIGLOT = {
    alphabet: [omniglot_symbol(alphabet, number) for number in range(1, count + 1)]
    for alphabet, count in _COUNTS.items()
}

# Where the archives are kept by those who made them, pinned to a commit.
ARCHIVES = {
    "digilets": "https://github.com/CognitiveModeling/DigiLeTs/archive/"
    "477ca92bac3325eae420f54a8b3b1a2284a6484f.tar.gz",
    "omniglot": "https://github.com/brendenlake/omniglot/raw/"
    "ceffff1ba059df9c19f12021b738dd1e0d8dd650/python/strokes_background_small1.zip",
    "cursive": "https://github.com/greydanus/cursivetransformer/raw/"
    "553c7e2696855d4e432b2544b4a5ef05ae85307c/data/bigbank_3500.json.zip",
}
CURSIVE_CHECKSUM = "4a42598977414303a0bd4d03c805beb3ce6626b57a364a9c07c839f0cd591b1f"

Content = TypeVar("Content")


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

    Raises DuctusError that begins with the option's name if its file cannot be read, or lacks what
    is asked for.
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
    with _option("archive"):
        if not _elsewhere(archive) and not Path(archive).is_file():
            raise DuctusError(f"{archive}: {not_there(archive)}")
    return _alike(digilets_writers(), DIGILETS_SYMBOLS, DIGILETS_INSTANCES)


def _read_digilets(symbols: Sequence[str], cache: Path | None, archive: str | None):
    from ductus.data.sources.digilets import read_digilets

    return read_digilets(archive or ARCHIVES["digilets"], symbols, cache), []


def _omniglot(archive: str | None, alphabet: str) -> Source:
    with _option("archive"):
        if _elsewhere(archive):
            origin = f"{OMNIGLOT_ZIP}, which is read unless archive is the path of another"
            alphabets = {name: dict.fromkeys(of, OMNIGLOT_WRITERS) for name, of in OMNIGLOT.items()}
        else:
            from ductus.data.sources.omniglot_zip import alphabets_of, opened

            origin = archive
            with opened(Path(archive), archive) as zipped:
                alphabets = alphabets_of(zipped, archive)
    with _option("alphabet"):
        by = alphabet_in(alphabets, alphabet, origin)
    writers = sorted({writer for drawn in by.values() for writer in drawn})
    return Source(writers, list(by), 1, lambda writer, symbol: range(writer in by.get(symbol, [])))


def alphabet_in(alphabets: Mapping[str, Content], name: str, origin: str) -> Content:
    """Return what is held of an alphabet; raises DuctusError that says which there are."""
    if name not in alphabets:
        raise DuctusError(f"no {name!r} in {origin}; it has {listed(alphabets, name)}")
    return alphabets[name]


def _read_omniglot(symbols: Sequence[str], cache: Path | None, archive: str | None, alphabet: str):
    from ductus.data.sources.omniglot import read_omniglot

    return read_omniglot(archive or ARCHIVES["omniglot"], symbols, alphabet, cache)


def _own(file: str | None, y: str) -> Source:
    from ductus.data.sources.own import read_drawn

    with _option("file"):
        drawn = read_drawn(_given(file))
    writers, symbols = ({key[place] for key in drawn} for place in (0, 1))
    most = max(instances[-1] + 1 for instances in drawn.values())
    return Source(sorted(writers), sorted(symbols), most, lambda *key: drawn.get(key, []))


def _read_own(symbols: Sequence[str], cache: Path | None, file: str | None, y: str):
    from ductus.data.sources.own import read_own

    own = read_own(_given(file), symbols, y)
    return own.table, own.remarks


def _given(file: str | None) -> str:
    if not file:
        raise DuctusError("expected a .csv or .parquet for the source own, got null")
    return file


def _elsewhere(archive: str | None) -> bool:
    """Whether an archive is on the web: its makers' own, or one at an https address."""
    if archive is not None and is_url(archive):
        check_url(archive)
    return archive is None or is_url(archive)


@contextmanager
def _option(name: str) -> Iterator[None]:
    """Have an error begin with the option that it is about."""
    try:
        yield
    except DuctusError as error:
        raise DuctusError(f"{name}: {error}") from error


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
