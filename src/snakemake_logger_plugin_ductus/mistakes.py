"""What people mistype on Snakemake's command line, in one line instead of a traceback."""

from __future__ import annotations

import difflib
import re
from pathlib import Path


def in_one_line(said: str) -> str:
    """What Snakemake said of an exception; in one line if it is a mistake that is known."""
    if "load_configfile" in said and (found := _last(r"No such file or directory: '(.*)'", said)):
        return f"snakemake: {found}: no such config file; {_advice(found)}"
    if found := _last(r"name=value pairs. \(Unparsable value: '(.*)'\)", said):
        return f"snakemake: {found}: expected key=value; {_before('--config', found)}"
    if found := _last(r"No rule to produce (.*?) \(if you use .*", said):
        return f"snakemake: {found}: no such target; `snakemake --list-rules` shows them"
    return said


def _last(pattern: str, said: str) -> str | None:
    found = re.search(pattern + r"\s*$", said)
    return found and found[1]


def _advice(name: str) -> str:
    if not name.endswith((".yaml", ".yml", ".json")):
        return _before("--configfile", name)
    near = difflib.get_close_matches(name, map(str, Path(name).parent.glob("*.y*ml")), 1, 0.8)
    return f"did you mean {near[0]}?" if near else f"expected a path from {Path.cwd()}"


def _before(option: str, target: str) -> str:
    return f"{option} takes all words after it, so a target stands before: {target} {option} ..."
