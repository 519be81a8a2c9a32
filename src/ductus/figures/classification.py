"""Fig. 4: which letter is this? Two cases with their inferred codes, and how often it was right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from ductus.data.written import features_of
from ductus.figures.labels import literal, widest, width_of
from ductus.figures.style import (
    COLOUR,
    PALE,
    QUIET,
    draw_trajectory,
    new_figure,
    symbol_ticks,
)
from ductus.tables.measured import PAPER_METHOD, truth

PREFERRED = "p"  # the paper's example; otherwise the first letter with a case of both kinds
NOISE = 0.05
CODE = "code_"
TITLE = 9.5  # points
NONE = {
    None: "no inferred code\nwas recorded",
    True: "no case was identified",
    False: "every case was identified",
}
WHERE = {
    "generated": "variant by the network, noise {noise:g}",
    "same_writer": "the same writer's other drawing",
    "other_writer": "another writer's drawing",
}
GROUP = {
    "generated": "noise\n{noise:g}",
    "same_writer": "same\nwriter",
    "other_writer": "other\nwriters",
}


def draw(written: pd.DataFrame, cases: pd.DataFrame, counts: pd.DataFrame) -> Figure:
    """A correct and an incorrect case of one learner, and the accuracy over all learners.

    All by the paper's method; without it, by the first that infers codes.

    Parameters
    ----------
    written : case, kind (`probe`, `written`), frame and the features.
    cases : of one seed and exemplar writer: method, condition, noise, character, predicted,
        correct and the code in columns ``code_...``; the row's label is the case.
    counts : the table `classification`.
    """
    infer = list(dict.fromkeys(cases.method[cases.mse.notna()])) or list(cases.method[:1])
    method = PAPER_METHOD if PAPER_METHOD in infer else infer[0]
    cases, summary = (table[table.method == method] for table in (cases, counts))
    symbols = [c.removeprefix(CODE) for c in cases.columns if c.startswith(CODE)]
    new = list(dict.fromkeys(cases.character))
    cases = cases[cases.index.isin(written.case) & cases[CODE + symbols[0]].notna()]
    cases = cases.assign(correct=truth(cases.correct) == 1)
    wide = wide_for(symbols)
    figure = new_figure(2 * wide + 4.6, 4.2 + widest(symbols, 10))
    left, middle, right = figure.subfigures(1, 3, width_ratios=[wide, wide, 4.6])
    chosen = choose(cases)
    for part, which in ((left, True), (middle, False)):
        word = "identified" if which else "not identified"
        if chosen[which] is None:
            part.text(0.5, 0.5, NONE[which if len(cases) else None], ha="center", color=QUIET)
        else:
            _case(part, word, cases.loc[chosen[which]], chosen[which], written, symbols, new)
    _accuracies(right.subplots(), summary, len(symbols), len(new))
    return figure


def wide_for(symbols: Sequence[str]) -> float:
    """Inches for a case, with a bar for each symbol."""
    return min(max(len(symbols) * 0.15, 3.4), 9.0)


def choose(cases: pd.DataFrame) -> dict[bool, int | None]:
    """The correct and the incorrect case to show, None where there is none.

    Correct: the first variant at the noise nearest to 0.05, else of any condition. Incorrect: the
    first drawing by another writer, else by the same, else a variant. Both of one letter where
    there is one that has both: the paper's "p", else the first.
    """
    weaker = (cases.noise - NOISE).abs().fillna(np.inf)
    rank = {
        True: cases.condition.map({"generated": 0, "same_writer": 1, "other_writer": 2}),
        False: cases.condition.map({"other_writer": 0, "same_writer": 1, "generated": 2}),
    }
    letters = [PREFERRED, *dict.fromkeys(cases.character)]
    both = [c for c in letters if cases[cases.character == c].correct.nunique() == 2]
    found: dict[bool, int | None] = {}
    for which in (True, False):
        pool = cases[cases.correct == which]
        if both:
            pool = pool[pool.character == both[0]]
        order = pd.DataFrame({"rank": rank[which], "noise": weaker}).loc[pool.index]
        best = order.sort_values(["rank", "noise"], kind="stable").index
        found[which] = int(best[0]) if len(best) else None
    return found


def _case(
    part: SubFigure,
    word: str,
    case: pd.Series,
    number: int,
    written: pd.DataFrame,
    symbols: Sequence[str],
    new: Sequence[str],
) -> None:
    was, taken = f"“{literal(case.character)}” {word}:", f"taken for “{literal(case.predicted)}”"
    apart = " " if width_of(f"{was} {taken}", TITLE) < wide_for(symbols) - 0.3 else "\n"
    where = WHERE[case.condition].format(noise=case.noise)
    part.suptitle(f"{was}{apart}{taken}\n{where}", fontsize=TITLE)
    above, below = part.subfigures(2, 1, height_ratios=[1.0, 1.15])
    for axes, kind, colour, title in zip(
        above.subplots(1, 2),
        ("probe", "written"),
        (COLOUR["example"], COLOUR["inferred"]),
        ("probe", "written from\nthe inferred code"),
        strict=True,
    ):
        rows = written[(written.case == number) & (written.kind == kind)]
        draw_trajectory(axes, features_of(rows), colour, width=3)
        axes.set_xlabel(title, color=colour)
    _code(below.subplots(), case, symbols, new)


def _code(axes: Axes, case: pd.Series, symbols: Sequence[str], new: Sequence[str]) -> None:
    room_each = (wide_for(symbols) - 0.7) / len(symbols)  # inches
    values = np.array([case[CODE + s] for s in symbols], dtype=float)
    bars = axes.bar(range(len(symbols)), values, color="#a9bfe6", width=0.8)
    for symbol, bar in zip(symbols, bars, strict=True):
        if symbol == case.predicted:
            bar.set_color(COLOUR["inferred"])
        if symbol == case.character:
            bar.set(edgecolor=COLOUR["example"], linewidth=1.8)
    places = [i for i, s in enumerate(symbols) if s in set(new)]
    axes.axvspan(min(places) - 0.5, max(places) + 0.5, color="0.95", zorder=0, lw=0)
    axes.axhline(0, color="0.3", lw=0.8)
    low, high = min(values.min(), 0), max(values.max(), 0)
    room = (high - low) or 1.0
    axes.set(
        ylabel="inferred code",
        xlabel="symbol (shaded: new; outlined: true)",
        xlim=(-0.7, len(symbols) - 0.3),
        ylim=(low - 0.05 * room, high + 0.08 * room),
    )
    symbol_ticks(axes, "x", symbols, room_each)
    axes.tick_params(axis="x", length=0)


def _accuracies(axes: Axes, summary: pd.DataFrame, symbols: int, new: int) -> None:
    seed = summary.seed.astype(str)
    total = summary[seed == "all"].reset_index(drop=True)
    single = summary[seed != "all"].set_index(["condition", "noise"])
    series = (
        ("", -0.14, "o", COLOUR["inferred"], f"among all {symbols} symbols"),
        ("_among_new", 0.14, "D", PALE, f"among the {new} new ones"),
    )
    for among, shift, marker, colour, name in series:
        x = total.index.to_numpy() + shift
        axes.vlines(x, total[f"low{among}"], total[f"high{among}"], color=colour, lw=1.6)
        axes.plot(x, total[f"accuracy{among}"], marker, color=colour, ms=6, label=name)
        for place, row in zip(x, total.itertuples(), strict=True):
            level = single.index.get_level_values("noise")
            same = single.index.get_level_values("condition") == row.condition
            same &= (level == row.noise) | (np.isnan(level) & np.isnan(row.noise))
            seeds = single.loc[same, f"accuracy{among}"]
            axes.plot([place + 0.09] * len(seeds), seeds, "_", color=colour, ms=5, mew=1)
    axes.plot([], [], "_", color=COLOUR["inferred"], ms=5, mew=1, label="each seed")
    for chance, dash, of in ((1 / symbols, ":", symbols), (1 / new, "--", new)):
        axes.axhline(chance, color=QUIET, ls=dash, lw=1, label=f"chance, 1 of {of}")
    names = [GROUP[r.condition].format(noise=r.noise) + f"\nn={r.n}" for r in total.itertuples()]
    axes.set_xticks(total.index, names)
    axes.set(
        xlabel="probes: variants by the network, and people's drawings",
        ylabel="share identified, with 95 % interval\nover seeds and exemplar writers",
        ylim=(0, 1.03),
        xlim=(-0.5, len(total) - 0.5),
    )
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize="small")
    axes.grid(axis="y", color="0.9")
