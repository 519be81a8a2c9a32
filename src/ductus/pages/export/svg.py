"""Strokes as SVG: lines that a plotter follows, not outlines."""

from __future__ import annotations

from collections.abc import Collection
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from ductus.pages.export.setting import Placed, Setting
from ductus.pages.export.strokes import beziers

INK, LEARNED = "#000000", "#1f4fb4"  # the paper's blue, for letters learned from one example
LEAST = 0.35  # width of a stroke without pressure, of one with the largest


def svg(
    setting: Setting,
    *,
    title: str,
    size: float,
    pen: float,
    pressure: bool,
    learned: Collection[str] = (),
) -> str:
    """Letters on paper as a page of SVG.

    Each letter is a group with its name as title, and each stroke a path, in the order and
    direction of writing. With pressure, a path is a piece of a stroke with a width of its own.

    Parameters
    ----------
    size : millimetres of an em.
    pen : width of the lines in millimetres.
    pressure : whether lines are as wide as the pen was pressed, `pen` where it was most.
    learned : symbols that are drawn in blue.
    """
    width, height = (f"{size * side:.2f}" for side in (setting.width, setting.height))
    groups = [
        f"<g{_colour(one.symbol, learned)}><title>{_text(one.symbol)}</title>"
        f"{''.join(_paths(one, setting.height, size, pen, pressure))}</g>"
        for one in setting.placed
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
            f' viewBox="0 0 {width} {height}" fill="none" stroke="{INK}" stroke-width="{pen:g}"'
            ' stroke-linecap="round" stroke-linejoin="round">',
            f"<title>{_text(title)}</title>",
            *groups,
            "</svg>\n",
        ]
    )


def _text(words: str) -> str:
    """Text that XML may hold."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in words))


def _colour(symbol: str, learned: Collection[str]) -> str:
    return f" stroke={quoteattr(LEARNED)}" if symbol in learned else ""


def _paths(one: Placed, height: float, size: float, pen: float, pressure: bool) -> list[str]:
    paths = []
    for stroke in one.glyph.strokes:
        curves = beziers(stroke)
        if not len(curves):  # a dot: a line of no length has round ends
            x, y = _on_page(stroke[0], one, height, size)
            paths.append(f'<path d="M{x} {y}h0"/>')
        elif pressure:
            for curve in curves:
                wide = pen * relative_width(curve[[0, 3], 2].mean())
                paths.append(
                    f'<path stroke-width="{wide:.3g}" d="{_path([curve], one, height, size)}"/>'
                )
        else:
            paths.append(f'<path d="{_path(curves, one, height, size)}"/>')
    return paths


def relative_width(pressure):
    """Width of a stroke, over that with the largest pressure."""
    return LEAST + (1 - LEAST) * np.clip(pressure, 0, 1)


def _path(curves, one: Placed, height: float, size: float) -> str:
    words = ["M{} {}".format(*_on_page(curves[0][0], one, height, size))]
    for curve in curves:
        words.append("C" + " ".join(n for p in curve[1:] for n in _on_page(p, one, height, size)))
    return "".join(words)


def _on_page(point: np.ndarray, one: Placed, height: float, size: float) -> tuple[str, str]:
    """Millimetres from the upper left corner."""
    x, y = size * (one.x + point[0]), size * (height - one.y - point[1])
    return f"{x:.2f}", f"{y:.2f}"
