"""Look at the config files named on the command line before Snakemake reads them.

Its own reader takes the last of two equal keys, says of what is no YAML neither file nor row, and
computes on for hours what a few anchors blow up.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ductus.errors import DuctusError, one_line

MOST_BYTES, MOST_VALUES, DEEPEST = 1_000_000, 50_000, 20
RUNS_CODE = "__use_yte__"  # a key with which Snakemake takes a file for a program
OWN = Path(__file__).parents[3] / "config.yaml"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # of libyaml, where there is one


def named(words: Sequence[str]) -> list[Path]:
    """The config files among the words of a Snakemake command."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--configfile", "--configfiles", nargs="+", type=Path, default=[])
    try:
        return parser.parse_known_args(words)[0].configfile
    except argparse.ArgumentError:  # Snakemake will say it
        return []


def check_files(files: Iterable[Path]) -> None:
    """Raise DuctusError, in one line with file and row, for the first that is no sound YAML."""
    for file in files:
        if file.is_dir():
            raise DuctusError(f"config: {file}: expected a file of YAML, got a folder")
        if not file.is_file():  # Snakemake says that it is missing; a pipe can be read only once
            continue
        try:
            _check(file)
        except OSError as error:
            raise DuctusError(f"config: {file}: cannot be read: {error.strerror}") from error
        except DuctusError as error:
            raise DuctusError(f"config: {file}: {error}") from error


def _check(file: Path) -> None:
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DuctusError(f"is larger than {MOST_BYTES} bytes, which no config is")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise DuctusError(f"row {row}: byte {content[error.start]:#04x} is not UTF-8") from error
    try:
        _check_events(text)
        config = Loader(text).get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        tab = text.splitlines()[mark.line : mark.line + 1]
        tab = tab and "\t" in tab[0][: len(tab[0]) - len(tab[0].lstrip())]
        hint = "; it is indented by a tab, expected spaces" if tab else ""
        raise DuctusError(
            f"row {mark.line + 1}: is not YAML: {one_line(error.problem)}{hint}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:  # a control character, the 13th month
        raise DuctusError(f"is not YAML: {one_line(error)}") from error
    if not isinstance(config, dict):
        raise DuctusError("expected keys with values, as in config.yaml")


@dataclass
class _Open:
    """A list or section, as far as it has been read."""

    anchor: str | None
    rows: dict[str, int] | None  # of a section's keys
    size: int = 1  # values in it and below, aliases written out
    entries: int = 0


def _check_events(text: str) -> None:
    """Find keys that are there twice, and what grows without end, before anything is built."""
    sizes: dict[str, int] = {}  # of what has an anchor, aliases written out
    within: list[_Open] = []
    for event in yaml.parse(text, Loader):
        row = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            section = isinstance(event, yaml.MappingStartEvent)
            within.append(_Open(event.anchor, {} if section else None))
            if len(within) > DEEPEST:
                raise DuctusError(f"row {row}: is nested deeper than {DEEPEST}")
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            done = within.pop()
            anchor, size = done.anchor, done.size
        elif isinstance(event, yaml.ScalarEvent):
            anchor, size = event.anchor, 1
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise DuctusError(f"row {row}: *{event.anchor} stands for nothing before it")
            anchor, size = None, sizes[event.anchor]
        else:
            continue
        if anchor:
            sizes[anchor] = size
        if within:
            _enter(within[-1], size, event, row)


def _enter(place: _Open, size: int, event: yaml.Event, row: int) -> None:
    """Count a value of a list or section; every other one of a section is a key."""
    place.size += size
    if place.size > MOST_VALUES:
        raise DuctusError(f"row {row}: more than {MOST_VALUES} values, aliases written out")
    place.entries += 1
    if place.rows is not None and place.entries % 2 and isinstance(event, yaml.ScalarEvent):
        if event.value == RUNS_CODE:
            raise DuctusError(f"row {row}: {RUNS_CODE} has Snakemake run code of the file")
        if event.value in place.rows:
            first = place.rows[event.value]
            raise DuctusError(f"row {row}: {event.value!r} is there twice, first in row {first}")
        place.rows[event.value] = row
