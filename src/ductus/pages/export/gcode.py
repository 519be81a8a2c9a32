"""Strokes as G-code, for plotters and whatever else holds a pen."""

from __future__ import annotations

from ductus.pages.export.setting import Setting
from ductus.pages.export.strokes import polyline

STEP = 0.2  # millimetres, about, of a straight piece


def gcode(
    setting: Setting, *, title: str, size: float, feed: float, pen_up: str, pen_down: str
) -> str:
    """Letters on paper as a program: millimetres, y upwards, the origin at the lower left corner.

    Parameters
    ----------
    size : millimetres of an em.
    feed : millimetres a minute while the pen is down.
    pen_up, pen_down : the commands that lift and lower the pen.
    """
    width, height = size * setting.width, size * setting.height
    lines = [
        f"; {title.encode('ascii', 'replace').decode()}",
        f"; {width:.1f} mm wide, {height:.1f} mm high",
        "G21 ; millimetres",
        "G90 ; absolute positions",
        pen_up,
        f"G1 F{feed:g}",
    ]
    for letter in setting.placed:
        for stroke in letter.glyph.strokes:
            points = [
                (size * (letter.x + x), size * (letter.y + y))
                for x, y, _ in polyline(stroke, STEP / size)
            ]
            at = [f"X{x:.2f} Y{y:.2f}" for x, y in points]
            lines += [f"G0 {at[0]}", pen_down, *(f"G1 {one}" for one in at[1:]), pen_up]
    return "\n".join([*lines, "G0 X0 Y0", "M2", ""])
