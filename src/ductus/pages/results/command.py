"""By which command a run is made again, told from its config."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from copy import deepcopy
from itertools import permutations
from pathlib import Path
from typing import Any

import yaml

RUN = ["snakemake", "--cores", "8"]

Config = dict[str, Any]


def command_of(config: Config, checkout: Path) -> str:
    """The command with the fewest keys besides presets that makes a run with this config.

    Where the archive lies and what the machine trains on are left out: they change no result.

    Parameters
    ----------
    config : the whole config of a run.
    checkout : where config.yaml and workflow/presets lie.
    """
    wanted = _without_machine(config)
    ways = [(names, _lacking(wanted, merged)) for names, merged in _overlays(checkout)]
    names, lacking = min(ways, key=lambda way: (_leaves(way[1]), len(way[0])))
    words = [*RUN, *_presets(names)]
    if lacking:
        given = (f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in lacking.items())
        words += ["--config", *given]
    return shlex.join(words)


def command_of_name(name: str, checkout: Path) -> str:
    """The command for a folder that is not there, as far as its name tells."""
    if (checkout / "workflow" / "presets" / f"{name}.yaml").is_file():
        return shlex.join([*RUN, *_presets([name])])
    words = shlex.join(RUN)
    own = _loaded(checkout / "config.yaml")["name"] == name
    return words if own else f"{words} --configfile FILE, a config with the name {name}"


def _presets(names: list[str] | tuple[str, ...]) -> list[str]:
    files = [f"workflow/presets/{name}.yaml" for name in names]
    return ["--configfile", *files] if files else []


def _overlays(checkout: Path) -> Iterator[tuple[tuple[str, ...], Config]]:
    """config.yaml with no, one or two presets over it."""
    base = _loaded(checkout / "config.yaml")
    presets = {p.stem: _loaded(p) for p in sorted((checkout / "workflow/presets").glob("*.yaml"))}
    for several in (0, 1, 2):
        for names in permutations(presets, several):
            merged = base
            for name in names:
                merged = _merged(merged, presets[name])
            yield names, merged


def _loaded(path: Path) -> Config:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: _merged(below.get(key), value) for key, value in above.items()}


def _lacking(wanted: Config, merged: Config) -> Config:
    """The keys of `wanted` that `merged` has otherwise, or not at all."""
    found = {}
    for key, value in wanted.items():
        other = merged.get(key)
        if isinstance(value, dict) and isinstance(other, dict):
            if inner := _lacking(value, other):
                found[key] = inner
        elif _plain(value) != _plain(other):
            found[key] = value
    return found


def _plain(value: Any) -> Any:
    """Symbols may be written as a string or as a list: the same."""
    return list(value) if isinstance(value, str) else value


def _leaves(value: Any) -> int:
    return sum(map(_leaves, value.values())) if isinstance(value, dict) else 1


def _without_machine(config: Config) -> Config:
    config = deepcopy(config)
    config.pop("trainer", None)
    for options in config["data"].values():
        if isinstance(options, dict):
            options.pop("archive", None)
            if options.get("file"):
                options["file"] = Path(options["file"]).name
    return config
