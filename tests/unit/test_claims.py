import numpy as np
import pandas as pd
import pytest

from ductus import claims
from ductus.claims import CLAIMS, judge

NEW = list("nopqrstuvwxyz")
SYMBOLS = list("abcdefghijklmnopqrstuvwxyz")


def training(excess=0.001):
    return pd.DataFrame(
        [(s, k, f, e) for s in (1, 2) for k, f, e in ((0, 0.05, 0.2), (100, 0.05, excess))],
        columns=["seed", "step", "floor", "excess"],
    )


def generation(inferred=0.01, not_inferred=0.1, untrained=0.1, dtw=0.1, v=0.01, new=NEW):
    mse = {"inferred": inferred, "not_inferred": not_inferred, "untrained": untrained}
    rows = [
        (s, c, k, mse[k], dtw if k == "inferred" else v if c == "v" else 0.4)
        for s in (1, 2)
        for c in new
        for k in mse
    ]
    return pd.DataFrame(rows, columns=["seed", "character", "condition", "mse", "dtw"])


def variation(right=1.0):
    rows = [
        (s, c, x, d, c if d < right * 10 and x < 0.1 else "?")
        for s in (1, 2)
        for c in NEW
        for x in (0.02, 0.05, 0.2)
        for d in range(10)
    ]
    return pd.DataFrame(rows, columns=["seed", "character", "noise", "draw", "nearest"])


def cases(generated=12, others=3, high=True):
    """Of 13 cases a seed of each condition so many right; wrong ones with the true entry high."""
    rows = []
    for seed in (1, 2):
        for condition, right in (("generated", generated), ("other_writer", others)):
            for i, character in enumerate(NEW):
                code = dict.fromkeys(SYMBOLS, 0.0) | dict.fromkeys("abcdef", 0.3)
                code[character] = 1.0 if i < right else 0.5 if high else 0.2
                code["a"] = 0.9
                noise = 0.05 if condition == "generated" else np.nan
                entries = {f"code_{c}": v for c, v in code.items()}
                rows.append(
                    {"seed": seed, "condition": condition, "noise": noise}
                    | {"character": character, "correct": i < right}
                    | entries
                )
    return pd.DataFrame(rows)


def blending(way=lambda w: 1 - w, pairs=4):
    rows = [
        (s, f"{p}", "z", w, way(w), way(1 - w))
        for s in (1, 2)
        for p in range(pairs)
        for w in np.linspace(1, 0, 11)
    ]
    columns = ["seed", "first", "second", "weight", "dtw_to_first", "dtw_to_second"]
    return pd.DataFrame(rows, columns=columns)


def states(p=0.04):
    rows = [
        (seed, claim, c, c == tested, 1.0, 2.0, 1, 25, p)
        for seed in (1, 2, "all")
        for claim, tested in (("shared", "v"), ("repeated", "u"))
        for c in "uvw"
    ]
    columns = [
        *("seed", "claim", "character", "tested", "distance", "distance_others"),
        *("rank", "n", "p"),
    ]
    return pd.DataFrame(rows, columns=columns)


def tables(**changed):
    return {
        "training": training(),
        "generation": generation(),
        "variation": variation(),
        "classification_cases": cases(),
        "blending": blending(),
        "states": states(),
    } | changed


def verdict(rule, **changed):
    said = next(said for _, said, _, entered in CLAIMS if entered is rule)
    table = judge(tables(**changed)).set_index("claim")
    return table.verdict.get(said)


def test_each_claim_has_all_its_columns():
    table = judge(tables())
    assert list(table) == ["section", "claim", "paper", "ours", "verdict", "rule"]
    assert len(table) == len(CLAIMS)
    assert table.claim.is_unique
    assert table.map(lambda v: isinstance(v, str) and v.strip() == v != "").all(axis=None)
    assert set(table.verdict) == {"reproduced"}
    assert set(table.section) == {"3.1", "3.2", "3.3", "3.4", "3.5"}
    assert table.ours.str.contains("2 seeds").sum() == len(table) - 1  # not so: the rank of v


def switch(weight):
    return float(weight < 0.5)


def hump(weight):
    return 1 - weight + 3 * weight * (1 - weight)


@pytest.mark.parametrize(
    ("rule", "name", "partly", "failed"),
    [
        (claims.mean_drawing, "training", training(0.01), training(0.05)),
        (claims.regenerated, "generation", None, generation(dtw=0.2)),
        (
            claims.fails_without,
            "generation",
            generation(not_inferred=0.03),
            generation(not_inferred=0.015),
        ),
        (
            claims.fails_untrained,
            "generation",
            generation(untrained=0.03),
            generation(untrained=0.015),
        ),
        (claims.exception_v, "generation", None, generation(v=0.5)),
        (claims.similar_variants, "variation", variation(0.6), variation(0.3)),
        (claims.identified, "classification_cases", cases(generated=11), cases(generated=6)),
        (claims.dissimilar, "classification_cases", cases(others=8), cases(others=12)),
        (claims.similarities, "classification_cases", None, cases(high=False)),
        (claims.smooth, "blending", None, blending(switch)),
        (claims.compromise, "blending", None, blending(hump)),
        (claims.shared_states, "states", states(0.2), states(0.5)),
        (claims.repeated_states, "states", states(0.2), states(0.5)),
    ],
)
def test_a_rule_tells_three_cases_apart(rule, name, partly, failed):
    assert verdict(rule) == "reproduced"
    if partly is not None:
        assert verdict(rule, **{name: partly}) == "partly"
    assert verdict(rule, **{name: failed}) == "not"


def test_twelve_of_thirteen_is_enough_whatever_the_rounding():
    assert verdict(claims.identified, classification_cases=cases(generated=12)) == "reproduced"
    assert verdict(claims.identified, classification_cases=cases(generated=11)) == "partly"
    (ours,) = judge(tables()).query("paper == '12 of 13'").ours
    assert ours.startswith("12.0 of 13: 92.3 ± 0 % of 26 variants, 2 seeds")


def test_three_of_four_pairs_are_enough_for_blending():
    mixed = pd.concat([blending(pairs=4), blending(switch, pairs=6).query("first > '3'")])
    assert verdict(claims.smooth, blending=mixed) == "partly"  # 4 of 6
    mixed = pd.concat([blending(pairs=4), blending(switch, pairs=5).query("first > '3'")])
    assert verdict(claims.smooth, blending=mixed) == "reproduced"  # 4 of 5


def test_claims_about_letters_that_are_not_there_have_no_row():
    digits = generation(new=list("56789"))
    assert verdict(claims.exception_v, generation=digits) is None
    none = states().iloc[:0]
    assert verdict(claims.shared_states, states=none) is None
    assert verdict(claims.repeated_states, states=none) is None


def test_claims_about_people_need_drawings_by_people():
    own = cases().query("condition == 'generated'")
    assert verdict(claims.dissimilar, classification_cases=own) is None
    assert verdict(claims.similarities, classification_cases=own) is None
    assert verdict(claims.identified, classification_cases=own) == "reproduced"


def test_the_noise_judged_is_the_papers_or_the_nearest_below():
    def kept(*levels):
        return claims._at_paper_noise(pd.DataFrame({"noise": levels})).noise.tolist()

    assert kept(0.02, 0.05, 0.1) == [0.05]
    assert kept(0.01, 0.04, 0.1) == [0.04]
    assert kept(0.2, 0.3) == [0.2]


def test_one_seed_has_no_spread():
    one = {k: t[t.seed.astype(str).isin(["1", "all"])] for k, t in tables().items()}
    ours = judge(one).ours
    assert not ours.str.contains("±|nan").any()
    assert ours.str.contains("1 seed$|1 seed;|1 seed,").sum() == len(ours) - 1
