"""What the source documents say of networks that predict, and whether it holds here.

As `ductus.sweep.networks_claims`: the docstring of a function is its rule, written before looking;
*reproduced* asks for the whole 95 % interval over seeds, *partly* for the mean alone. With fewer
than three seeds nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ductus.tables.intervals import crossed_interval
from ductus.tables.judgement import Judgement, ends, judged, lacking, percent

Rule = Callable[[pd.DataFrame], Judgement | None]
CLAIMS: list[tuple[str, Rule]] = []
BITS, NATS, BEYOND = "bits a character", "nats a point", "nats beyond the least"
OTHERS = ("lstm", "rnn", "gru", "multiplicative", "transformer")  # beside associative ones


def claim(said: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((said, rule)) or rule


def judge(table: pd.DataFrame) -> pd.DataFrame:
    """Judge what the networks that were compared allow; `table` is `sequences`."""
    return judged(CLAIMS, table, "sequences_claims")


@claim("A multiplicative RNN predicts text better than an RNN of as many weights")
def multiplicative(table: pd.DataFrame) -> Judgement | None:
    """Bits a character, static, without regularisation, of the multiplicative RNN less those of the
    plain one: below 0, interval included; partly: mean below 0."""
    one, other = (_by_seed(table, "text", kind, BITS) for kind in ("multiplicative", "rnn"))
    return _less(one, other, BITS)


@claim("Fixed weight noise helps")
def fixed_noise(table: pd.DataFrame) -> Judgement | None:
    """Bits a character of the LSTM, static, with fixed noise on its weights less those without:
    below 0, interval included; partly: mean below 0."""
    one, other = (_by_seed(table, "text", "lstm", BITS, r) for r in ("fixed", "none"))
    return _less(one, other, BITS)


@claim("Adaptive weight noise helps")
def adaptive_noise(table: pd.DataFrame) -> Judgement | None:
    """Bits a character of the LSTM, static, with adaptive noise on its weights less those without:
    below 0, interval included; partly: mean below 0."""
    one, other = (_by_seed(table, "text", "lstm", BITS, r) for r in ("adaptive", "none"))
    return _less(one, other, BITS)


@claim("Dynamic evaluation helps with text")
def dynamic_text(table: pd.DataFrame) -> Judgement | None:
    """Bits a character of the LSTM without regularisation, dynamic less static: below 0, interval
    included; partly: mean below 0."""
    one, other = (_by_seed(table, "text", "lstm", BITS, at=at) for at in ("dynamic", "static"))
    return _less(one, other, BITS)


@claim("Dynamic evaluation adapts to a writer")
def dynamic_writer(table: pd.DataFrame) -> Judgement | None:
    """Nats a point of the LSTM without regularisation, of writers it did not learn from, dynamic
    less static: below 0, interval included; partly: mean below 0."""
    one, other = (_by_seed(table, "pen", "lstm", NATS, at=at) for at in ("dynamic", "static"))
    return _less(one, other, NATS)


@claim("An associative LSTM is ahead on nested tags")
def associative(table: pd.DataFrame) -> Judgement | None:
    """Nats a character beyond the least, of the associative LSTM with 4 copies (1, if there is no
    other) less those of the best network that is not associative, by its mean: below 0, interval
    included; partly: mean below 0."""
    each = [_by_seed(table, "tags", kind, BEYOND) for kind in ("associative_4", "associative")]
    own = next((one for one in each if len(one)), each[0])
    others = {kind: _by_seed(table, "tags", kind, BEYOND) for kind in OTHERS}
    others = {kind: values for kind, values in others.items() if len(values)}
    if not others:
        return None
    best = min(others, key=lambda kind: others[kind].mean())
    return _less(own, others[best], BEYOND, f" of {best}")


@claim("Scheduled sampling to the end learns the marginals")
def scheduled(table: pd.DataFrame) -> Judgement | None:
    """Nats a point of the LSTM trained to the end of the schedule, where none of its inputs is
    true: how far of the way from the plain LSTM to what knows only how often each token is at each
    place of a letter; at least 0.9, interval included; partly: mean at least 0.5."""
    plain, end = (_by_seed(table, "pen", "lstm", NATS, r) for r in ("none", "sampled_0"))
    far = _by_seed(table, "pen", "marginals", NATS)
    if not (len(plain) and len(end) and len(far)):
        return None
    values = _values((end - plain) / (far - plain))
    found = crossed_interval(values)
    ours = (
        f"{found.mean:.2f}{ends(found)} of the way: {end.mean():.3g} nats, "
        f"between {plain.mean():.3g} and {far.mean():.3g}"
    )
    return Judgement(ours, found.low >= 0.9, found.mean >= 0.5, found, lacking(values))


@claim("About 5 % of the cells can be read")
def few_readable(table: pd.DataFrame) -> Judgement | None:
    """Share of the LSTM's cells that tell quotation, indentation or line length beyond what the
    best cell does by chance: 2.5 % to 10 %, interval included; partly: mean."""
    shares = _by_seed(table, "text", "lstm", "cells that tell any property", at="")
    if not len(shares):
        return None
    values = _values(shares)
    found = crossed_interval(values)
    inside = found.low >= 0.025 and found.high <= 0.1
    return Judgement(percent(found), inside, 0.025 <= found.mean <= 0.1, found, lacking(values))


def _less(one: pd.Series, other: pd.Series, what: str, whose: str = "") -> Judgement | None:
    """Whether one is less than the other, by the difference in each seed."""
    if not (len(one) and len(other)):
        return None
    values = _values(one - other)
    found = crossed_interval(values)
    ours = f"{found.mean:+.3g}{ends(found)} {what}: {one.mean():.3g} to {other.mean():.3g}{whose}"
    return Judgement(ours, found.high < 0, found.mean < 0, found, lacking(values))


def _by_seed(
    table: pd.DataFrame, task: str, network: str, measure: str, by: str = "none", at: str = "static"
) -> pd.Series:
    """Means of single seeds, of all cases; empty if there is no such network."""
    rows = table[(table.seed.astype(str) != "all") & (table.case == "")]
    rows = rows[(rows.task == task) & (rows.network == network) & (rows.measure == measure)]
    rows = rows[(rows.regularisation == by) & (rows.evaluation == at)]
    return rows.set_index(rows.seed.astype(int))["mean"]


def _values(by_seed: pd.Series) -> pd.DataFrame:
    return by_seed.rename("value").rename_axis("seed").reset_index().assign(exemplar_writer="")
