"""Modules of JavaScript as one script, since a page from disk cannot import files.

A module is a file in ``js`` that imports names from others of them, and its names are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

from ductus.errors import DuctusError

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function))", re.MULTILINE)
_NAME = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
_NAMES = re.compile(r"^(?:export )?(?:const|let) \[([^\]]*)\]", re.MULTILINE)


def source(name: str) -> str:
    """The text of a file of this room, such as ``js/network.js``."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def script(*modules: str, without: Sequence[str] = ()) -> str:
    """These modules and all that they import, each once, behind what it imports.

    Parameters
    ----------
    without : modules that are left out with all that they import, since they ran before.

    Raises
    ------
    DuctusError
        Two modules have one name for different things.
    """
    order, there = in_order(modules), in_order(without)
    owner: dict[str, str] = {}
    for module in dict.fromkeys([*there, *order]):
        for name in names_of(source(f"js/{module}.js")):
            if owner.setdefault(name, module) != module:
                raise DuctusError(f"js/{module}.js: {name} is a name in {owner[name]}.js already")
    texts = [source(f"js/{module}.js") for module in order if module not in there]
    return '"use strict";\n' + "\n".join(_EXPORT.sub("", _IMPORT.sub("", one)) for one in texts)


def in_order(modules: Iterable[str]) -> list[str]:
    """Modules and all that they import, each behind what it imports."""
    order: list[str] = []
    for module in modules:
        _add(module, order)
    return order


def names_of(text: str) -> list[str]:
    """What a module declares outside of functions, exported or not."""
    several = [name for names in _NAMES.findall(text) for name in re.findall(r"\w+", names)]
    return [*_NAME.findall(text), *several]


def _add(module: str, order: list[str], waiting: Sequence[str] = ()) -> None:
    if module in order:
        return
    if module in waiting:
        raise DuctusError(f"js/{module}.js: imports itself by way of {', '.join(waiting)}")
    for imported in _IMPORT.findall(source(f"js/{module}.js")):
        _add(imported, order, (*waiting, module))
    order.append(module)
