"""What the source documents say of networks, and whether it holds for letters.

As `ductus.tables.claims`: the docstring of a function is its rule, written before looking;
*reproduced* asks for the whole 95 % interval over seeds, *partly* for the mean alone. With fewer
than three seeds nothing is judged. A goal of the loss that a training did not reach counts as
reached at its end: that is in favour of the slower one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ductus.sweep.courses import GOALS, reached
from ductus.tables.claims import TWO_WRITERS
from ductus.tables.intervals import Estimate, crossed_interval
from ductus.tables.judgement import Judgement, ends, judged, lacking, percent

Tables = dict[str, pd.DataFrame]
Rule = Callable[[Tables], Judgement | None]
CLAIMS: list[tuple[str, Rule]] = []
CELLS = ("rnn", "gru", "multiplicative", "associative", "associative_4")  # beside the LSTM
NON_NORMAL = 0.35  # half of the Henrici number of a large random matrix, which is sqrt(1 / 2)


def claim(said: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((said, rule)) or rule


def judge(tables: Tables) -> pd.DataFrame:
    """Judge what the networks that were compared allow.

    tables : `networks` and `networks_training`.
    """
    return judged(CLAIMS, tables, "networks_claims")


@claim("A multiplicative RNN beats an RNN of as many weights")
def multiplicative(tables: Tables) -> Judgement | None:
    """The excess of the training loss at the end, multiplicative over plain: ratio (geometric mean
    over seeds) below 1, interval included; partly: mean below 1."""
    return _less(*(_ends(tables, one) for one in ("multiplicative", "rnn")), "excess")


@claim("Starts that are not normal (chains) learn faster than orthogonal ones")
def non_normal_starts(tables: Tables) -> Judgement | None:
    """Updates of a plain RNN to an excess of 0.001 from chain and chain with feedback (geometric
    mean of both), over those from an orthogonal start: ratio below 1, interval included; partly:
    mean below 1."""
    chains = [_time(tables, f"rnn-{start}", "step") for start in ("chain", "feedback")]
    if any(one is None for one in chains):
        return None
    both = np.exp((np.log(chains[0]) + np.log(chains[1])) / 2)
    return _less(both, _time(tables, "rnn-orthogonal", "step"), "updates")


@claim("Trained recurrent weights are not normal, whatever the start")
def ends_non_normal(tables: Tables) -> Judgement | None:
    """After training from each start, the Henrici number of the recurrent weights is at least 0.35
    (half of a random matrix's), for the least of them, interval included; partly: in the mean it
    has risen from every start that is normal (orthogonal, identity)."""
    rows = tables["networks"]
    rows = rows[rows.measure == "Henrici number"]
    normal = [n for n in rows.network.unique() if n.endswith(("-orthogonal", "-identity"))]
    if not normal:
        return None
    ends_at, begins = (_seeds(rows[rows.condition == c]) for c in ("after", "before"))
    least = ends_at.mean().idxmin()
    found = crossed_interval(_values(ends_at[least]))
    risen = (ends_at.mean() > begins.mean())[normal].all()
    ours = f"least: {found.mean:.2g}{ends(found)} ({least}), of {ends_at.shape[1]} networks"
    lacks = lacking(_values(ends_at[least]))
    return Judgement(ours, found.low >= NON_NORMAL, bool(risen), found, lacks)


@claim("Hessian-free optimisation reaches a loss in less computing")
def hessian_free(tables: Tables) -> Judgement | None:
    """CPU seconds to an excess of 0.001, Hessian-free over Adam on the same exact gradient, for all
    cells that were trained with both: ratio (geometric mean) below 1, interval included; partly:
    mean below 1."""
    names = tables["networks_training"].network.unique()
    cells = [n.removesuffix("-exact") for n in names if n.endswith("-exact")]
    cells = [cell for cell in cells if f"{cell}-hessian_free" in names]
    if not cells:
        return None
    free, adam = (
        np.exp(sum(np.log(_time(tables, f"{c}-{how}", "cpu_seconds")) for c in cells) / len(cells))
        for how in ("hessian_free", "exact")
    )
    return _less(free, adam, "CPU seconds")


@claim("The deepest layer keeps a trace longest")
def deepest_longest(tables: Tables) -> Judgement | None:
    """In networks of several layers, the half-life of a trace in the last layer less the longest of
    those before (steps, mean over networks): above 0, interval included; partly: mean above 0."""
    rows = tables["networks"]
    rows = rows[(rows.measure == "half-life of a trace") & (rows.seed.astype(str) != "all")]
    each = []
    for (_, seed), own in rows.groupby(["network", "seed"]):
        lives = own.sort_values("condition")["mean"].to_numpy()
        if len(lives) > 1:
            each.append((seed, lives[-1] - lives[:-1].max(), lives[-1]))
    if not each:
        return None
    values = pd.DataFrame(each, columns=["seed", "value", "last"]).assign(exemplar_writer="")
    found = crossed_interval(values)
    ours = f"{found.mean:+.3g}{ends(found)} steps, to {values['last'].mean():.3g} of the deepest"
    return Judgement(ours, found.low > 0, found.mean > 0, found, lacking(values))


@claim("About 5 % of the cells can be read")
def few_readable(tables: Tables) -> Judgement | None:
    """Share of the LSTM's cells that tell a property beyond what the best cell does by chance:
    2.5 % to 10 %, interval included; partly: mean."""
    rows = tables["networks"]
    shares = _seeds(rows[rows.measure == "cells that tell any property"])
    if "lstm" not in shares:
        return None
    values = _values(shares["lstm"])
    found = crossed_interval(values)
    inside = found.low >= 0.025 and found.high <= 0.1
    return Judgement(percent(found), inside, 0.025 <= found.mean <= 0.1, found, lacking(values))


@claim("Segments of states recur in several letters: the network is compositional")
def compositional(tables: Tables) -> Judgement | None:
    """Share of segments of the LSTM's hidden states that recur in two other letters, less the
    larger of the shares in the untrained network and with shuffled steps: above 0, interval
    included; partly: mean above 0."""
    rows = tables["networks"]
    rows = rows[(rows.measure == "segments that recur") & (rows.network == "lstm")]
    rows = rows[rows.seed.astype(str) != "all"]
    if rows.empty:
        return None
    share = rows.pivot(index="seed", columns="condition", values="mean")
    values = _values(share.after - share[["before", "shuffled"]].max(axis=1))
    found = crossed_interval(values)
    trained, before, shuffled = (share[c].mean() for c in ("after", "before", "shuffled"))
    ours = f"{trained:.0%}; untrained {before:.0%}, shuffled {shuffled:.0%}"
    return Judgement(ours, found.low > 0, found.mean > 0, found, lacking(values))


@claim("The LSTM is what makes learning from one example possible")
def lstm_alone(tables: Tables) -> Judgement | None:
    """New letters by the LSTM come as near to their examples in shape as two people's drawings to
    each other (mean dtw at most 0.14), those by no other cell do, all intervals included; partly:
    the LSTM's mean distance is the least."""
    rows = tables["networks"]
    distance = _seeds(rows[(rows.measure == "dtw") & (rows.condition == "inferred")])
    others = [cell for cell in CELLS if cell in distance]
    if "lstm" not in distance or not others:
        return None
    found = {c: crossed_interval(_values(distance[c])) for c in ("lstm", *others)}
    best = min(others, key=lambda cell: found[cell].mean)
    own = found["lstm"]
    alone = own.high <= TWO_WRITERS and all(found[c].low > TWO_WRITERS for c in others)
    ours = (
        f"dtw {own.mean:.3g}{ends(own)}; of others the nearest {best}: "
        f"{found[best].mean:.3g}{ends(found[best])}"
    )
    least = own.mean < found[best].mean
    return Judgement(ours, alone, least, own, lacking(_values(distance["lstm"])))


def _less(one: pd.Series | None, other: pd.Series | None, what: str) -> Judgement | None:
    """Whether one is less than the other, by the ratio in each seed."""
    if one is None or other is None:
        return None
    logs = _values(np.log(one / other).dropna())
    found = Estimate(*np.exp(crossed_interval(logs)))
    ours = f"{found.mean:.3g}{ends(found)} times the {what}: {_mean(one)} to {_mean(other)}"
    return Judgement(ours, found.high < 1, found.mean < 1, found, lacking(logs))


def _mean(values: pd.Series) -> str:
    return f"{np.exp(np.log(values).mean()):.3g}"


def _ends(tables: Tables, network: str) -> pd.Series | None:
    rows = tables["networks_training"]
    rows = rows[rows.network == network]
    return None if rows.empty else rows.groupby("seed").excess.last()


def _time(tables: Tables, network: str, clock: str) -> pd.Series | None:
    """By seed, when the first goal was reached; at the end, if it was not."""
    rows = tables["networks_training"]
    rows = rows[rows.network == network]
    if rows.empty:
        return None
    found = {}
    for seed, course in rows.groupby("seed"):
        point = reached(course, GOALS[0])
        found[seed] = max((course.iloc[-1] if point is None else point)[clock], 1e-9)
    return pd.Series(found, name="value")


def _seeds(rows: pd.DataFrame) -> pd.DataFrame:
    """Means of single seeds, a column for each network."""
    single = rows[rows.seed.astype(str) != "all"]
    return single.pivot(index="seed", columns="network", values="mean")


def _values(by_seed: pd.Series) -> pd.DataFrame:
    return by_seed.rename("value").rename_axis("seed").reset_index().assign(exemplar_writer="")
