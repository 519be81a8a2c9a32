"""Check a value against a JSON schema and say in one plain line what is wrong.

The words come from the schema itself: its `title` where there is one, else its types and bounds.
"""

from __future__ import annotations

import difflib
import math
import numbers
import re
from collections.abc import Iterator
from typing import Any

import jsonschema


def first_problem(config: dict[str, Any], rules: dict[str, Any]) -> str | None:
    """Return what is wrong with `config` by the JSON schema `rules`, None if nothing is."""
    errors = list(_Validator(rules).iter_errors(config))
    if not errors:
        return None
    # A mistyped key explains more than what else is wrong.
    return _explain(min(errors, key=lambda e: e.validator != "additionalProperties"), rules)


def _is_integer(_: Any, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)  # 3.0 would break range()


def _is_number(_: Any, value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)


_Base = jsonschema.Draft202012Validator
_Validator = jsonschema.validators.extend(
    _Base,
    type_checker=_Base.TYPE_CHECKER.redefine("integer", _is_integer).redefine("number", _is_number),
)


def _explain(error: jsonschema.ValidationError, rules: dict[str, Any]) -> str:
    """Say in one line which key is wrong, what was expected and what came."""
    place = _path(error.absolute_path)
    if error.validator == "additionalProperties":
        return _unknown_key(error, rules)
    if error.validator == "required":
        key = next(k for k in error.validator_value if k not in error.instance)
        wanted = expectation(error.schema["properties"][key], rules)
        return f"{place + '.' if place else ''}{key} is missing; expected {wanted}"
    if error.validator == "uniqueItems":
        twice = next(v for i, v in enumerate(error.instance) if v in error.instance[:i])
        return f"{place}: expected each item once, got {twice!r} twice"
    wanted, came = expectation(error.schema, rules), _short(error.instance)
    said = f"expected {wanted}, got {came}{_hint(error.instance, error.schema, rules)}"
    return f"{place}: {said}" if place else said


def _unknown_key(error: jsonschema.ValidationError, rules: dict[str, Any]) -> str:
    here = list(error.schema["properties"])
    key = next(str(k) for k in error.instance if k not in here)
    path = _path([*error.absolute_path, key])
    known = list(_keys(rules))
    if "." in key:  # `--config training.steps=5` makes a key with a dot in it
        near = difflib.get_close_matches(key, known, n=1)
        if near:
            outer, _, inner = near[0].rpartition(".")
            return f"{path} is not a key; write it nested, {outer}: {{{inner}: ...}}"
    elsewhere = {name.rpartition(".")[2]: name for name in reversed(known)}
    near = difflib.get_close_matches(key, here, n=1)
    if near and key not in elsewhere:
        return f"{path} is not a key; did you mean {_path([*error.absolute_path, near[0]])}?"
    near = difflib.get_close_matches(key, elsewhere, n=1, cutoff=0.8)
    if near:
        return f"{path} is not a key; did you mean {elsewhere[near[0]]}?"
    return f"{path} is not a key; the keys there are {', '.join(here)}"


def _keys(schema: dict[str, Any], outer: str = "") -> Iterator[str]:
    for key, inner in schema.get("properties", {}).items():
        yield outer + key
        yield from _keys(inner, f"{outer}{key}.")


def expectation(schema: dict[str, Any], rules: dict[str, Any]) -> str:
    """Say in words what a value must be; `rules` is the whole schema, for its $defs."""
    schema = _resolved(schema, rules)
    if "title" in schema:
        return schema["title"]
    if "anyOf" in schema:
        return " or ".join(expectation(option, rules) for option in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    kind = schema["type"]
    if kind == "array":
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        count = f" of {low}" if low == high else f" of at least {low}" if low else ""
        return f"a list{count}, each {expectation(schema['items'], rules)}"
    if kind == "object":
        return f"a section with the keys {', '.join(schema['properties'])}"
    words = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    bounds = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }
    said = [f"{word} {schema[bound]}" for bound, word in bounds.items() if bound in schema]
    if {"minimum", "maximum"} <= set(schema):
        said = [f"{schema['minimum']} to {schema['maximum']}"]
    of = " of " if said and not said[0].startswith(("above", "below")) else " "
    return words.get(kind, kind) + (of + " and ".join(said) if said else "")


def _path(parts: Any) -> str:
    return "".join(
        f"[{p}]" if isinstance(p, int) else f".{p if p.isprintable() else _short(p)}" for p in parts
    ).removeprefix(".")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _hint(value: Any, schema: dict[str, Any], rules: dict[str, Any]) -> str:
    """Name the two traps of YAML: 1e-3 is text to it, and 007 a number."""
    kinds = _kinds(schema, rules)
    if isinstance(value, str) and "number" in kinds and re.fullmatch(r"\d+e[+-]?\d+", value):
        mantissa, _, exponent = value.partition("e")
        sign = "" if exponent[0] in "+-" else "+"
        return f" (text to YAML: write {mantissa}.0e{sign}{exponent})"
    items = value if isinstance(value, list) else [value]
    if "string" in kinds and any(isinstance(item, int | float) for item in items):
        return " (a number or truth value to YAML: put it in quotes)"
    return ""


def _kinds(schema: dict[str, Any], rules: dict[str, Any]) -> set[str]:
    """Return the types of the values that a schema takes, those of a list's items with them."""
    schema = _resolved(schema, rules)
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return {schema.get("type", "")}.union(*(_kinds(option, rules) for option in inner))


def _resolved(schema: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to the schema's $defs."""
    return rules["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
