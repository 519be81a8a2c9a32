"""Put figures and texts in place, once all of them could be made."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from ductus.errors import DuctusError
from ductus.figures.catalogue import FIGURES, caption_of
from ductus.files.atomic import write_atomically
from ductus.pages.results import readme
from ductus.pages.results.page import page
from ductus.pages.results.runs import Run

MOST_BYTES = 200_000  # of a figure that is to lie in a repository
COLOURS, SMALLER = 128, 0.85


class Figures:
    """Figures of one run, collected as they are asked for; `write` puts them into a folder."""

    def __init__(self, title: str, path_of: Callable[[str], Path]) -> None:
        self.title, self.path_of = title, path_of
        self.bitmaps: dict[str, bytes] = {}

    def markdown(self, name: str, images: str) -> str:
        """A figure with its caption, as a text refers to it that finds it in `images`."""
        if name not in self.bitmaps:
            self.bitmaps[name] = fit(self.path_of(name))
        said = name.replace("_", " ").capitalize()
        return f"![{said}: {self.title}]({images}/{name}.png)\n\n*{self.caption(name)}*"

    def caption(self, name: str) -> str:
        """The caption that the report has too."""
        words = caption_of(name).split()
        return f"{self.title}. {' '.join(words)}".replace("``", "`").replace("*", "\\*")

    def write(self, folder: Path) -> None:
        """Write what was asked for."""
        for name, content in self.bitmaps.items():
            with write_atomically(folder / f"{name}.png") as beside:
                beside.write_bytes(content)


def fit(path: Path) -> bytes:
    """A PNG of at most `MOST_BYTES`: as it is, else with fewer colours, else smaller as well."""
    content = path.read_bytes()
    try:
        image = Image.open(io.BytesIO(content)).convert("RGB")
    except OSError as error:
        raise DuctusError(f"{path}: expected a PNG: {error}") from error
    width = float(image.width)
    while len(content) > MOST_BYTES and width >= 1:
        size = round(width), max(1, round(width * image.height / image.width))
        small = image.resize(size, Image.Resampling.LANCZOS) if size != image.size else image
        buffer = io.BytesIO()
        small.quantize(COLOURS).save(buffer, "PNG", optimize=True)
        content, width = buffer.getvalue(), width * SMALLER
    return content


def publish(runs: Sequence[Run], out: Path, images: Path, front: Path | None) -> None:
    """Write the page, its figures and, if given, the block of the README.

    Parameters
    ----------
    out, images, front : the page, the folder of its figures, the README.

    Raises
    ------
    DuctusError
        A figure is missing, or the README has no place for the block; nothing is written then.
    """
    figures = Figures(runs[0].title, runs[0].figure)
    texts = {out: page(runs, lambda name: figures.markdown(name, link_from(out, images)))}
    if front is not None:
        text = front.read_text(encoding="utf-8")
        at = link_from(front, images)
        new = readme.block(runs, lambda name: figures.markdown(name, at), link_from(front, out))
        texts[front] = readme.replaced(text, new, str(front))
    for name, figure in FIGURES.items():  # one that is no longer asked for is no longer there
        if figure.target not in ("networks", "sequences"):
            (images / f"{name}.png").unlink(missing_ok=True)
    figures.write(images)
    for path, text in texts.items():
        with write_atomically(path) as beside:
            beside.write_text(text, encoding="utf-8")


def link_from(file: Path, target: Path) -> str:
    """How a link in a file reads that leads to the target."""
    return Path(os.path.relpath(target, file.parent)).as_posix()
