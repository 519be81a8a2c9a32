"""What the paper claims, and whether it holds here.

Each claim has a rule that turns the combined tables into one word, fixed before any result was
seen: ``reproduced``, ``partly`` or ``not``. A claim about letters that the split does not have, or
about something that was not measured, has no row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from ductus.metrics import wilson

Tables = Mapping[str, pd.DataFrame]
Judgement = tuple[str, str]  # ours, verdict
PAPER_NOISE = 0.05  # docs/protocol.md, row 15
PAPER_ACCURACY = 12 / 13


@dataclass(frozen=True)
class Claim:
    """A claim: where the paper makes it, its value there, our rule and who applies it."""

    section: str
    claim: str
    paper: str
    rule: str
    judge: Callable[[Tables], Judgement | None]


def judge(tables: Tables) -> pd.DataFrame:
    """Judge every claim that can be judged.

    Parameters
    ----------
    tables : training, generation, variation, classification_cases, classification, blending,
        states, as `ductus tables` makes them.

    Returns
    -------
    section, claim, paper (its value), ours (mean and standard deviation over seeds), verdict, rule.
    """
    rows = []
    for claim in CLAIMS:
        judgement = claim.judge(tables)
        if judgement:
            ours, verdict = judgement
            rows.append((claim.section, claim.claim, claim.paper, ours, verdict, claim.rule))
    return pd.DataFrame(rows, columns=["section", "claim", "paper", "ours", "verdict", "rule"])


def mean_drawing(tables: Tables) -> Judgement | None:
    last = tables["training"].sort_values("step").groupby("seed").last()
    share = last.excess / last.floor
    if not (last.floor > 0).all():
        return None
    return _over_seeds(share, "of the variance"), _verdict(
        share.mean() <= 0.05, share.mean() <= 0.2
    )


def regenerated(tables: Tables) -> Judgement:
    floor = tables["training"].groupby("seed").floor.last()
    rows = _generation(tables, "inferred")
    near = rows.mse <= rows.seed.map(floor)
    return _share(near, rows.seed, "characters", 0.9)


def fails(condition: str) -> Callable[[Tables], Judgement]:
    def judge(tables: Tables) -> Judgement:
        means = {
            c: _generation(tables, c).groupby("seed").mse.mean() for c in ("inferred", condition)
        }
        ratio = means["inferred"] / means[condition]
        ours = (
            f"MSE {means['inferred'].mean():.3g} against {means[condition].mean():.3g}: "
            + _over_seeds(ratio, "of it")
        )
        return ours, _verdict(ratio.mean() <= 1 / 5, ratio.mean() <= 1 / 2)

    return judge


def exception_v(tables: Tables) -> Judgement | None:
    distance = _generation(tables, "untrained").groupby("character").dtw.mean()
    if "v" not in distance.index or len(distance) < 4:
        return None
    rank = int((distance <= distance["v"]).sum())
    ours = (
        f"v is number {rank} of {len(distance)} by distance, {distance['v']:.3g} "
        f"(median {distance.median():.3g})"
    )
    return ours, _verdict(rank == 1, rank <= len(distance) / 4)


def variants(tables: Tables) -> Judgement:
    rows = _at_paper_noise(tables["variation"])
    return _share(rows.nearest == rows.character, rows.seed, "variants", 0.9)


def identified(tables: Tables) -> Judgement:
    cases = tables["classification_cases"]
    rows = _at_paper_noise(cases[cases.condition == "generated"])
    return _share(rows.correct, rows.seed, "variants", PAPER_ACCURACY)


def dissimilar(tables: Tables) -> Judgement | None:
    cases = tables["classification_cases"]
    people = cases[cases.condition == "other_writer"]
    if people.empty:
        return None
    own = _at_paper_noise(cases[cases.condition == "generated"])
    theirs, ours = people.correct.mean(), own.correct.mean()
    said, _ = _share(people.correct, people.seed, "drawings by other writers", 1)
    return said, _verdict(theirs < 1 / 2 and theirs < ours, theirs < ours)


def similarities(tables: Tables) -> Judgement | None:
    cases = tables["classification_cases"]
    people = cases.condition.isin(["same_writer", "other_writer"])
    wrong = cases[people & ~cases.correct.astype(bool)]
    codes = wrong[[c for c in cases if c.startswith("code_")]]
    top = math.ceil(codes.shape[1] / 5)
    if wrong.empty or top < 2:
        return None
    own = [codes.at[i, f"code_{c}"] for i, c in wrong.character.items()]
    high = codes.gt(own, axis=0).sum(axis=1) < top
    chance = (top - 1) / (codes.shape[1] - 1)
    said, _ = _share(high, wrong.seed, "wrong cases", 1)
    low = wilson(int(high.sum()), len(high))[0]
    return f"{said}; chance {chance:.2f}", _verdict(high.mean() >= 1 / 2, low > chance)


def smooth(tables: Tables) -> Judgement:
    def is_smooth(way: pd.DataFrame) -> bool:
        way = way.sort_values("weight", ascending=False)
        for column, direction in (("dtw_to_first", 1), ("dtw_to_second", -1)):
            distance = way[column]
            spread = distance.max() - distance.min()
            order = distance.corr(-way.weight, method="spearman") * direction
            if not (order >= 0.8 and distance.diff().abs().max() <= spread / 2):
                return False
        return True

    return _pairs(tables, is_smooth, "pairs")


def compromise(tables: Tables) -> Judgement:
    def lies_between(way: pd.DataFrame) -> bool:
        apart = way.dtw_to_second[way.weight.idxmax()]
        middle = way.loc[(way.weight - 0.5).abs().idxmin()]
        return 0 < max(middle.dtw_to_first, middle.dtw_to_second) < apart

    return _pairs(tables, lies_between, "pairs")


def state_claim(name: str) -> Callable[[Tables], Judgement | None]:
    def judge(tables: Tables) -> Judgement | None:
        rows = tables["states"]
        rows = rows[(rows.claim == name) & rows.tested.astype(bool)]
        together = rows[rows.seed.astype(str) == "all"]
        if together.empty:
            return None
        one, seeds = together.iloc[0], rows[rows.seed.astype(str) != "all"]
        ours = (
            f"{one.character}: {one.distance:.3g} against {one.distance_others:.3g} for other "
            f"letters, number {one['rank']} of {one.n}, p = {one.p:.2g} ({_seeds(len(seeds))})"
        )
        return ours, _verdict(one.p <= 0.05, one.p <= 0.25)

    return judge


def _generation(tables: Tables, condition: str) -> pd.DataFrame:
    return tables["generation"][tables["generation"].condition == condition]


def _at_paper_noise(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows at the largest noise up to the paper's presumed one, or at the smallest there is."""
    levels = sorted(rows.noise.unique())
    level = max((x for x in levels if x <= PAPER_NOISE), default=levels[0])
    return rows[rows.noise == level]


def _pairs(tables: Tables, holds: Callable[[pd.DataFrame], bool], what: str) -> Judgement:
    ways = tables["blending"].groupby(["seed", "first", "second"], sort=False)
    kept = pd.DataFrame([(key[0], holds(way)) for key, way in ways], columns=["seed", "holds"])
    return _share(kept.holds, kept.seed, what, 3 / 4)


def _share(holds: pd.Series, seed: pd.Series, what: str, wanted: float) -> Judgement:
    """Mean over seeds of the share that holds: reproduced as `wanted`, partly from one half."""
    by_seed = holds.astype(float).groupby(seed.to_numpy()).mean()
    ours = _over_seeds(by_seed, f"of {len(holds)} {what}")
    # a mean over seeds of 12/13 each is 12/13, whatever the rounding
    return ours, _verdict(by_seed.mean() >= wanted - 1e-9, by_seed.mean() >= 1 / 2)


def _over_seeds(values: pd.Series, of: str) -> str:
    spread = f" ± {values.std():.2g}" if len(values) > 1 else ""
    return f"{values.mean():.3g}{spread} {of} ({_seeds(len(values))})"


def _seeds(n: int) -> str:
    return f"{n} seed{'s' if n != 1 else ''}"


def _verdict(reproduced: bool, partly: bool) -> str:
    return "reproduced" if reproduced else "partly" if partly else "not"


CLAIMS = (
    Claim(
        "3.1",
        "The network writes the mean of each trained character",
        "one variant per character, essentially the mean",
        "distance to the means (excess) at most 1/20 of the variance of people's drawings around "
        "them (floor); partly at most 1/5",
        mean_drawing,
    ),
    Claim(
        "3.1",
        "One-shot inference re-generates a new character",
        "yes, in three examples shown (Fig. 2, blue)",
        "MSE at most the variance of people's drawings around their means, so nearer than they "
        "are to each other, in 9/10 of the characters; partly in 1/2",
        regenerated,
    ),
    Claim(
        "3.1",
        "The trained network does not write it without inference",
        "no (Fig. 2, red)",
        "mean MSE with inference at most 1/5 of that without, a difference seen at a glance; "
        "partly at most 1/2",
        fails("not_inferred"),
    ),
    Claim(
        "3.1",
        "Inference in an untrained network does not write it",
        "no, but for the v (Fig. 2, orange)",
        "mean MSE with inference in the trained network at most 1/5 of that in the untrained one; "
        "partly at most 1/2",
        fails("untrained"),
    ),
    Claim(
        "3.1",
        "The exception in the untrained network is v",
        "only the v looks similar",
        "of all new characters, v comes nearest to its example in shape; partly if it is among "
        "the nearest quarter",
        exception_v,
    ),
    Claim(
        "3.2",
        "Noise on the input makes similar variants of a new character",
        "yes, by looking (Fig. 3)",
        "at noise 0.05, the nearest of all examples in shape is the character's own for 9/10 of "
        "the variants; partly for 1/2",
        variants,
    ),
    Claim(
        "3.3",
        "Very similar variants are identified",
        "12 of 13",
        "at noise 0.05, at least 12/13 in the mean over seeds; partly at least 1/2",
        identified,
    ),
    Claim(
        "3.3",
        "Dissimilar variants are not identified reliably",
        "not reliable; an example shown (Fig. 4, right)",
        "drawings by other writers, similar or not, are identified in less than 1/2 of the cases "
        "and less often than generated variants; partly if only less often",
        dissimilar,
    ),
    Claim(
        "3.3",
        "A wrong identification still shows what letters share",
        "five high entries for the wrong p, its own among them (Fig. 4, right)",
        "for people's drawings, in 1/2 of the wrong cases the right character is in the highest "
        "fifth of the entries (5 of 26 in the paper); partly if above chance beyond doubt (the "
        "Wilson interval)",
        similarities,
    ),
    Claim(
        "3.4",
        "Blends pass smoothly from one character to the other",
        "yes, by looking (Fig. 5)",
        "for 3/4 of the pairs, the distance to the first rises and that to the second falls "
        "(rank correlation with the weight at least 0.8, p < 0.01 with 11 blends), and no step "
        "makes more than half of the way; partly for 1/2",
        smooth,
    ),
    Claim(
        "3.4",
        "A blend is a compromise between the two characters",
        "yes, by looking (Fig. 5)",
        "for 3/4 of the pairs, the blend with equal weights is nearer in shape to each of the two "
        "than they are to one another; partly for 1/2",
        compromise,
    ),
    Claim(
        "3.5",
        "The cell states of y's first part resemble those of v",
        "a closely related pattern (Fig. 6)",
        "among all letters, the tested one is nearest or near enough that p <= 0.05, on distances "
        "averaged over seeds; partly p <= 0.25",
        state_claim("shared"),
    ),
    Claim(
        "3.5",
        "The hidden states of u repeat themselves",
        "a pattern repetition (Fig. 7)",
        "among all letters, the tested one's halves are nearest or near enough that p <= 0.05, on "
        "distances averaged over seeds; partly p <= 0.25",
        state_claim("repeated"),
    ),
)
