"""The part of the page on words that tells what came out, written from the tables of runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ductus.figures.catalogue import of_target
from ductus.files.atomic import write_atomically
from ductus.pages.results.filled import filled
from ductus.pages.results.published import Figures, link_from
from ductus.pages.results.readme import replaced
from ductus.pages.results.runs import bitmap
from ductus.pages.results.words import NOTHING, all_shown, number_of, share_of, shown, table
from ductus.pages.studies import Study, claims_of, marks_of, minutes_of, read_study
from ductus.tables.judgement import count
from ductus.tasks.words import NEARER, OF_NEW, READ, WHOLE

MARKS = marks_of("words")
PLAIN = {  # measure of people's words: what stands in the page, whether it is a share
    "nats a point": ("nats a point", False),
    "of these, onsets": ("of these, onsets", False),
    "nats a word": ("nats a word", False),
    "squared error": ("squared error", False),
    "steps seen at their letter": ("steps at which the window has most of the right letter", True),
    "alignment error": ("error where a letter begins, steps", False),
    "stops missed": ("ends missed", True),
    "stops too early": ("ends too early", True),
    **{
        f"{what} of moves in {axis}": (f"{what} of moves in {axis}", False)
        for what in ("mean", "deviation")
        for axis in "xy"
    },
}
ROWS = {  # whose words: what stands in the page
    "people": "held-out words by people, cut where letters begin",
    "people, cut by the window": "the same, cut by the window",
    "samples": "held-out texts by the network",
    "primed": "the same after somebody's word",
    "people, trained letters": "five trained letters by people, cut where letters begin",
    "people, trained letters, cut by the window": "the same, cut by the window",
    "trained letters": "**five trained letters by the network**",
    "people, one letter new": "five letters by people, one of them new, cut where letters begin",
    "one letter new": "**the same by the network, the new one learned from one example**",
    "not learned": "the same, not learned",
    "the writer": "words by the writer of a new hand, cut where letters begin",
    "before the new hand": "words by the network, only the writer's new letters learned",
    "new hand": "**words by the network in the new hand**",
}
COLUMNS = {READ: "letters", WHOLE: "whole words", OF_NEW: "new letters", NEARER: "nearer"}
FAILING = ("people, trained letters", "trained letters", "people, one letter new", "one letter new")
MOST = 6  # letters that are named


def _title(run: Study) -> str:
    """Whose words they are."""
    source, letters = run.config["words"]["source"], run.config["data"]["source"]
    titles = {"composed": {"digilets": "DigiLeTs"}.get(letters, letters), "iam": "IAM-OnDB"}
    return titles.get(source, source)


def publish(folders: Sequence[Path], out: Path, images: Path) -> None:
    """Write the part of the page, and the figures: all of the first run, of others its words.

    Raises
    ------
    DuctusError
        A file is missing, or the page has no place for the part; nothing is written then.
    """
    names = ("words", "words_claims", "words_read")
    runs = [read_study("words", folder, names) for folder in folders]
    claims = {_title(run): run.tables["words_claims"] for run in runs}
    first = claims[_title(runs[0])]
    drawn, texts = [], []
    for folder, run in zip(folders, runs, strict=True):
        into = images if folder == folders[0] else images / folder.name
        figures = Figures(_title(run), lambda name, of=folder: bitmap(of, name, "snakemake words"))
        names = of_target("words") if folder == folders[0] else ["words", "words_window"]
        texts.append([figures.markdown(name, link_from(out, into)) for name in names])
        drawn.append((figures, into))
    part = filled(
        "words.md",
        claims=claims_of(claims),
        rules=list(zip(first.claim, first.rule, strict=True)),
        runs=[_told(run, figures) for run, figures in zip(runs, texts, strict=True)],
    )
    text = replaced(out.read_text(encoding="utf-8"), part.strip("\n"), str(out), MARKS)
    for figures, into in drawn:
        into.mkdir(parents=True, exist_ok=True)
        figures.write(into)
    with write_atomically(out) as beside:
        beside.write_text(text, encoding="utf-8")


def _told(run: Study, figures: Sequence[str]) -> dict[str, Any]:
    """What the page says of a run."""
    numbers = run.tables["words"]
    total = numbers[numbers.seed.astype(str) == "all"]
    split, composed = run.config["split"], run.config["words"]["source"] == "composed"
    return {
        "title": _title(run),
        "command": run.command,
        "commit": run.commit,
        "minutes": minutes_of(run.folder, "words_training", "words"),
        "seeds": count(numbers.seed.nunique() - 1, "seed"),
        "letters": [all_shown(split[part]) for part in ("trained", "new")] if composed else [],
        "steps": run.config["words"]["steps"],
        "people": _plain(total),
        "read": _read(total),
        "failing": _failing(run.tables["words_read"]),
        "writers": _writers(run.tables["words_read"]),
        "figures": figures,
    }


def _plain(total: pd.DataFrame) -> str:
    """Numbers of held-out words by people, each step told those before it."""
    people = total[total.whose == "people"].set_index("measure", drop=False)
    rows = [
        [name, (share_of if share else number_of)(people.loc[[measure]])]
        for measure, (name, share) in PLAIN.items()
        if measure in people.index
    ]
    return table(["held-out words by people, each step told those before it", ""], rows)


def _read(total: pd.DataFrame) -> str:
    """How words are read back; letters of which n there are."""
    rows = []
    for whose, name in ROWS.items():
        for bias, mine in total[total.whose == whose].groupby("bias", dropna=False):
            found = mine.set_index("measure", drop=False)
            cells = [
                share_of(found.loc[[measure]]) if measure in found.index else NOTHING
                for measure in COLUMNS
            ]
            n = f"{found.n[READ]:,.0f}" if READ in found.index else NOTHING
            rows.append([name, NOTHING if pd.isna(bias) else f"{bias:g}", *cells, n])
    return table(["read back", "bias", *COLUMNS.values(), "n letters"], rows)


def _failing(read: pd.DataFrame) -> str:
    """Which letters are read least, and as what; of words with a new letter, that one."""
    rows = []
    for whose in FAILING:
        mine = _new_alone(read, whose)
        if mine.empty:
            continue
        share = (mine.letter == mine.predicted).groupby(mine.letter).mean()
        worst = share[share < 1].sort_values(kind="stable").index[:MOST]
        rows.append([ROWS[whose], "; ".join(_one(mine[mine.letter == s], s) for s in worst)])
    return table(["", "letters read least, and what as"], rows) if rows else ""


def _writers(read: pd.DataFrame) -> str:
    """Letters read by exemplar writer: other drawings by the writer, and what was learned."""
    writers = [writer for writer in dict.fromkeys(read.exemplar_writer) if writer]
    columns = {
        "the writer": "other drawings by the writer",
        "one letter new": "new letters learned from one example",
        "new hand": "words in this hand",
    }
    rows = []
    for writer in writers:
        cells = []
        for whose in columns:
            mine = _new_alone(read[read.exemplar_writer == writer], whose, read)
            right = (mine.letter == mine.predicted).mean()
            cells.append(f"{100 * right:.0f} % of {len(mine)}" if len(mine) else NOTHING)
        rows.append([writer, *cells])
    return table(["exemplar writer", *columns.values()], rows) if rows else ""


def _new_alone(read: pd.DataFrame, whose: str, whole: pd.DataFrame | None = None) -> pd.DataFrame:
    """Letters of these words; where one is new, that one. `whole` tells which were trained."""
    mine, whole = read[read.whose == whose], read if whole is None else whole
    if whose.endswith("one letter new"):
        mine = mine[~mine.letter.isin(whole[whole.whose == "trained letters"].letter)]
    return mine


def _one(mine: pd.DataFrame, symbol: str) -> str:
    """``q 40 % of 30 (g 12)``."""
    wrong = mine.predicted[mine.predicted != symbol].value_counts()
    said = f"{shown(wrong.index[0])} {wrong.iloc[0]}" if wrong.index[0] else f"none {wrong.iloc[0]}"
    right = (mine.predicted == symbol).mean()
    return f"{shown(symbol)} {100 * right:.0f} % of {len(mine)} ({said})"
