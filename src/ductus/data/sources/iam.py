"""Reader for IAM-OnDB, lines of handwriting from a whiteboard, from a folder on this machine.

Its makers give it to those who register, in several archives, unpacked into one folder::

    ascii/a01/a01-000/a01-000u.txt              the text; its lines stand after "CSR:"
    lineStrokes/a01/a01-000/a01-000u-01.xml     a line: WhiteboardCaptureSession > StrokeSet >
                                                Stroke > Point (x, y, time), y down
    original/a01/a01-000/strokesu.xml           General > Form writerID
    task1/{trainset,testset_v,testset_t,testset_f}.txt    forms by part, as published

Lines of the trainset train, and those of both test sets are held out; testset_v is for choosing,
and left alone. XML is read without trust: no entities of its own, and limits on its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import numpy as np

from ductus.data.spacing import evenly
from ductus.data.words import HELD_OUT, TRAIN, UNKNOWN, Words, gathered, steps_of
from ductus.errors import DuctusError, not_there, one_line
from ductus.files.bounded import read_bounded

SPLITS = {"trainset": TRAIN, "testset_t": HELD_OUT, "testset_f": HELD_OUT}
MOST_STEP = 60  # times the median step: a longer one is a bad recording
MAX_FILE = 16 * 2**20  # bytes
_FORM = re.compile(r"([a-z]\d\d)-(\d{3})([a-z]?)")


def read_iam(folder: str | Path, *, held_out: int, spacing: float) -> tuple[Words, list[str]]:
    """Read all lines of the published split.

    Parameters
    ----------
    folder : with the folders that are named above.
    held_out : lines to measure with, at most, spread evenly over the test sets.
    spacing : between points, in units of the lines' median height.

    Returns
    -------
    The lines, and what a reader should know of them, a line each: forms left out, and why.

    Raises
    ------
    DuctusError
        A folder or a file is not there or is none, or there is no line to train or to measure with.
    """
    folder = Path(folder)
    for name in ("ascii", "lineStrokes", "original", "task1"):
        if not (folder / name).is_dir():
            raise DuctusError(f"{folder / name}: {not_there(folder / name)}; expected IAM-OnDB's")
    found: dict[str, list] = {TRAIN: [], HELD_OUT: []}
    remarks: list[str] = []
    for name, part in SPLITS.items():
        for form in _names(folder / "task1" / f"{name}.txt"):
            found[part] += _form(folder, form, remarks)
    for part, lines in found.items():
        if not lines:
            raise DuctusError(f"{folder}: expected lines of {part}, got none; {remarks[:1]}")
    lines = found[HELD_OUT]
    chosen = np.linspace(0, len(lines) - 1, min(held_out, len(lines))).round().astype(int)
    found[HELD_OUT] = [lines[i] for i in chosen]
    heights = [np.ptp(np.concatenate(line[2])[:, 1]) for line in found[TRAIN]]
    unit = float(np.median(heights)) or 1.0
    words = []
    for part, lines in found.items():
        for writer, text, strokes in lines:
            steps = steps_of([evenly(stroke / unit, spacing) for stroke in strokes])
            places = np.full(len(steps), UNKNOWN, dtype=np.int64)
            words.append((writer, part, tuple(text), steps, places))
    return gathered(words), remarks


def lines_of(text: str, origin: str) -> list[str]:
    """The lines of a text, those after ``CSR:``."""
    _, found, said = text.partition("CSR:")
    if not found:
        raise DuctusError(f"{origin}: expected a line CSR: and the text below it")
    return [line.strip() for line in said.splitlines() if line.strip()]


def strokes_of(content: bytes, origin: str) -> list[np.ndarray]:
    """Strokes of a line, positions (n, 2), y up; a stroke may be a point.

    Raises
    ------
    DuctusError
        It is no XML, declares entities, or has no stroke with points that are numbers.
    """
    strokes: list[list[tuple[float, float]]] = []
    for name, given in _elements(content, origin):
        if name == "Stroke":
            strokes.append([])
        elif name == "Point":
            try:
                point = float(given["x"]), -float(given["y"])
            except (KeyError, ValueError) as error:
                raise DuctusError(
                    f"{origin}: expected a Point with numbers x and y, got {one_line(given)}"
                ) from error
            if not strokes or not np.isfinite(point).all():
                raise DuctusError(f"{origin}: a Point is in no Stroke, or is not finite")
            strokes[-1].append(point)
    whole = [np.array(stroke) for stroke in strokes if stroke]
    if not whole:
        raise DuctusError(f"{origin}: expected strokes with points, got none")
    return whole


def writer_of(content: bytes, origin: str) -> str:
    """The writer of a form; raises DuctusError if it does not say."""
    for name, given in _elements(content, origin):
        if name == "Form" and given.get("writerID"):
            return given["writerID"]
    raise DuctusError(f"{origin}: expected a Form with a writerID")


def too_long(strokes: list[np.ndarray]) -> bool:
    """Whether a step within a stroke is longer than any pen's: a bad recording."""
    steps = np.concatenate([np.hypot(*np.diff(stroke, axis=0).T) for stroke in strokes])
    moving = steps[steps > 0]
    return bool(len(moving)) and moving.max() > MOST_STEP * np.median(moving)


def _form(folder: Path, form: str, remarks: list[str]) -> Iterator[tuple[str, str, list]]:
    """Writer, text and strokes of each line of a form; why some are left out goes to `remarks`."""
    match = _FORM.fullmatch(form)
    if not match:
        raise DuctusError(f"{folder / 'task1'}: expected names such as a01-000u, got {form!r}")
    top, inner, letter = match[1], f"{match[1]}-{match[2]}", match[3]
    place = Path(top) / inner
    text_file = folder / "ascii" / place / f"{form}.txt"
    if not text_file.is_file():
        remarks.append(f"{form}: left out, there is no {text_file}")
        return
    texts = lines_of(read_bounded(text_file, MAX_FILE).decode("utf-8", "replace"), str(text_file))
    drawn = sorted((folder / "lineStrokes" / place).glob(f"{form}-[0-9][0-9].xml"))
    if len(drawn) != len(texts):
        remarks.append(
            f"{form}: left out, it has {len(texts)} lines of text and {len(drawn)} drawn"
        )
        return
    noted = folder / "original" / place / f"strokes{letter}.xml"
    writer = writer_of(read_bounded(noted, MAX_FILE), str(noted))
    for text, path in zip(texts, drawn, strict=True):
        strokes = strokes_of(read_bounded(path, MAX_FILE), str(path))
        if too_long(strokes):
            remarks.append(f"{path.stem}: left out, a step is over {MOST_STEP} times the median")
            continue
        yield writer, text, strokes


def _names(path: Path) -> list[str]:
    return read_bounded(path, MAX_FILE).decode("ascii", "replace").split()


def _elements(content: bytes, origin: str) -> list[tuple[str, dict[str, str]]]:
    """Names and attributes of all elements, in order; entities that a file declares are refused."""
    found: list[tuple[str, dict[str, str]]] = []

    def refuse(*_: object) -> None:
        raise DuctusError(f"{origin}: declares entities of its own, expected plain XML")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, given: found.append((name, given))
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DuctusError(f"{origin}: not whole XML: {one_line(error)}") from error
    return found
