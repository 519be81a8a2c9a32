"""Which source files stand behind a stage, so that a changed one reruns it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from pathlib import Path

import grimp
from grimp import ImportGraph

PACKAGE = Path(__file__).parents[1]


def modules_behind(*modules: str, without: Iterable[str] = ()) -> list[Path]:
    """Return the source files of modules and of everything in this package that they import.

    Imports inside functions count, those for type checkers do not.

    Parameters
    ----------
    modules : below the package, such as ``commands.training``.
    without : modules or packages below the package, such as ``tracking``, that are passed over
        with what only they import, because they do not change what this use of the command writes.

    Returns
    -------
    Files, sorted; the ``__init__.py`` of each package on the way among them, since it runs first.
    """
    graph = _graph(frozenset(f"{PACKAGE.name}.{name}" for name in without))
    found = {f"{PACKAGE.name}.{module}" for module in modules}
    found |= {one for start in list(found) for one in graph.find_upstream_modules(start)}
    found |= {parent for module in found for parent in _parents(module)}
    return sorted(_file(module) for module in found)


@cache
def _graph(without: frozenset[str]) -> ImportGraph:
    if not without:
        return grimp.build_graph(PACKAGE.name, cache_dir=None, exclude_type_checking_imports=True)
    graph = deepcopy(_graph(frozenset()))
    for module in without:
        for one in (module, *graph.find_descendants(module)):
            graph.remove_module(one)
    return graph


def _parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


def _file(module: str) -> Path:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
