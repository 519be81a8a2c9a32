"""What the README shows of the results: a block between two marks, written anew each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ductus.errors import DuctusError
from ductus.pages.results.filled import filled
from ductus.pages.results.recognition import comparisons
from ductus.pages.results.runs import Run
from ductus.pages.results.words import (
    CONDITION,
    NOTHING,
    code,
    learners,
    number_of,
    share_of,
    table,
    verdicts,
)
from ductus.tables.columns import CONDITIONS
from ductus.tables.measured import PAPER_METHOD, PEOPLE, best_method, uses_network

BEGIN = "<!-- results: written by `make results-doc`, changes by hand are lost -->"
END = "<!-- end of results -->"


def block(runs: Sequence[Run], figure: Callable[[str], str], page: str) -> str:
    """A figure of new letters, a short table, who recognises best; `page` is the link to more."""
    names = [{"title": r.title, "number": learners(r.seeds, r.exemplar_writers)} for r in runs]
    return filled(
        "readme.md",
        figure=figure,
        learners=names,
        table=table(["", *(run.title for run in runs)], _rows(runs)),
        comparisons=comparisons(runs[0]),
        page=page,
    ).rstrip("\n")


def _rows(runs: Sequence[Run]) -> list[list[str]]:
    claims = [verdicts(run.tables["claims"]) for run in runs]
    distance = [number_of(run.headline("dtw", "", "inferred")) for run in runs]
    rows = [
        ["claims of the paper", *claims],
        ["distance of a new letter to its example", *distance],
    ]
    for condition, words in (
        ("not_inferred", "without inference"),
        ("untrained", "in an untrained network"),
    ):
        share = [share_of(r.headline("mse of inferred over this", "", condition)) for r in runs]
        rows.append([f"its MSE, of that {words}", *share])
    noises = {f"{run.noise:g}" for run in runs}
    for condition in CONDITIONS:
        what = CONDITION[condition]
        if condition == "generated":
            what += f" (noise {', '.join(sorted(noises))})"
        rows.append(
            [
                f"{what} identified by the paper's method, of all symbols",
                *(share_of(r.counts(condition, r.noise, PAPER_METHOD)) for r in runs),
            ]
        )
    for condition in PEOPLE:
        for which, words in ((uses_network, "with a network"), (_is_baseline, "without")):
            head = f"{CONDITION[condition]} identified, of the new letters, best method {words}"
            rows.append([head, *(_best(run, condition, which) for run in runs)])
    return rows


def _is_baseline(method: str) -> bool:
    return not uses_network(method)


def _best(run: Run, condition: str, which: Callable[[str], bool]) -> str:
    method = best_method(run.tables["classification"], which)
    rows = run.counts(condition, run.noise, method)
    if method is None or rows.empty:
        return NOTHING
    return f"{share_of(rows, '_among_new')} ({code(method)})"


def replaced(text: str, new: str, name: str, marks: tuple[str, str] = (BEGIN, END)) -> str:
    """The text with what stands between the two marks replaced.

    Raises
    ------
    DuctusError
        The marks are not there, once each and in order.
    """
    begin, end = marks
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise DuctusError(f"{name}: expected the lines {begin} and {end}, once each, in this order")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    return f"{before}{begin}\n\n{new}\n\n{end}{after}"
