"""The part of a config that a stage is given: as JSON by its rule, by hand from a YAML file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from ductus.errors import DuctusError, one_line
from ductus.files.schema import first_problem

SCHEMA = Path(__file__).parents[3] / "workflow" / "schemas" / "config.schema.yaml"


def pick(config: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The named sections of a config, or single keys of them (``training.steps``), nested as there.

    What is not there is left out.
    """
    picked: dict[str, Any] = {}
    for name in names:
        *outer, last = name.split(".")
        source, target = config, picked
        for key in outer:
            source = source.get(key, {}) if isinstance(source, Mapping) else {}
            target = target.setdefault(key, {})
        if isinstance(source, Mapping) and last in source:
            target[last] = source[last]
    return picked


def read_sections(given: str, names: Sequence[str]) -> dict[str, Any]:
    """Read the named sections or keys, and nothing else.

    Parameters
    ----------
    given : JSON of an object, or the path of a YAML file such as ``config.resolved.yaml``.

    Raises
    ------
    DuctusError
        The file cannot be read, or a key is missing, has a wrong value or is not known.
    """
    try:
        if given.lstrip().startswith("{"):
            whole, origin = json.loads(given), "--config"
        else:
            whole, origin = yaml.safe_load(Path(given).read_text(encoding="utf-8")), given
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise DuctusError(
            f"--config: expected a YAML file or an object in JSON; {one_line(error)}"
        ) from error
    if not isinstance(whole, dict):
        raise DuctusError(f"{origin}: expected sections with keys, got {type(whole).__name__}")
    picked = pick(whole, names)
    problem = first_problem(picked, _rules(names))
    if problem:
        raise DuctusError(f"{origin}: {problem}")
    return picked


def read_schema(path: str | Path = SCHEMA) -> dict[str, Any]:
    """The schema of configs, which every job reads."""
    return _parsed(Path(path).read_text(encoding="utf-8"))


def symbols_of(value: str | list[str]) -> list[str]:
    """Return the symbols of a split's entry: a string holds one per code point, a list is as is."""
    return list(value)


def pairs_of(pairs: str | list[list[str]], new: str | list[str]) -> list[tuple[str, str]]:
    """Return the pairs to blend, in order; `neighbours` is each new symbol with the next."""
    if pairs != "neighbours":
        return [(first, second) for first, second in pairs]
    return list(pairwise(symbols_of(new)))


@cache
def _parsed(schema: str) -> dict[str, Any]:
    """By libyaml, where there is one, and once: all that is read from it only looks at it."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)(schema).get_single_data()


def _rules(names: Sequence[str]) -> dict[str, Any]:
    """The part of the config's schema that is about these sections or keys, all required."""
    whole = read_schema()
    part: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for name in names:
        rules, target = whole, part
        *outer, last = name.split(".")
        for key in outer:
            rules = rules["properties"][key]
            inner = {"type": "object", "properties": {}, "required": []}
            target["properties"].setdefault(key, inner)
            _require(target, key)
            target = target["properties"][key]
        target["properties"][last] = rules["properties"][last]
        _require(target, last)
    return {**part, "$defs": whole["$defs"]}


def _require(rules: dict[str, Any], key: str) -> None:
    if key not in rules["required"]:
        rules["required"].append(key)
