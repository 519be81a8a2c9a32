"""Reader for the cursive words of cursivetransformer, from a .zip on this machine or the web.

One writer's words in joined hand, many of random letters: a JSON list in a zip, an item each::

    {"metadata": {"asciiSequence": "hello", "aspectRatio": 1.5}, "points": [[x, y, pen down], ...]}

y counts downwards, x is to be multiplied by the aspect ratio; a stroke ends where the pen is not
down. One file is known, by its sha256; it has no
licence, so it is read where it is asked for and never passed on. What is in it is still read
without trust: of the zip one member, with a limit on its size, and of the JSON nothing but texts
and numbers.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from ductus.data.sources.archive import read_whole
from ductus.data.sources.catalogue import ARCHIVES, CURSIVE_CHECKSUM
from ductus.data.sources.omniglot_zip import PLAIN, opened
from ductus.data.spacing import evenly
from ductus.data.words import HELD_OUT, TRAIN, UNKNOWN, Words, gathered, steps_of
from ductus.errors import DuctusError, one_line

MAX_JSON = 128 * 2**20  # bytes
MOST = 100  # letters of a text
WRITER = "greydanus"
HELD = 10  # one in so many items is held out


def read_cursive(
    archive: str | None, cache: Path | None, *, held_out: int, spacing: float
) -> Words:
    """Read all words; one in ten is held out, at most `held_out`.

    Parameters
    ----------
    archive : path or https address of the one file; None: from its makers.
    cache : folder for a download.
    held_out : how many words to measure with, at most.
    spacing : between points, in units of the words' median height.

    Raises
    ------
    DuctusError
        The file is missing, cannot be fetched, or is not the one that is known.
    """
    origin = archive or ARCHIVES["cursive"]
    whole = read_whole(origin, CURSIVE_CHECKSUM, cache)
    items = words_of(json_of(whole, origin), origin)
    heights = [np.ptp(np.concatenate(strokes)[:, 1]) for _, strokes in items]
    unit, found, held = float(np.median(heights)) or 1.0, [], 0
    for number, (text, strokes) in enumerate(items):
        apart = number % HELD == HELD - 1 and held < held_out
        held += apart
        steps = steps_of([evenly(stroke / unit, spacing) for stroke in strokes])
        places = np.full(len(steps), UNKNOWN, dtype=np.int64)
        found.append((WRITER, HELD_OUT if apart else TRAIN, text, steps, places))
    return gathered(found)


def json_of(archive: bytes, origin: str) -> Any:
    """What the one .json in a zip says; raises DuctusError if there is none, or it is no JSON."""
    with opened(archive, origin) as zipped:
        members = [m for m in zipped.infolist() if m.filename.endswith(".json")]
        members = [m for m in members if not m.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            raise DuctusError(f"{origin}: expected one .json, got {len(members)}")
        member = members[0]
        if member.compress_type not in PLAIN or member.file_size > MAX_JSON:
            raise DuctusError(
                f"{origin}: {member.filename}: expected at most {MAX_JSON >> 20} MB, stored or "
                "deflated"
            )
        with zipped.open(member) as file:
            content = file.read(member.file_size)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DuctusError(f"{origin}: expected JSON; {one_line(error)}") from error


def words_of(items: Any, origin: str) -> list[tuple[tuple[str, ...], list[np.ndarray]]]:
    """Text and strokes of each item, each stroke positions (n, 2), y up.

    Raises
    ------
    DuctusError
        It is no list of such items; the message says which one, counted from 0.
    """
    if not isinstance(items, list) or not items:
        raise DuctusError(f"{origin}: expected a list of words, got {type(items).__name__}")
    found = []
    for number, item in enumerate(items):
        problem = None
        try:
            said, points = item["metadata"], item["points"]
            text, ratio = said["asciiSequence"], float(said["aspectRatio"])
            rows = np.array(points, dtype=np.float64)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            problem = one_line(error)
        else:
            problem = _problem(text, ratio, rows)
        if problem:
            raise DuctusError(
                f"{origin}: item {number}: expected asciiSequence, aspectRatio and points "
                f"[x, y, pen down]; {problem}"
            )
        found.append((tuple(text), _strokes(rows, ratio)))
    return found


def _problem(text: Any, ratio: float, rows: np.ndarray) -> str | None:
    if not isinstance(text, str) or not 0 < len(text) <= MOST or not text.isprintable():
        return f"the text is {one_line(text)!r}"
    if not 0 < ratio < math.inf:
        return f"the aspect ratio is {ratio}"
    if rows.ndim != 2 or rows.shape[1] != 3 or len(rows) < 2:
        return f"the points have the shape {rows.shape}"
    if not np.isfinite(rows).all() or np.abs(rows).max() > 1e6:
        return "a point is not finite, or out of all bounds"
    return None


def _strokes(rows: np.ndarray, ratio: float) -> list[np.ndarray]:
    return np.split(rows[:, :2] * (ratio, -1.0), np.flatnonzero(rows[:-1, 2] < 0.5) + 1)
