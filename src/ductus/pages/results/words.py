"""How numbers, symbols and tables read in Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

import pandas as pd
from tabulate import tabulate

from ductus.tables.intervals import Estimate
from ductus.tables.judgement import VERDICTS, count, ends, percent
from ductus.tables.measured import PAPER_METHOD

NOTHING = "–"
CONDITION = {
    "generated": "variants by the network",
    "same_writer": "the same writer's drawings",
    "other_writer": "other writers' drawings",
}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; cells are Markdown already, but for bars that would end them."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    names = [name.replace("|", "\\|") for name in header]
    return tabulate(cells, names, tablefmt="pipe", disable_numparse=True)


def estimate(row: pd.Series, among: str = "") -> Estimate:
    """Mean and ends of a row of `headline`, `difficulty` (mean) or `classification` (accuracy)."""
    mean = row["mean"] if "mean" in row else row[f"accuracy{among}"]
    return Estimate(float(mean), float(row[f"low{among}"]), float(row[f"high{among}"]))


def share_of(rows: pd.DataFrame, among: str = "") -> str:
    """``95.4 % [91.2, 98.1]`` of the one row; a dash if there is none or it has no value."""
    found = estimate(rows.iloc[0], among) if len(rows) else Estimate(*3 * [float("nan")])
    return NOTHING if pd.isna(found.mean) else percent(found)


def number_of(rows: pd.DataFrame) -> str:
    """``0.094 [0.084, 0.11]``, as `share_of`."""
    if rows.empty or pd.isna(rows["mean"].iloc[0]):
        return NOTHING
    found = estimate(rows.iloc[0])
    return f"{found.mean:.3g}{ends(found)}"


def points(found: Estimate) -> str:
    """A difference of two shares: ``+1.2 points [0.3, 2.1]``."""
    mean, low, high = (100 * x + 0.0 for x in found)
    return f"{mean:+.3g} points{ends(Estimate(mean, low, high))}"


def compared(found: Estimate) -> str:
    """Where a difference's interval lies in words; without one nothing is told apart."""
    if found.low > 0:
        return "above"
    return "below" if found.high < 0 else "not told apart from"


def verdicts(claims: pd.DataFrame) -> str:
    """``5 reproduced, 6 partly, 2 not``, and ``1 not judged`` if there is one."""
    counts = claims.verdict.value_counts()
    return ", ".join(
        f"{counts.get(v, 0)} {v}" for v in VERDICTS if v in counts or v in VERDICTS[:3]
    )


def learners(seeds: int, exemplar_writers: int) -> str:
    """``3 seeds x 5 exemplar writers``."""
    return f"{count(seeds, 'seed')} x {count(exemplar_writers, 'exemplar writer')}"


def code(text: str) -> str:
    """Text in the type of code."""
    return f"`{text}`"


def method_name(method: str) -> str:
    """``the paper's method (`paper`)``, else the bare name."""
    return f"the paper's method ({code(method)})" if method == PAPER_METHOD else code(method)


def shown(symbol: str) -> str:
    """A symbol as Markdown that shows it as it is."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|~$])", r"\\\1", symbol)
    return html.escape(escaped, quote=False)


def all_shown(symbols: Sequence[str]) -> str:
    """Symbols one after the other, and how many."""
    between = "" if all(len(s) == 1 for s in symbols) else " "
    return f"{between.join(map(shown, symbols))} ({len(symbols)})"
