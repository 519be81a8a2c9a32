"""Whether all text of a figure can be read: by the boxes that the renderer gives it."""

from __future__ import annotations

from itertools import combinations
from unittest import mock

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ductus.figures.style import settle

SLACK = 1.0  # pixels; boxes of letters have air
SMALLEST = 6.0  # points


def drawn_texts(figure: Figure) -> list[Text]:
    """What is written when a figure is saved, and nothing that is hidden or out of sight."""
    settle(figure)  # as in saving
    found: list[Text] = []
    draw = Text.draw

    def noting(text: Text, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            found.append(text)
        return draw(text, *args, **kwargs)

    with mock.patch.object(Text, "draw", noting):
        figure.draw_without_rendering()
    return found


def unreadable(figure: Figure) -> list[str]:
    """Each text that is too small, on another text or on another panel, and what is cut off."""
    texts = drawn_texts(figure)
    drawn, inches = figure.get_tightbbox(), Bbox([(0, 0), figure.get_size_inches()])
    boxes = [Text.get_window_extent(text).padded(-SLACK) for text in texts]
    said = [repr(text.get_text()) for text in texts]
    page = figure.bbox.padded(SLACK)
    problems = [
        f"{name}: {text.get_fontsize():.1f} points"
        for text, name in zip(texts, said, strict=True)
        if text.get_fontsize() < SMALLEST
    ]
    problems += [
        f"{name} beyond the edge"
        for box, name in zip(boxes, said, strict=True)
        if not _within(box, page)
    ]
    if not _within(drawn, inches.padded(0.03)):
        problems.append(f"something is drawn beyond the edge: {drawn}")
    problems += [
        f"{said[i]} on {said[j]}"
        for i, j in combinations(range(len(texts)), 2)
        if boxes[i].overlaps(boxes[j]) and not (_aslant(texts[i]) or _aslant(texts[j]))
    ]
    for axes in figure.findobj(Axes):
        if not axes.axison or not axes.get_visible():
            continue
        panel = axes.get_window_extent().padded(-SLACK)
        problems += [
            f"{name} on a panel of others"
            for text, box, name in zip(texts, boxes, said, strict=True)
            if box.overlaps(panel) and not _of(text, axes)
        ]
    return problems


def _within(box: Bbox, page: Bbox) -> bool:
    return page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


def _aslant(text: Text) -> bool:
    return text.get_rotation() % 90 != 0


def _of(text: Text, axes: Axes) -> bool:
    """Whether a text belongs to axes, or to others in the same place."""
    own = text.axes
    return own is not None and own.get_position(original=False).overlaps(axes.get_position())
