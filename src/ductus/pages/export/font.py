"""A TrueType font of an alphabet, in which the ways to write a letter take turns."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

import numpy as np
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph as Outline

from ductus.errors import DuctusError
from ductus.files.atomic import write_atomically
from ductus.pages.export.letters import Alphabet, Glyph
from ductus.pages.export.outlines import outlines
from ductus.pages.export.setting import GAP, LEADING, SPACE
from ductus.pages.export.strokes import polyline
from ductus.pages.export.svg import relative_width

UNITS = 2048  # of an em, as usual
PRIVATE = 0xE000  # where letters begin that have no code point of their own
MOST = 65_000  # glyphs
PENS = (0.005, 1.0)  # ems: thinner ones are finer than the units
FURTHEST = 12  # ems from the origin: coordinates are of 16 bits
NO_DATE = 2082844800  # 1970 in seconds since 1904: the same letters make the same bytes


def write_font(path: Path, alphabet: Alphabet, name: str, *, pen: float, pressure: bool) -> None:
    """Write a font.

    A letter of several code points (``fi``, or a name such as ``Aramaic01``) is in the private use
    area, in the order of the alphabet, and is put in place of its code points where all of these
    are letters as well. By the feature `calt`, each position of a text takes the next way to write
    its letter.

    Parameters
    ----------
    name : of the font.
    pen : width of the strokes in ems.
    pressure : whether strokes are as wide as the pen was pressed, `pen` where it was most.

    Raises
    ------
    DuctusError
        There is more than a font can hold, or the file cannot be written.
    """
    ways = max(map(len, alphabet.glyphs.values()))
    _check(alphabet, ways, pen)
    code_of = code_points(alphabet)
    spaces = [_named(ord(" "), way) for way in range(ways)]
    glyphs: dict[str, Outline] = {".notdef": _box(), **{name: _drawn([]) for name in spaces}}
    advances = dict.fromkeys(glyphs, round(UNITS * SPACE))
    for symbol, code in code_of.items():
        own = alphabet.glyphs[symbol]
        for way in range(ways):
            glyph, named = own[way % len(own)], _named(code, way)
            glyphs[named] = _drawn(_outlines(glyph, pen, pressure))
            advances[named] = round(UNITS * (glyph.width + GAP))

    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    codes = {code: _named(code, 0) for code in [ord(" "), *code_of.values()]}
    builder.setupCharacterMap({**codes, 0xA0: spaces[0]})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(
        {named: (advances[named], getattr(glyph, "xMin", 0)) for named, glyph in glyphs.items()}
    )
    reach = [(glyph.yMin, glyph.yMax) for glyph in glyphs.values() if glyph.numberOfContours]
    ascent, descent = max(high for _, high in reach), min(min(low for low, _ in reach), 0)
    gap = max(round(UNITS * LEADING) - (ascent - descent), 0)
    builder.setupHorizontalHeader(ascent=ascent, descent=descent, lineGap=gap)
    builder.setupNameTable(_names(name))
    builder.setupOS2(
        sTypoAscender=ascent,
        sTypoDescender=descent,
        sTypoLineGap=gap,
        usWinAscent=ascent,
        usWinDescent=-descent,
        fsType=0,  # may be embedded
    )
    builder.setupPost()
    builder.updateHead(created=NO_DATE, modified=NO_DATE)
    builder.font.recalcTimestamp = False
    rules = features(code_of, ways)
    if rules:
        addOpenTypeFeaturesFromString(builder.font, rules)
    with write_atomically(path) as beside:
        builder.save(beside)


def code_points(alphabet: Alphabet) -> dict[str, int]:
    """The code point at which a font has each letter."""
    single = {symbol: ord(symbol) for symbol in alphabet.glyphs if len(symbol) == 1}
    free = (code for code in count(PRIVATE) if code not in single.values())
    return {symbol: single.get(symbol) or next(free) for symbol in alphabet.glyphs}


def features(code_of: Mapping[str, int], ways: int) -> str:
    """Rules of substitution, in the language of feature files."""
    blocks = []
    joined = [
        f"sub {' '.join(_named(code_of[part], 0) for part in symbol)} by {_named(code, 0)};"
        for symbol, code in sorted(code_of.items(), key=lambda item: -len(item[0]))
        if len(symbol) > 1 and all(part in code_of for part in symbol)
    ]
    if joined:
        blocks.append(f"feature ccmp {{\n{chr(10).join(joined)}\n}} ccmp;")
    if ways > 1:
        codes = [ord(" "), *code_of.values()]
        lists = [" ".join(_named(code, way) for code in codes) for way in range(ways)]
        classes = [f"@way{way} = [{names}];" for way, names in enumerate(lists)]
        # The letter before has had its turn already; after the last way the first stays.
        turns = [f"sub @way{way - 1} @way0' by @way{way};" for way in range(1, ways)]
        blocks += [*classes, f"feature calt {{\n{chr(10).join(turns)}\n}} calt;"]
    return "\n".join(blocks)


def _check(alphabet: Alphabet, ways: int, pen: float) -> None:
    """Raise DuctusError unless a font can hold the letters."""
    if (len(alphabet.glyphs) + 1) * ways > MOST:
        raise DuctusError(
            f"export.variants: a font holds {MOST} glyphs, but {len(alphabet.glyphs)} letters are "
            f"to be written in {ways} ways"
        )
    thin, thick = PENS
    if not thin <= pen <= thick:
        raise DuctusError(
            f"export.pen: expected {thin:g} to {thick:g} of export.size for a font, got {pen:.3g}"
        )
    for symbol, own in alphabet.glyphs.items():
        far = max(np.abs(stroke[:, :2]).max() for glyph in own for stroke in glyph.strokes)
        if far > FURTHEST:
            raise DuctusError(
                f"{symbol!r} is written {far:.1f} ems large, and a font has no room for more than "
                f"{FURTHEST}; try a smaller export.noise"
            )


def _named(code: int, way: int) -> str:
    named = f"uni{code:04X}" if code <= 0xFFFF else f"u{code:X}"
    return f"{named}.{way}" if way else named


def _outlines(glyph: Glyph, pen: float, pressure: bool) -> list[np.ndarray]:
    lines = [polyline(stroke, pen / 4) for stroke in glyph.strokes]
    widths = [
        pen * (relative_width(line[:, 2]) if pressure else np.ones(len(line))) for line in lines
    ]
    shift = np.array([GAP / 2, 0.0])
    return outlines([line[:, :2] + shift for line in lines], widths, 1 / UNITS)


def _drawn(rings: list[np.ndarray]) -> Outline:
    pen = TTGlyphPen(None)
    for ring in rings:
        first, *rest = ring.tolist()
        pen.moveTo(first)
        for point in rest:
            pen.lineTo(point)
        pen.closePath()
    glyph = pen.glyph()
    glyph.recalcBounds(None)
    return glyph


def _box() -> Outline:
    """What stands for a character that the font lacks."""
    low, high, side, line = 0, UNITS // 2, UNITS // 3, UNITS // 40
    outer = [(line, low), (line, high), (side, high), (side, low)]
    inner = [
        (2 * line, line),
        (side - line, line),
        (side - line, high - line),
        (2 * line, high - line),
    ]
    return _drawn([np.array(outer), np.array(inner)])


def _names(name: str) -> dict[str, str]:
    plain = "".join(c for c in name if c.isascii() and c.isalnum()) or "Ductus"
    return {
        "familyName": name,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"{name} Regular",
        "fullName": name,
        "psName": f"{plain[:55]}-Regular",
        "version": "Version 1.000",
    }
