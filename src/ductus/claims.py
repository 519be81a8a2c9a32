"""What the paper claims, and whether it holds here.

Each claim has a rule that turns the combined tables into one word: ``reproduced``, ``partly`` or
``not``. It is the docstring of the function that applies it and stands in the table. A claim about
letters that the split does not have, or about what was not measured, has no row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pandas as pd

from ductus.metrics import wilson

Tables = Mapping[str, pd.DataFrame]
Judgement = tuple[str, bool, bool]  # ours in words; reproduced; if not, partly
Rule = Callable[[Tables], Judgement | None]

PAPER_NOISE = 0.05  # docs/protocol.md, row 15
TWO_WRITERS = 0.14  # median `dtw` between two people's drawings of one letter in DigiLeTs
CLAIMS: list[tuple[str, str, str, Rule]] = []  # section, claim, the paper's value, rule


def claim(section: str, said: str, value: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((section, said, value, rule)) or rule


def judge(tables: Tables) -> pd.DataFrame:
    """Judge every claim that can be judged.

    Parameters
    ----------
    tables : training, generation, variation, classification_cases, blending and states, as
        `ductus tables` makes them.

    Returns
    -------
    section, claim, paper (its value), ours (mean ± standard deviation over seeds), verdict, rule.
    """
    rows = []
    for section, said, value, rule in CLAIMS:
        judgement = rule(tables)
        if judgement:
            ours, reproduced, partly = judgement
            verdict = "reproduced" if reproduced else "partly" if partly else "not"
            rows.append((section, said, value, ours, verdict, " ".join(rule.__doc__.split())))
    return pd.DataFrame(rows, columns=["section", "claim", "paper", "ours", "verdict", "rule"])


@claim("3.1", "The network writes the mean of each trained character", "essentially the mean")
def mean_drawing(tables: Tables) -> Judgement | None:
    """Squared distance to the means (excess) at most 1/20 of the variance of people's drawings
    around them (floor); partly: at most 1/5."""
    last = tables["training"].sort_values("step").groupby("seed").last()
    if (last.floor <= 0).any():
        return None
    share = last.excess / last.floor
    ours = f"{_percent(share)} of the variance, {_seeds(len(share))}"
    return ours, share.mean() <= 1 / 20, share.mean() <= 1 / 5


@claim("3.1", "One-shot inference re-generates a new character", "yes, by looking (Fig. 2, blue)")
def regenerated(tables: Tables) -> Judgement:
    """9/10 of the characters come as near to their example in shape as two people's drawings of
    one letter to each other (dtw at most 0.14, the median in DigiLeTs); partly: 1/2."""
    rows = _generation(tables, "inferred")
    ours, mean = _share(rows.dtw <= TWO_WRITERS, rows.seed, "characters")
    return ours, mean >= 9 / 10, mean >= 1 / 2


@claim("3.1", "The trained network does not write it without inference", "no (Fig. 2, red)")
def fails_without(tables: Tables) -> Judgement:
    """Mean MSE with inference at most 1/5 of that without; partly: at most 1/2."""
    return _against(tables, "not_inferred")


@claim("3.1", "Inference in an untrained network does not write it", "only v (Fig. 2, orange)")
def fails_untrained(tables: Tables) -> Judgement:
    """Mean MSE with inference in the trained network at most 1/5 of that with inference in the
    untrained one; partly: at most 1/2."""
    return _against(tables, "untrained")


@claim("3.1", "The exception in the untrained network is v", "only v looks similar")
def exception_v(tables: Tables) -> Judgement | None:
    """Written by the untrained network, v is the new character nearest to its example in shape;
    partly: among the nearest quarter."""
    distance = _generation(tables, "untrained").groupby("character").dtw.mean()
    if "v" not in distance.index or len(distance) < 4:
        return None
    rank, n = int((distance <= distance["v"]).sum()), len(distance)
    ours = f"number {rank} of {n}: dtw {distance['v']:.2g}, median {distance.median():.2g}"
    return ours, rank == 1, rank <= n / 4


@claim("3.2", "Noise makes similar variants of a new character", "yes, by looking (Fig. 3)")
def similar_variants(tables: Tables) -> Judgement:
    """At noise 0.05, the example nearest in shape is the character's own for 9/10 of the variants;
    partly: 1/2."""
    rows = _at_paper_noise(tables["variation"])
    ours, mean = _share(rows.nearest == rows.character, rows.seed, "variants")
    return ours, mean >= 9 / 10, mean >= 1 / 2


@claim("3.3", "Very similar variants are identified", "12 of 13")
def identified(tables: Tables) -> Judgement:
    """Of variants at noise 0.05, at least 12/13 in the mean over seeds; partly: at least 1/2."""
    rows = _generated(tables)
    share, mean = _share(rows.correct, rows.seed, "variants")
    n = rows.character.nunique()
    mean = round(mean, 9)  # means of 12/13 may come out a hair below it
    return f"{mean * n:.1f} of {n}: {share}", mean >= round(12 / 13, 9), mean >= 1 / 2


@claim("3.3", "Dissimilar variants are not identified reliably", "not reliable (Fig. 4, right)")
def dissimilar(tables: Tables) -> Judgement | None:
    """Drawings by other writers, similar or not, are identified in less than 1/2 of the cases and
    less often than generated variants; partly: only the latter."""
    cases = tables["classification_cases"]
    people = cases[cases.condition == "other_writer"]
    if people.empty:
        return None
    ours, mean = _share(people.correct, people.seed, "other writers' drawings")
    less = mean < _generated(tables).correct.mean()
    return ours, less and mean < 1 / 2, less


@claim("3.3", "A wrong identification still shows what is shared", "p among five for a p (Fig. 4)")
def similarities(tables: Tables) -> Judgement | None:
    """For people's drawings, in 1/2 of the wrong cases the right character is among the highest
    fifth of the entries (5 of 26 in the paper); partly: beyond doubt more often than by chance
    (Wilson interval)."""
    cases = tables["classification_cases"]
    people = cases.condition.isin(["same_writer", "other_writer"])
    wrong = cases[people & ~cases.correct.astype(bool)]
    codes = wrong[[c for c in cases if c.startswith("code_")]]
    top = math.ceil(codes.shape[1] / 5)
    if wrong.empty or top < 2:
        return None
    own = [codes.at[i, f"code_{c}"] for i, c in wrong.character.items()]
    high = codes.gt(own, axis=0).sum(axis=1) < top
    chance = (top - 1) / (codes.shape[1] - 1)  # it was not the highest
    ours, mean = _share(high, wrong.seed, "wrong cases")
    beyond = wilson(int(high.sum()), len(high))[0] > chance
    return f"{ours}; by chance {chance:.0%}", mean >= 1 / 2 and beyond, beyond


@claim("3.4", "Blends pass smoothly from one character to the other", "yes, by looking (Fig. 5)")
def smooth(tables: Tables) -> Judgement:
    """For 3/4 of the pairs, the distance to the first rises and that to the second falls (rank
    correlation with the weight at least 0.8: p < 0.01 with 11 blends), and no step makes more than
    half of the way; partly: for 1/2."""

    def is_smooth(way: pd.DataFrame) -> bool:
        way = way.sort_values("weight", ascending=False)
        for distance, direction in ((way.dtw_to_first, -1), (way.dtw_to_second, 1)):
            spread = distance.max() - distance.min()
            order = distance.corr(way.weight, method="spearman") * direction
            if not (order >= 0.8 and distance.diff().abs().max() <= spread / 2):
                return False
        return True

    return _pairs(tables, is_smooth)


@claim("3.4", "A blend is a compromise between two characters", "yes, by looking (Fig. 5)")
def compromise(tables: Tables) -> Judgement:
    """For 3/4 of the pairs, the blend with equal weights is nearer in shape to each of the two
    than they are to one another; partly: for 1/2."""

    def lies_between(way: pd.DataFrame) -> bool:
        apart = way.dtw_to_second[way.weight.idxmax()]
        middle = way.loc[(way.weight - 0.5).abs().idxmin()]
        return max(middle.dtw_to_first, middle.dtw_to_second) < apart

    return _pairs(tables, lies_between)


@claim("3.5", "Cell states of y's first part resemble those of v", "closely related (Fig. 6)")
def shared_states(tables: Tables) -> Judgement | None:
    """Of all letters' states, averaged over seeds, the tested letter's are so near that p <= 0.05
    (share of letters at least as near); partly: p <= 1/4."""
    return _states(tables, "shared")


@claim("3.5", "Hidden states of u repeat themselves", "a pattern repetition (Fig. 7)")
def repeated_states(tables: Tables) -> Judgement | None:
    """Of all letters, averaged over seeds, the two halves of the tested letter's states are so
    near that p <= 0.05 (share of letters whose halves are at least as near); partly: p <= 1/4."""
    return _states(tables, "repeated")


def _generation(tables: Tables, condition: str) -> pd.DataFrame:
    return tables["generation"][tables["generation"].condition == condition]


def _against(tables: Tables, condition: str) -> Judgement:
    inferred = _generation(tables, "inferred").groupby("seed").mse.mean()
    other = _generation(tables, condition).groupby("seed").mse.mean()
    ratio = inferred / other
    ours = f"MSE {inferred.mean():.2g} is {_percent(ratio)} of {other.mean():.2g}, "
    return ours + _seeds(len(ratio)), ratio.mean() <= 1 / 5, ratio.mean() <= 1 / 2


def _at_paper_noise(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows at the largest noise up to the paper's presumed one, or at the smallest there is."""
    levels = sorted(rows.noise.unique())
    return rows[rows.noise == max((x for x in levels if x <= PAPER_NOISE), default=levels[0])]


def _generated(tables: Tables) -> pd.DataFrame:
    cases = tables["classification_cases"]
    return _at_paper_noise(cases[cases.condition == "generated"])


def _pairs(tables: Tables, holds: Callable[[pd.DataFrame], bool]) -> Judgement:
    ways = tables["blending"].groupby(["seed", "first", "second"], sort=False)
    kept = pd.DataFrame([(key[0], holds(way)) for key, way in ways], columns=["seed", "holds"])
    ours, mean = _share(kept.holds, kept.seed, "pairs")
    return ours, mean >= 3 / 4, mean >= 1 / 2


def _states(tables: Tables, name: str) -> Judgement | None:
    rows = tables["states"]
    rows = rows[(rows.claim == name) & rows.tested.astype(bool)]
    together = rows[rows.seed.astype(str) == "all"]
    if together.empty:
        return None
    one = together.iloc[0]
    ours = (
        f"{one.character}: distance {one.distance:.2g}, others {one.distance_others:.2g}; "
        f"number {one['rank']} of {one.n}, p = {one.p:.2g}, {_seeds(len(rows) - 1)}"
    )
    return ours, one.p <= 0.05, one.p <= 1 / 4


def _share(holds: pd.Series, seed: pd.Series, what: str) -> tuple[str, float]:
    """In words, and the mean over seeds of the share that holds."""
    by_seed = holds.astype(float).groupby(seed.to_numpy()).mean()
    return f"{_percent(by_seed)} of {len(holds)} {what}, {_seeds(len(by_seed))}", by_seed.mean()


def _percent(share: pd.Series) -> str:
    spread = f" ± {100 * share.std():.2g}" if len(share) > 1 else ""
    return f"{100 * share.mean():.3g}{spread} %"


def _seeds(n: int) -> str:
    return f"{n} seed{'s' if n != 1 else ''}"
