"""Letters on paper: words, or all letters as a sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ductus.errors import DuctusError, listed
from ductus.pages.export.letters import Alphabet, Glyph

GAP = 0.13  # ems between the middles of two letters' nearest strokes
SPACE = 0.4  # ems of a space
LEADING = 1.25  # ems from line to line
MARGIN = 0.5  # ems around it all
ROW = 24  # letters of a sheet's row, about


class Placed(NamedTuple):
    """A letter where it stands: the left end of its line, y upwards, in ems."""

    symbol: str
    glyph: Glyph
    x: float
    y: float


class Setting(NamedTuple):
    """Letters on paper of this width and height in ems; y is 0 at the lower edge."""

    placed: list[Placed]
    width: float
    height: float


def words(alphabet: Alphabet, text: str) -> Setting:
    """Set a text; each letter takes another way to be written than the time before.

    A line that begins with letters of a script from right to left runs so; runs of the other
    direction within a line keep theirs.

    Raises
    ------
    DuctusError
        The text has nothing to write, or a character that is no letter of the alphabet.
    """
    lines = [_symbols(line, alphabet) for line in text.splitlines()]
    if not any(symbol is not None for line in lines for symbol in line):
        raise DuctusError("--text: expected letters, got nothing to write")
    used: dict[str, int] = {}
    rows = []
    for line in lines:
        chosen = []
        for symbol in line:
            ways = alphabet.glyphs.get(symbol, [None])
            chosen.append((symbol, ways[used.get(symbol, 0) % len(ways)]))
            used[symbol] = used.get(symbol, 0) + 1
        rows.append(_as_seen(chosen))
    return _set(alphabet, rows)


def sheet(alphabet: Alphabet) -> Setting:
    """All letters in order, the ways to write each beside each other."""
    most = max(map(len, alphabet.glyphs.values()))
    letters = list(alphabet.glyphs.items())
    each = max(ROW // most, 1)
    rows = [
        [(symbol, way) for symbol, ways in letters[i : i + each] for way in ways]
        for i in range(0, len(letters), each)
    ]
    cell = max(way.width for ways in alphabet.glyphs.values() for way in ways) + 2 * GAP
    return _set(alphabet, rows, cell)


def symbols_in(text: str, known: Iterable[str]) -> list[str | None]:
    """Cut a text into known symbols, the longest that fits each time; None is a space.

    Letters that Unicode has in two forms (é as one code point, or as e and an accent) are the same.

    Raises
    ------
    DuctusError
        A character begins no known symbol.
    """
    by_form = {unicodedata.normalize("NFC", symbol): symbol for symbol in known}
    text = unicodedata.normalize("NFC", text)
    longest = max(map(len, by_form))
    found: list[str | None] = []
    place = 0
    while place < len(text):
        pieces = (text[place : place + n] for n in range(longest, 0, -1))
        piece = next((piece for piece in pieces if piece in by_form), None)
        if piece is None and not text[place].isspace():
            there = listed(by_form.values(), text[place])
            raise DuctusError(f"--text: {text[place]!r} is none of the letters: {there}")
        found.append(None if piece is None else by_form[piece])
        place += len(piece or " ")
    return found


def _symbols(line: str, alphabet: Alphabet) -> list[str | None]:
    return symbols_in(line, alphabet.glyphs)


def _as_seen(line: Sequence[tuple[str | None, Glyph | None]]) -> list:
    """A line in the order from left to right."""
    directions = [_direction(symbol) for symbol, _ in line]
    whole = next((way for way in directions if way), "L")
    # What has no direction goes with what stands before it, a space between two runs with the line.
    for i, way in enumerate(directions):
        after = next((later for later in directions[i:] if later), whole)
        before = directions[i - 1] if i else whole
        directions[i] = way or (before if before == after else whole)
    runs = [
        [letter for letter, _ in run]
        for _, run in groupby(zip(line, directions, strict=True), key=lambda pair: pair[1])
    ]
    ways = [way for way, _ in groupby(directions)]
    runs = [run[::-1] if way == "R" else run for run, way in zip(runs, ways, strict=True)]
    return [letter for run in (runs[::-1] if whole == "R" else runs) for letter in run]


def _direction(symbol: str | None) -> str:
    """``L`` or ``R`` of a letter that has a direction, else nothing."""
    classes = {unicodedata.bidirectional(character) for character in symbol or ""}
    if classes & {"R", "AL"}:
        return "R"
    return "L" if classes & {"L", "EN", "AN"} else ""


def _set(
    alphabet: Alphabet, rows: Sequence[Sequence[tuple[str | None, Glyph | None]]], cell: float = 0
) -> Setting:
    """Rows one below the other; with a cell's width, a letter stands in the middle of its cell."""
    placed, widest = [], 0.0
    base = MARGIN - alphabet.bottom + LEADING * (len(rows) - 1)
    for number, row in enumerate(rows):
        x = MARGIN
        for symbol, glyph in row:
            if glyph is None:
                x += SPACE
                continue
            advance = max(cell, glyph.width + GAP)
            left = x + (advance - glyph.width) / 2
            placed.append(Placed(symbol, glyph, left, base - number * LEADING))
            x += advance
        widest = max(widest, x)
    height = base + alphabet.top + MARGIN
    return Setting(placed, widest + MARGIN, height)
