"""Reading what `ductus split` wrote; `ductus.data.split` says what is in it."""

from __future__ import annotations

import json
from pathlib import Path

from ductus.data.split import Split
from ductus.errors import DuctusError, one_line
from ductus.files.schema import first_problem

_TEXTS = {
    "title": "a list of different texts",
    "type": "array",
    "uniqueItems": True,
    "items": {"title": "a text", "type": "string", "minLength": 1},
}
_SOME = {**_TEXTS, "title": "a list of at least one text", "minItems": 1}
_INSTANCE = {"type": "integer", "minimum": 0}
_PROBES = {
    "type": "array",
    "items": {
        "title": "[exemplar writer, symbol, writer, instance]",
        "type": "array",
        "prefixItems": [*[_TEXTS["items"]] * 3, _INSTANCE],
        "minItems": 4,
        "maxItems": 4,
    },
}
_PROPERTIES = {
    "trained": _SOME,
    "new": _SOME,
    "training_writers": _SOME,
    "exemplars": {
        "type": "object",
        "properties": {"writers": _SOME, "instance": _INSTANCE},
        "required": ["writers", "instance"],
        "additionalProperties": False,
    },
    "same_writer": _PROBES,
    "other_writer": _PROBES,
}
RULES = {
    "type": "object",
    "properties": _PROPERTIES,
    "required": list(_PROPERTIES),
    "additionalProperties": False,
}


def read_split(path: Path) -> Split:
    """Read a split.

    Raises
    ------
    DuctusError
        The file is not there or is none; the message names the key.
    """
    try:
        split = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DuctusError(
            f"{path}: expected a split, made by `ductus split`; {one_line(error)}"
        ) from error
    problem = first_problem(split, RULES)
    if problem is None and set(split["trained"]) & set(split["new"]):
        problem = "a symbol is in trained and in new; expected it in one of them"
    if problem:
        raise DuctusError(f"{path}: expected a split, made by `ductus split`; {problem}")
    return split
