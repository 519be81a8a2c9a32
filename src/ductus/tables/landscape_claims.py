"""What Dolgikh (2022) claims of the landscape, and whether it holds here; and two claims of ours.

As in `ductus.tables.claims`, each rule is a docstring and stands in the table. Rules speak of the
networks whose training succeeded; clusters are MeanShift's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ductus.tables.intervals import crossed_interval
from ductus.tables.judgement import NOTHING, Judgement, count, ends, judged, lacking, percent
from ductus.tables.landscape import SUCCEEDED, values_of

NEAR = 0.4  # radius up to which spheres are near
Rule = Callable[[Mapping[str, pd.DataFrame]], Judgement | None]
CLAIMS: list[tuple[str, str, str, Rule]] = []  # section, claim, the paper's value, rule


def claim(section: str, said: str, value: str) -> Callable[[Rule], Rule]:
    """Enter a rule for a claim."""
    return lambda rule: CLAIMS.append((section, said, value, rule)) or rule


def judge(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge every claim that can be judged, of the tables `landscape` and `landscape_spheres`."""
    return judged(CLAIMS, tables, "landscape_claims")


@claim("2.3", "Most trainings succeed", "about 70 %")
def most_succeed(tables):
    """At least 7/10 of the trainings with a penalty succeed; partly: at least 1/2. A training
    succeeds if its loss on held-out pictures is at most 3/4 of that of the mean picture, and of
    these, drawn again, at least half as many are recognised as of the pictures themselves."""
    values = values_of(tables["landscape"], "sparse", SUCCEEDED, "")
    if values.empty:
        return None
    share = values.value.mean()
    ours = f"{int(values.value.sum())} of {count(len(values), 'training')}"
    return Judgement(ours, share >= 0.7, share >= 0.5, NOTHING, lacking(values))


@claim("2.5", "Two to four neurons are active a picture", "2 to 4 for most")
def few_active(tables):
    """The mean number of active latent neurons is between 2 and 4, interval included; partly: the
    mean is."""
    return _between(values_of(tables["landscape"], "sparse", "active", ""), 2, 4)


@claim("3.3", "Size is 1 to 5 % of the pictures", "396 to 485 clusters of 10,000 pictures")
def size(tables):
    """Clusters over pictures are between 1 and 5 %, interval included; partly: the mean is."""
    return _between(
        values_of(tables["landscape"], "sparse", "size over drawings"), 0.01, 0.05, True
    )


@claim("3.3", "Centres of clusters are recognised", ".971 to .975, by eye")
def recognition(tables):
    """At least 9/10 of the decoded centres are recognised as a symbol, interval included; partly:
    mean at least 3/4."""
    return _at_least(values_of(tables["landscape"], "sparse", "recognition"), 0.9, 0.75)


@claim("3.3", "All symbols are present", "in all three models")
def completeness(tables):
    """In every network, each symbol is what a cluster is recognised as; partly: on average, 9/10 of
    the symbols are."""
    return _at_least(values_of(tables["landscape"], "sparse", "completeness"), 1.0, 0.9)


@claim("3.2", "The regions are connected and continuous", "yes, by looking (Fig. 3)")
def connectedness(tables):
    """Of random points on spheres around recognised centres, with radii up to 0.4 of the centre's
    length, at least 9/10 are drawn as the centre is, interval included; partly: mean at least
    3/4."""
    spheres = tables["landscape_spheres"]
    near = spheres[(spheres.representation == "sparse") & (spheres.radius <= NEAR)]
    near = near[near.seed.astype(str) != "all"]
    kept = values_of(tables["landscape"], "sparse", "size").seed
    near = near[near.seed.astype(str).isin(kept)]
    means = near.groupby(near.seed.astype(str))["mean"].mean()
    values = pd.DataFrame({"seed": means.index, "exemplar_writer": "", "value": means.to_numpy()})
    return _at_least(values, 0.9, 0.75)


@claim("3.3", "Networks agree in size and recognition", "485 / 396 = 1.22; .971 to .975")
def consistency(tables):
    """The largest size is at most 5/4 of the smallest, and recognition differs by at most .05
    between networks; partly: 3/2 and .1."""
    sizes, known = (
        values_of(tables["landscape"], "sparse", m).value for m in ("size", "recognition")
    )
    if sizes.empty or sizes.min() == 0 or known.empty:
        return None
    ratio, apart = sizes.max() / sizes.min(), known.max() - known.min()
    ours = (
        f"sizes {ratio:.3g} : 1, recognition apart by {apart:.2g}, {count(len(sizes), 'network')}"
    )
    lacks = lacking(values_of(tables["landscape"], "sparse", "size"))
    return Judgement(
        ours, ratio <= 1.25 and apart <= 0.05, ratio <= 1.5 and apart <= 0.1, NOTHING, lacks
    )


@claim("ours", "Clusters are purer than those of random projections", "not asked")
def purer_than_random(tables):
    """The mean purity of clusters is above that in random projections, equally many and equally
    sparse, with the interval of the difference over networks; partly: the mean is."""
    return _more(tables["landscape"], "sparse", "random")


@claim("ours", "Clusters are purer than those without a penalty", "not asked")
def purer_than_dense(tables):
    """The mean purity of clusters is above that of networks without a penalty, with the interval of
    the difference over networks; partly: the mean is."""
    return _more(tables["landscape"], "sparse", "dense")


@claim("ours", "Hidden states of the network that writes know letters", "not asked")
def states_know_letters(tables):
    """The mean purity of clusters of hidden states is above that of the codes inferred in the
    untrained network, with the interval of the difference over networks; partly: the mean is."""
    return _more(tables["landscape"], "states", "codes_untrained")


def _at_least(values: pd.DataFrame, whole: float, mean: float) -> Judgement | None:
    if values.empty:
        return None
    found = crossed_interval(values)
    said = f"{percent(found)}, {count(len(values), 'network')}"
    hair = 1e-9
    return Judgement(
        said, found.low >= whole - hair, found.mean >= mean - hair, found, lacking(values)
    )


def _between(values: pd.DataFrame, low: float, high: float, share: bool = False):
    if values.empty:
        return None
    found = crossed_interval(values)
    said = percent(found) if share else f"{found.mean:.3g}{ends(found)}"
    inside = low <= found.low and found.high <= high
    ours = f"{said}, {count(len(values), 'network')}"
    return Judgement(ours, inside, low <= found.mean <= high, found, lacking(values))


def _more(table: pd.DataFrame, one: str, other: str) -> Judgement | None:
    """The purity of one space less that of another, in each network."""
    both = values_of(table, one, "purity").merge(
        values_of(table, other, "purity"), on=["seed", "exemplar_writer"]
    )
    if both.empty:
        return None
    values = both[["seed", "exemplar_writer"]].assign(value=both.value_x - both.value_y)
    found = crossed_interval(values)
    ours = (
        f"{100 * both.value_x.mean():.3g} and {100 * both.value_y.mean():.3g} %, difference "
        f"{100 * found.mean:.3g} points [{100 * found.low:.3g}, {100 * found.high:.3g}], "
        f"{count(len(values), 'network')}"
    )
    return Judgement(ours, found.low > 0, found.mean > 0, found, lacking(values))
