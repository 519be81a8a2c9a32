"""What is asked of the network that writes words, and whether it holds.

As `ductus.tables.claims`: the docstring of a function is its rule, written before looking;
*reproduced* asks for the whole 95 % interval over seeds and exemplar writers, *partly* for the mean
alone. With fewer than three seeds nothing is judged. Words are written at the bias nearest to 2.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ductus.tables.intervals import FACTORS, crossed_interval
from ductus.tables.judgement import Judgement, count, judged, lacking, percent
from ductus.tasks.words import NEARER, OF_NEW, READ

Rule = Callable[[pd.DataFrame], Judgement | None]
CLAIMS: list[tuple[str, Rule]] = []


def claim(said: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((said, rule)) or rule


def judge(rows: pd.DataFrame) -> pd.DataFrame:
    """The table `words_claims`.

    rows : of all seeds: seed, exemplar_writer, whose, bias, measure, value, n.
    """
    return judged(CLAIMS, rows, "words_claims")


@claim("Words of five trained letters are read back letter by letter")
def trained_letters(rows: pd.DataFrame) -> Judgement | None:
    """Of the letters of such words, written at the bias nearest to 2, at least 90 % are read as
    they were meant, among all letters, interval included; partly: mean at least 90 %."""
    return _at_least(_of(rows, "trained letters", READ), "letters", 0.9)


@claim("Words of five letters are read back with one that was learned from one example")
def one_letter_new(rows: pd.DataFrame) -> Judgement | None:
    """Of all letters of such words, at least 75 % are read as they were meant, interval included;
    partly: mean at least 75 %."""
    return _at_least(_of(rows, "one letter new", READ), "letters", 0.75)


@claim("The letter learned from one example is itself read back")
def the_new_letter(rows: pd.DataFrame) -> Judgement | None:
    """Of the new letters in these words, at least 75 % are read as they were meant, interval
    included; partly: mean at least 75 %."""
    return _at_least(_of(rows, "one letter new", OF_NEW), "new letters", 0.75)


@claim("A new letter is read because it was learned")
def learned(rows: pd.DataFrame) -> Judgement | None:
    """New letters read in words after learning, less those before (its columns at the mean of the
    others'): above 0, interval included; partly: mean above 0."""
    return _more(_of(rows, "one letter new", OF_NEW), _of(rows, "not learned", OF_NEW))


@claim("Words in a new hand are nearer to its writer than to others")
def hand(rows: pd.DataFrame) -> Judgement | None:
    """Letters of words in the hand of a writer who has shown each letter once are nearer to another
    drawing by that writer than to one by a writer whom the network has not seen: in more than 1/2
    of the cases, interval included; partly: mean more than 1/2."""
    return _beyond(_of(rows, "new hand", NEARER), "letters", 1 / 2)


@claim("They are nearer than before that hand was learned")
def hand_learned(rows: pd.DataFrame) -> Judgement | None:
    """The same share less that of words in which the new letters alone were learned of that writer:
    above 0, interval included; partly: mean above 0."""
    return _more(_of(rows, "new hand", NEARER), _of(rows, "before the new hand", NEARER))


@claim("The window is at the right letter")
def alignment(rows: pd.DataFrame) -> Judgement | None:
    """Of the steps of held-out words by people, the window has most of the right letter at 90 % at
    least, interval included; partly: mean at least 90 %."""
    return _at_least(_of(rows, "people", "steps seen at their letter"), "words", 0.9)


@claim("The sign for the end comes with the end")
def stops(rows: pd.DataFrame) -> Judgement | None:
    """Of held-out words by people, at most 10 % have their end missed or come too early, interval
    included; partly: mean at most 10 %."""
    missed, early = (_of(rows, "people", f"stops {how}") for how in ("missed", "too early"))
    if missed.empty:
        return None
    both = missed.merge(early[[*FACTORS, "value"]], on=FACTORS, suffixes=("", "_early"))
    values = both.assign(value=both.value + both.value_early)
    found = crossed_interval(values)
    ours = f"{_share(values, 'words')}; missed {100 * missed.value.mean():.3g} %"
    return Judgement(ours, found.high <= 0.1, found.mean <= 0.1, found, lacking(values[["seed"]]))


@claim("What is written with a bias can be read better")
def biased(rows: pd.DataFrame) -> Judgement | None:
    """Letters read of held-out texts written at a bias of 2, less those at 0: above 0, interval
    included; partly: mean above 0 (Graves 2013, Section 5.4: more legible, by looking)."""
    samples = rows[rows.whose == "samples"]
    pair = [_of(samples[samples.bias == bias], "samples", READ) for bias in (2, 0)]
    return _more(*pair)


def _of(rows: pd.DataFrame, whose: str, measure: str) -> pd.DataFrame:
    """Values of one measure, each weighing as many cases as it is of."""
    found = rows[(rows.whose == whose) & (rows.measure == measure)]
    return found.rename(columns={"n": "weight"})[[*FACTORS, "value", "weight"]]


def _at_least(values: pd.DataFrame, what: str, least: float) -> Judgement | None:
    if values.empty:
        return None
    found, hair = crossed_interval(values), 1e-9
    holds = found.low >= least - hair, found.mean >= least - hair
    return Judgement(_share(values, what), *holds, found, lacking(values[["seed"]]))


def _beyond(values: pd.DataFrame, what: str, than: float) -> Judgement | None:
    if values.empty:
        return None
    found = crossed_interval(values)
    holds = found.low > than, found.mean > than
    return Judgement(_share(values, what), *holds, found, lacking(values[["seed"]]))


def _more(one: pd.DataFrame, other: pd.DataFrame) -> Judgement | None:
    pair = one.merge(other, on=FACTORS, suffixes=("", "_other"))
    if pair.empty:
        return None
    less = pair.assign(value=pair.value - pair.value_other)
    found = crossed_interval(less)
    shares = [
        float((v * pair.weight).sum() / pair.weight.sum()) for v in (pair.value, pair.value_other)
    ]
    ours = f"{100 * shares[0]:.3g} %, against {100 * shares[1]:.3g} %: {_share(less, 'letters')}"
    return Judgement(ours, found.low > 0, found.mean > 0, found, lacking(less[["seed"]]))


def _share(values: pd.DataFrame, what: str) -> str:
    """``95.4 % [91.2, 98.1] of 195 letters, 3 seeds x 5 exemplar writers``."""
    writers = values.exemplar_writer[values.exemplar_writer != ""].nunique()
    by = f" x {count(writers, 'exemplar writer')}" if writers else ""
    number = f"{values.weight.sum():,.0f} {what}, {count(values.seed.nunique(), 'seed')}{by}"
    return f"{percent(crossed_interval(values))} of {number}"
