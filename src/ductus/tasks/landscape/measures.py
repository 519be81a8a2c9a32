"""A landscape in numbers: the paper's Table 1, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ductus.tasks.landscape import ways
from ductus.tasks.landscape.density import CLUSTERINGS, Cluster, distinct, landscape
from ductus.tasks.landscape.judge import Judge, Said

COLUMNS = ["representation", "clustering", "measure", "value", "n"]
SPHERES = ["representation", "radius", "value", "n"]
SYMBOLS = ["representation", "clustering", "symbol", "clusters"]


@dataclass(frozen=True)
class Space:
    """Drawings in a space of activations, and the way back to pictures.

    Attributes
    ----------
    name : ``sparse``, ``dense``, ``random``; ``codes``, ``codes_untrained``, ``states``.
    codes : activations (N, L), not below zero, in which clusters are looked for.
    symbols : what the drawings are of, (N,), to judge by.
    decode : pictures (M, 28, 28) of points (M, D).
    pictures : of the drawings, (N, 28, 28), 0 to 1.
    points : (N, D) of each drawing, if another space than that of the activations is drawn from:
        then the mean of its members stands for a cluster.
    """

    name: str
    codes: np.ndarray
    symbols: np.ndarray
    decode: Callable[[np.ndarray], np.ndarray]
    pictures: np.ndarray
    points: np.ndarray | None = None

    def places(self, clusters: Sequence[Cluster]) -> np.ndarray:
        """What is drawn for each cluster: (K, D)."""
        if self.points is None:
            return np.stack([cluster.centre for cluster in clusters])
        return np.stack([self.points[cluster.members].mean(axis=0) for cluster in clusters])


@dataclass
class Found:
    """What is found of a space.

    Attributes
    ----------
    rows : of `COLUMNS`; a value is of one network, n the cases that it is a mean or count of.
    spheres, symbols : of `SPHERES` and `SYMBOLS`.
    clusters, drawn, said : of MeanShift: clusters, their pictures, and what these are said to be.
    """

    rows: list[tuple] = field(default_factory=list)
    spheres: list[tuple] = field(default_factory=list)
    symbols: list[tuple] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    drawn: np.ndarray | None = None
    said: Said | None = None


def examine(space: Space, judge: Judge, names: Sequence[str], seed: int, **shares: float) -> Found:
    """Find the landscape of a space by each clustering, and measure it.

    Parameters
    ----------
    names : symbols that there are.
    shares : of `ductus.tasks.landscape.density.landscape`.
    """
    found = Found()
    for by in CLUSTERINGS:
        clusters = landscape(space.codes, by=by, **shares)
        drawn = space.decode(space.places(clusters)) if clusters else np.zeros((0, 28, 28))
        said = judge.says(drawn)
        numbers = table_1(clusters, said, space.symbols, names)
        if by == CLUSTERINGS[0]:
            found.clusters, found.drawn, found.said = clusters, drawn, said
            numbers += _continuity(space, clusters, said, judge, seed, found)
        found.rows += [(space.name, by, *number) for number in numbers]
        counts = symbol_counts(said, names)
        found.symbols += [(space.name, by, s, n) for s, n in counts.items()]
    return found


def table_1(
    clusters: Sequence[Cluster], said: Said, symbols: np.ndarray, names: Sequence[str]
) -> list[tuple[str, float, int]]:
    """Measure, value and n of the paper's Table 1, with what belongs beside it.

    Parameters
    ----------
    said : what the pictures of the clusters' centres are said to be.
    symbols : what the drawings are of, (N,).
    """
    count, drawings = len(clusters), len(symbols)
    members = np.unique(np.concatenate([c.members for c in clusters])) if clusters else []
    present = {s for s, n in symbol_counts(said, names).items() if n}
    numbers = [
        ("slices", len({c.slice for c in clusters}), count),
        ("size", count, drawings),
        ("size over drawings", count / drawings, drawings),
        ("distinct clusters", len(distinct(clusters)), count),
        ("drawings in clusters", len(members), drawings),
        ("completeness", len(present) / len(names), len(names)),
    ]
    if clusters:
        pure = np.mean([_most(symbols[c.members]) for c in clusters])
        numbers += [
            ("recognition", float(said.recognised.mean()), count),
            ("purity", float(pure), count),
        ]
    return numbers


def symbol_counts(said: Said, names: Sequence[str]) -> dict[str, int]:
    """How many clusters are recognised as each symbol."""
    return {s: int(((said.symbols == s) & said.recognised).sum()) for s in names}


def _most(symbols: np.ndarray) -> float:
    """The share of the most frequent symbol."""
    return float(np.unique(symbols, return_counts=True)[1].max() / len(symbols))


def _continuity(space: Space, clusters, said: Said, judge: Judge, seed: int, found: Found):
    """On spheres and on ways, of distinct clusters whose centres are recognised.

    One that is found in many slices counts once: from itself to itself any way is connected.
    """
    rng = np.random.default_rng(seed)
    known = [i for i in distinct(clusters) if said.recognised[i]]
    some = np.sort(rng.permutation(known)[: ways.MOST])
    if len(some) == 0:
        return []
    chosen = [clusters[i] for i in some]
    places, symbols = space.places(chosen), said.symbols[some]
    if space.points is None:
        points = ways.on_spheres(places, [c.slice for c in chosen], rng)
        kept = ways.kept_on_spheres(points, symbols, space.decode, judge).mean(axis=0)
        n = len(some) * ways.POINTS
        found.spheres += [(space.name, r, k, n) for r, k in zip(ways.RADII, kept, strict=True)]
    numbers = []
    alike = ways.along(places, ways.pairs_of(symbols, True, rng))
    unlike = ways.along(places, ways.pairs_of(symbols, False, rng))
    if len(alike):
        kept = ways.connected(alike, space.decode, judge)
        numbers.append(("connected", float(kept.mean()), len(kept)))
    if len(unlike):
        even = ways.evenness(unlike, space.decode)
        numbers.append(("evenness", float(even.mean()), len(even)))
    return numbers


def training_numbers(
    network, held_out, judge: Judge, mean_picture: np.ndarray
) -> list[tuple[str, float, int]]:
    """How well pictures that are held out are drawn again, and by how many neurons.

    Parameters
    ----------
    network : an autoencoder, or what encodes and decodes like one.
    held_out : `ductus.data.pictures.Pictures`.
    mean_picture : of those that it was trained with: the best that can be drawn without looking.
    """
    codes = network.encode(held_out.ink)
    drawn, n = network.decode(codes), len(held_out.images)
    return [
        ("loss", cross_entropy(drawn, held_out.ink), n),
        ("loss of the mean picture", cross_entropy(mean_picture[None], held_out.ink), n),
        ("drawn again", judge.right(drawn, held_out.symbols), n),
        ("judged right", judge.right(held_out.ink, held_out.symbols), n),
        ("active", float((codes > 0).sum(axis=1).mean()), n),
        ("neurons in use", int(((codes > 0).mean(axis=0) >= 0.005).sum()), codes.shape[1]),
    ]


def cross_entropy(drawn: np.ndarray, images: np.ndarray) -> float:
    """Mean over pixels, in nats; what is drawn is kept a millionth away from 0 and 1."""
    p = np.clip(np.asarray(drawn, np.float64), 1e-6, 1 - 1e-6)
    return float(-(images * np.log(p) + (1 - images) * np.log1p(-p)).mean())


LOSS, AGAIN = 0.75, 0.5  # of a training that succeeds


def succeeded(numbers: Sequence[tuple[str, float, int]]) -> bool:
    """Whether a training has succeeded, by loss and by pictures drawn again (Section 2.3).

    The loss on held-out pictures is at most 3/4 of that of the mean picture, and of these pictures,
    drawn again, at least half as many are said to be what they are as of the pictures themselves.
    """
    found = {measure: value for measure, value, _ in numbers}
    return (
        found["loss"] <= LOSS * found["loss of the mean picture"]
        and found["drawn again"] >= AGAIN * found["judged right"]
    )


def as_tables(found: Sequence[Found]) -> dict[str, pd.DataFrame]:
    """Rows of all spaces as the tables `landscape`, `landscape_spheres`, `landscape_symbols`."""
    return {
        "landscape": pd.DataFrame([r for f in found for r in f.rows], columns=COLUMNS),
        "landscape_spheres": pd.DataFrame([r for f in found for r in f.spheres], columns=SPHERES),
        "landscape_symbols": pd.DataFrame([r for f in found for r in f.symbols], columns=SYMBOLS),
    }
