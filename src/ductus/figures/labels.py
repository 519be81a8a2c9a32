"""What symbols are called in figures: themselves where the font has them; short, no two alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"  # comes with matplotlib, so that figures are the same everywhere
LONGEST = 12  # characters of a label
SMALLEST = 6.5  # points
UNSAID = {"LETTER", "SYLLABLE", "CAPITAL", "VOWEL"}  # in names of symbols
RIGHT_TO_LEFT = {"R", "AL", "AN"}
ISOLATE, END = "\u2068", "\u2069"  # within, a text has its own direction and turns no other

_LABELS: ContextVar[Mapping[str, str]] = ContextVar("labels")  # of the run that is drawn


@contextmanager
def labelled(symbols: Iterable[str]) -> Iterator[None]:
    """Within, `literal` tells these symbols apart."""
    token = _LABELS.set(labels_of(symbols))
    try:
        yield
    finally:
        _LABELS.reset(token)


def literal(symbol: str) -> str:
    """A symbol's label, as text that matplotlib writes as it is, dollar signs included."""
    known = _LABELS.get({})
    return known[symbol] if symbol in known else labels_of([symbol])[symbol]


def labels_of(symbols: Iterable[str]) -> dict[str, str]:
    """A label for each symbol, and another for each.

    Where the font lacks a symbol, its name in Unicode without the script, such as ``‹ga›``, and
    with the code point if two symbols have that name; of a long name its beginning and its end.
    """
    symbols = list(dict.fromkeys(symbols))
    labels = {symbol: _shortened(_said(symbol)) for symbol in symbols}
    exact = {symbol: _shortened(_said(symbol, exactly=True)) for symbol in symbols}
    counted = {symbol: f"{_said(symbol)[:8]}…{i}" for i, symbol in enumerate(symbols, 1)}
    for better in (exact, counted):
        times = Counter(labels.values())
        labels = {s: label if times[label] == 1 else better[s] for s, label in labels.items()}
    return {symbol: _isolated(label.replace("$", r"\$")) for symbol, label in labels.items()}


def width_of(label: str, size: float, bold: bool = False) -> float:
    """Inches that a label takes in `size` points."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return (
        text_to_path.get_text_width_height_descent(label.replace(r"\$", "$"), font, False)[0] / 72
    )


def widest(symbols: Iterable[str], size: float, bold: bool = False) -> float:
    """Inches that the widest of the symbols' labels takes in `size` points."""
    return max((width_of(literal(symbol), size, bold) for symbol in symbols), default=0.0)


def name_size(symbols: Iterable[str], room: float, largest: float = 12) -> float:
    """Size (points) in which no label of the symbols is wider than `room` inches, if readable."""
    width = widest(symbols, largest, bold=True)
    return largest if width <= room else max(SMALLEST, largest * room / width)


def _said(symbol: str, exactly: bool = False) -> str:
    if _drawable(symbol):
        return symbol
    return f"‹{' '.join(c if _drawable(c) else _named(c, exactly) for c in symbol)}›"


@cache
def _drawable(text: str) -> bool:
    fonts = (get_font(findfont(FontProperties(family=FONT, weight=w))) for w in ("normal", "bold"))
    return text.isprintable() and all(f.get_char_index(ord(c)) for f in fonts for c in text)


def _named(character: str, exactly: bool) -> str:
    words = unicodedata.name(character, "").split()[1:]
    said = " ".join(word.lower() for word in words if word not in UNSAID)
    code = f"U+{ord(character):04X}"
    if not said or code[2:] in " ".join(words):
        return code
    return f"{said} {code}" if exactly else said


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[:6]}…{label[-5:]}"


def _isolated(label: str) -> str:
    turns = any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in label)
    return f"{ISOLATE}{label}{END}" if turns else label
