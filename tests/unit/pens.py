"""Strokes by the browser's own protocol: pen with pressure, finger and mouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Stroke = Sequence[tuple[float, float, float]]  # x, y (shares of the place, y down), pressure
PAUSE = 4  # milliseconds between two positions


def curve(turns: float, phase: float = 0.0, points: int = 24) -> Stroke:
    """One stroke of a figure that no data set has."""
    t = np.linspace(0, 1, points)
    x = 0.5 + 0.3 * np.sin(2 * np.pi * turns * t + phase)
    y = 0.5 + 0.35 * np.cos(2 * np.pi * t + phase)
    return list(zip(x.tolist(), y.tolist(), (0.3 + 0.5 * t).tolist(), strict=True))


def write(page: Any, place: str, strokes: Iterable[Stroke], kind: str = "pen") -> None:
    """Write onto the element that `place` selects; kind: ``pen`` or ``mouse``."""
    session = page.context.new_cdp_session(page)
    box = _box(page, place)
    for stroke in strokes:
        for i, (x, y, force) in enumerate(stroke):
            _pointer(session, "mouseMoved" if i else "mousePressed", box, (x, y), kind, force)
            page.wait_for_timeout(PAUSE)
        _pointer(session, "mouseReleased", box, stroke[-1][:2], kind, 0)


def touch(page: Any, place: str, strokes: Iterable[Stroke]) -> None:
    """The same by a finger."""
    session = page.context.new_cdp_session(page)
    box = _box(page, place)
    for stroke in strokes:
        for i, (x, y, _) in enumerate(stroke):
            at = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            what = {"type": "touchMove" if i else "touchStart", "touchPoints": [at]}
            session.send("Input.dispatchTouchEvent", what)
            page.wait_for_timeout(PAUSE)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _box(page: Any, place: str) -> dict[str, float]:
    page.locator(place).scroll_into_view_if_needed()
    return page.locator(place).bounding_box()


def _pointer(session, what: str, box, at, kind: str, force: float) -> None:
    event = {
        "type": what,
        "x": box["x"] + at[0] * box["width"],
        "y": box["y"] + at[1] * box["height"],
        "button": "left",
        "buttons": int(what != "mouseReleased"),
        "clickCount": 1,
        "pointerType": kind,
        "force": force,
    }
    session.send("Input.dispatchMouseEvent", event)
