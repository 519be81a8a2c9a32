"""A text in three parts, as numbers: Python's own help, or any other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ductus.errors import DuctusError, not_there, one_line

PARTS = ("train", "valid", "test")
SHARES = (0.8, 0.9)  # of a text in one piece: where its first and second part end
LEAST = 200  # characters of a part


class Text(NamedTuple):
    """What is learned, what is chosen by, what is told.

    Attributes
    ----------
    name : where it is from. sha256 : of all parts, one after the other, in UTF-8.
    symbols : all characters of all parts, sorted: code k stands for the k-th.
    """

    name: str
    sha256: str
    symbols: str
    train: str
    valid: str
    test: str


def read_text(source: str | Path | None) -> Text:
    """Read a text.

    Parameters
    ----------
    source : a file; or a folder with ``train.txt``, ``valid.txt`` and ``test.txt``; or None, for
        the help topics that come with Python (``pydoc_data.topics``), in the order of their names.
        What is in one piece is cut: the first 80 % to train with, then 10 % and 10 %.

    Raises
    ------
    DuctusError
        A file is not there, is no UTF-8, is too short, or has one character only.
    """
    if source is None:
        from pydoc_data.topics import topics

        name, pieces = "pydoc_data.topics", _cut("\n".join(topics[key] for key in sorted(topics)))
    else:
        name, pieces = str(source), _read(Path(source))
    for part, piece in zip(PARTS, pieces, strict=True):
        if len(piece) < LEAST:
            raise DuctusError(
                f"{name}: expected at least {LEAST} characters to {_USE[part]}, got {len(piece)}"
            )
    if len(set(pieces[0])) < 2:
        raise DuctusError(f"{name}: expected a text, got {pieces[0][0]!r} over and over")
    whole = "".join(pieces)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return Text(name, digest, "".join(sorted(set(whole))), *pieces)


_USE = {"train": "train with", "valid": "choose by", "test": "test with"}


def encode(text: str, symbols: str) -> np.ndarray:
    """Characters as the places (N,) of each in the sorted `symbols`."""
    code = {symbol: place for place, symbol in enumerate(symbols)}
    return np.array([code[one] for one in text], dtype=np.int64)


def places(text: str) -> dict[str, np.ndarray]:
    """Where each character of a text stands: properties that a cell may tell, each (N,).

    ``quotation`` : whether it is between double quotes of one line; ``indentation`` : spaces that
    its line begins with, as far as they are written; ``line length`` : characters of its line so
    far.
    """
    quoted, indented, length = [], [], []
    for line in text.splitlines(keepends=True):
        inside, spaces, only_spaces = False, 0, True
        for place, one in enumerate(line):
            only_spaces = only_spaces and one == " "
            spaces += only_spaces
            inside = inside != (one == '"')
            quoted.append(inside)
            indented.append(spaces)
            length.append(place)
    return {
        "quotation": np.array(quoted, bool),
        "indentation": np.array(indented, float),
        "line length": np.array(length, float),
    }


def _cut(text: str) -> list[str]:
    first, second = (int(len(text) * share) for share in SHARES)
    return [text[:first], text[first:second], text[second:]]


def _read(path: Path) -> list[str]:
    if not path.exists():
        raise DuctusError(f"{path}: {not_there(path)}")
    if not path.is_dir():
        return _cut(_characters(path))
    for part in PARTS:
        if not (path / f"{part}.txt").is_file():
            raise DuctusError(f"{path}: expected {part}.txt in this folder, there is none")
    return [_characters(path / f"{part}.txt") for part in PARTS]


def _characters(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DuctusError(f"{path}: cannot be read as UTF-8 text: {one_line(error)}") from error
    if not text:
        raise DuctusError(f"{path}: expected a text, the file is empty")
    return text
