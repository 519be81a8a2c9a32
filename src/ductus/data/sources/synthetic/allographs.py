"""Letter skeletons: how a symbol may be written, from the strokes of a vector font.

The Hershey fonts hold the centre lines of letters, so a glyph is nearly what a pen draws; but their
strokes are a draughtsman's: in any order and direction, lifted where a person goes on. General
rules turn glyphs into ways of writing (allographs); no letter is treated by name.

1. A small closed stroke is a dot, and dots come last.
2. A straight stroke goes down, a level one (a bar) to the right; a closed one goes
   round counterclockwise. Other curves keep the font's direction.
3. Strokes are written from left to right, as the font orders them where they stand over each
   other. A stroke that begins where another ends follows it. Remaining bars come last.
4. The pen stays down where it need not move through the air: onto a stroke that begins where the
   pen is, that begins on the path just written (the pen goes back along it, as from the foot of
   an "n" into its arch), or that the pen has just run into (up the stem of an "a" and down again).

Lifting the pen instead of 4, hooking the last downstroke and using a joined-up font give further
allographs.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from HersheyFonts import HersheyFonts

from ductus.errors import DuctusError

PRINT, SCRIPT = "futural", "cursive"  # single-stroke print and joined-up letters
CAP, BASELINE = 21.0, -9.0  # of a glyph in Hershey's units, y upwards: cap height, line
WIDE = {PRINT: 0.55, SCRIPT: 0.8}  # cap heights; script letters have joining strokes
KEPT = 0.4  # of a glyph's width beyond that
X_HEIGHT = 0.65  # of the cap height; lower-case letters are stretched to it
SCRIPT_SLANT = 0.35  # of the joined-up font, taken out: slant belongs to the writer
NEAR = 0.11  # strokes closer than this (cap heights) touch
DOT = 0.15  # a closed stroke smaller than this is a dot,
TICK = np.array([[-0.015, 0.02], [0.015, -0.02]])  # which is written like this
COLUMN = 0.12  # strokes whose middles fall into one column stand over each other
HOOK = 0.16  # radius of the hook after a last downstroke

Path = np.ndarray  # (points, 2), x to the right, y upwards, cap height 1, baseline 0
Allograph = tuple[Path, ...]  # one path a pen-down stroke


@cache
def allographs(symbol: str) -> tuple[dict[str, Allograph], ...]:
    """The ways of writing a symbol, commonest kind first, each kind by the names of its variants.

    Parameters
    ----------
    symbol : one that the print font holds.

    Returns
    -------
    The print kind, then the script kind where the fonts differ; each a dict with `joined`, and
    `lifted` and `hooked` where they differ from it. An allograph is a tuple of (points, 2) arrays.

    Raises
    ------
    DuctusError
        The font has no such symbol.
    """
    if _glyph(PRINT, symbol) is None:
        raise DuctusError(
            f"synthetic: symbol {symbol!r} is not in the font {PRINT!r}; "
            "expected a single printable ASCII character, such as a-z, A-Z, 0-9"
        )
    kinds = [_variants(symbol, _directed(_normalised(PRINT, symbol)))]
    if _glyph(SCRIPT, symbol) not in (None, _glyph(PRINT, symbol)):
        kinds.append({"joined": _joined(_directed(_normalised(SCRIPT, symbol)))})
    return tuple(kinds)


def _variants(symbol: str, strokes: list[Path]) -> dict[str, Allograph]:
    joined = _joined(strokes)
    found = {"joined": joined}
    if len(strokes) > len(joined):
        found["lifted"] = tuple(strokes)
    if symbol.islower() and (hooked := _hooked(joined)) is not None:
        found["hooked"] = hooked
    return found


@cache
def _font(name: str) -> dict:
    fonts = HersheyFonts()
    fonts.load_default_font(name)
    return fonts.all_glyphs


def _glyph(font: str, symbol: str) -> list[list[tuple[float, float]]] | None:
    glyph = _font(font).get(symbol)
    strokes = [list(s) for s in glyph.strokes] if glyph else []
    return strokes or None


def _normalised(font: str, symbol: str) -> list[Path]:
    """A glyph's strokes in cap heights, y upwards, upright, lower case at the common x-height."""
    strokes = [np.asarray(s, float) * [1, -1] for s in _glyph(font, symbol)]
    strokes = [(s - [0, BASELINE]) / CAP for s in strokes]
    if font == SCRIPT:
        strokes = [s - np.outer(s[:, 1], [SCRIPT_SLANT, 0]) for s in strokes]
    if symbol.islower():
        own = (max(-y for stroke in _glyph(font, "x") for _, y in stroke) - BASELINE) / CAP
        knots = [-1, 0, own, 1, 1.5], [-1, 0, X_HEIGHT, 1, 1.5]
        strokes = [np.column_stack([s[:, 0], np.interp(s[:, 1], *knots)]) for s in strokes]
    return [s * [_narrowing(strokes, WIDE[font]), 1] for s in strokes]


def _narrowing(strokes: list[Path], wide: float) -> float:
    """People write wide letters, such as m, narrower than fonts do: by what factor."""
    width = np.ptp(np.concatenate(strokes)[:, 0])
    return 1.0 if width < wide else (wide + (width - wide) * KEPT) / width


# --- rules 1-3: dots, direction, order -------------------------------------------------------


def _length(path: Path) -> float:
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def _is_straight(path: Path) -> bool:
    return np.hypot(*(path[-1] - path[0])) > 0.97 * _length(path)


def _is_bar(path: Path) -> bool:
    dx, dy = np.abs(path[-1] - path[0])
    return _is_straight(path) and dy < 0.2 * dx


def _is_dot(path: Path) -> bool:
    return len(path) == len(TICK) and np.allclose(np.ptp(path, axis=0), np.ptp(TICK, axis=0))


def _as_people_do(path: Path) -> Path:
    """Rules 1 and 2 for one stroke: a dot, or the direction in which it is written."""
    closed = np.allclose(path[0], path[-1])
    if closed and np.ptp(path, axis=0).max() < DOT:
        return path.mean(axis=0) + TICK
    if _is_straight(path):
        (x0, y0), (x1, y1) = path[0], path[-1]
        wrong = x1 < x0 if _is_bar(path) else y1 > y0
        return path[::-1] if wrong else path
    if closed:
        x, y = path.T
        area = np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
        return path[::-1] if area < 0 else path
    return path


def _directed(strokes: list[Path]) -> list[Path]:
    """Rules 1 to 3: the strokes in the order and direction in which a person writes them."""
    left = [_as_people_do(s) for s in strokes]
    columns = [round(s[:, 0].mean() / COLUMN) for s in left]
    left = [s for _, s in sorted(zip(columns, left, strict=True), key=lambda pair: pair[0])]
    done: list[Path] = []
    while left:
        following = [s for s in left if done and _near(done[-1][-1], s[0])]
        free = [s for s in left if not any(_leads_on(o, [s]) for o in left if o is not s)]
        waits = [(_is_dot(s), _is_bar(s) and not _leads_on(s, left)) for s in free]
        first = [s for s, wait in zip(free, waits, strict=True) if wait == min(waits)]
        chosen = (following or first or left)[0]
        left = [s for s in left if s is not chosen]
        done.append(chosen)
    return done


def _leads_on(stroke: Path, strokes: list[Path]) -> bool:
    """Whether another stroke begins where this one ends."""
    return any(_near(stroke[-1], s[0]) for s in strokes if s is not stroke)


# --- rule 4: joins ---------------------------------------------------------------------------


def _near(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.hypot(*(a - b)) < NEAR)


def _touch(point: np.ndarray, path: Path) -> tuple[int, np.ndarray] | None:
    """Where a point lies on a path: the edge's index and the nearest point on it; the last such."""
    a, d = path[:-1], np.diff(path, axis=0)
    share = np.clip(np.sum((point - a) * d, axis=1) / np.maximum(np.sum(d * d, axis=1), 1e-9), 0, 1)
    on = a + share[:, None] * d
    away = np.hypot(*(on - point).T)
    if away.min() > NEAR:
        return None
    edge = int(np.flatnonzero(away < away.min() + 1e-6)[-1])
    return edge, on[edge]


def _join(path: Path, stroke: Path) -> Path | None:
    """The path carried on into the next stroke without lifting the pen, or None (rule 4)."""
    if _is_dot(stroke) or _is_dot(path):
        return None
    if _near(path[-1], stroke[0]):
        return np.vstack([path[:-1], stroke])
    if _near(path[-1], stroke[-1]) and _is_straight(stroke) and not _is_bar(stroke):
        return np.vstack([path[:-1], stroke[::-1]])
    if _is_bar(stroke):
        return None
    ways = []
    if (touch := _touch(stroke[0], path)) is not None:
        back = np.vstack([path[: touch[0] : -1], touch[1][None]])
        ways.append((back, np.vstack([path[:-1], back, stroke[1:]])))
    if (touch := _touch(path[-1], stroke)) is not None:
        back = np.vstack([touch[1][None], stroke[touch[0] :: -1]])
        ways.append((back, np.vstack([path[:-1], back, stroke[1:]])))
    return min(ways, key=lambda way: _length(way[0]))[1] if ways else None


def _joined(strokes: list[Path]) -> Allograph:
    paths = [strokes[0]]
    for stroke in strokes[1:]:
        longer = _join(paths[-1], stroke)
        if longer is None:
            paths.append(stroke)
        else:
            paths[-1] = longer
    return tuple(paths)


def _hooked(paths: Allograph) -> Allograph | None:
    """The same with a hook to the right where the last path ends downwards on the line, or None."""
    last = max(i for i, p in enumerate(paths) if i == 0 or not _is_dot(p))
    hooked = _hook(paths[last])
    return None if hooked is None else (*paths[:last], hooked, *paths[last + 1 :])


def _hook(path: Path) -> Path | None:
    dx, dy = path[-1] - path[-2]
    if not (dy < 0 and abs(dx) < 0.2 * abs(dy) and abs(path[-1, 1]) < 0.05):
        return None
    angle = np.linspace(np.pi, 1.6 * np.pi, 6)
    arc = path[-1] + HOOK * np.column_stack([1 + np.cos(angle), 1 + np.sin(angle)])
    return np.vstack([path[:-1], arc])
