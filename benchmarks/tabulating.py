"""What sections of the report are made of."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tabulate import tabulate


class Headline(NamedTuple):
    """A line of the first table; `met` is None where there is no goal."""

    what: str
    value: str
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "–", True: "yes", False: "**no**"}[self.met]


class Section(NamedTuple):
    """A topic of the report."""

    title: str
    text: str
    headlines: list[Headline]


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table, cells as they are."""
    return tabulate(list(rows), header, tablefmt="pipe", disable_numparse=True)


def spread(values: Iterable[float], digits: int = 3) -> str:
    """Median, and the smallest and largest of several."""
    values = list(values)
    middle = number(statistics.median(values), digits)
    if len(values) == 1:
        return middle
    return f"{middle} [{number(min(values), digits)}, {number(max(values), digits)}]"


def number(value: float, digits: int = 3) -> str:
    """So many significant digits, without an exponent, thousands parted; whole numbers whole."""
    if isinstance(value, int) or value == 0:
        return f"{value:,.0f}"
    exponent = int(f"{value:e}".split("e")[1])
    return f"{value:,.{max(digits - 1 - exponent, 0)}f}"


def listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)


def said(records: dict[str, dict[str, Any]], topic: str) -> list[dict[str, Any]]:
    """What each benchmark of a topic recorded, with its CPU seconds as ``taken``."""
    if topic not in records:
        return []
    return [
        {"taken": one["stats"]["median"]} | one["extra_info"]
        for one in records[topic]["benchmarks"]
    ]
