"""What the hidden and cell states say about parts that letters share (paper, Section 3.5).

The paper shows pictures; here each claim becomes a number for every letter, so that the letter
it is made about can be ranked among all:

``shared``    how near a letter's cell states come to those of the first part of the reference
              (the paper's Fig. 6: the first part of "y" is like "v")
``repeated``  how far the second half of a letter repeats the hidden states of the first, relative
              to what two halves have in common without regard to order (Fig. 7: "u")

Beside each stands the same distance of the steps dx, dy that were written: how far the letters
share in writing what they are asked to share in states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from dtaidistance import dtw_ndim

from ductus.data.distances import check_finite

if TYPE_CHECKING:  # ranks need no network, and no torch
    from ductus.networks import Network


def record(model: Network, lengths: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Hidden and cell states while the network writes each letter for its length.

    Returns
    -------
    symbols (S,), lengths (S,), features (S, T, 4), h and c (S, T, H), zero behind each end.
    """
    symbols, steps = list(lengths), np.array(list(lengths.values()))
    recorded = model.states(model.codes(symbols), int(steps.max()))
    check_finite(recorded[1].numpy(), "the hidden state")
    running = np.arange(steps.max())[:, None, None] < steps[:, None]  # (T, S, 1)
    features, h, c = ((one.numpy() * running).swapaxes(0, 1) for one in recorded)
    return {"symbols": np.array(symbols), "lengths": steps, "features": features, "h": h, "c": c}


def first_part_distance(whole: np.ndarray, reference: np.ndarray) -> float:
    """Distance of a state sequence (T, H) to the beginning (T', H) of the reference.

    Dynamic time warping with an open end (Tormene et al., 2009): all of `whole` is matched with
    that beginning of `reference` it fits best. Root mean square over the steps of `whole`.
    """
    a, b = (np.ascontiguousarray(s, dtype=np.float64) for s in (whole, reference))
    warped = dtw_ndim.distance_fast(a, b, psi=(0, 0, 0, len(b) - 1))
    return float(warped / np.sqrt(len(a)))


def repetition_distance(states: np.ndarray) -> float:
    """Distance of the second half of a state sequence (T, H) to its first, by time warping.

    Relative to the root mean square distance between any step of one and any of the other half:
    0 is an exact repetition, 1 as unlike as if order did not matter. NaN below four steps or
    where nothing moves.
    """
    middle = len(states) // 2
    if middle < 2:
        return float("nan")
    a, b = (np.ascontiguousarray(s, dtype=np.float64) for s in (states[:middle], states[middle:]))
    anyhow = np.sqrt(np.mean(np.square(a[:, None] - b[None]).sum(axis=-1)))
    if anyhow == 0:
        return float("nan")
    return float(dtw_ndim.distance_fast(a, b) / np.sqrt(max(len(a), len(b))) / anyhow)


def compare(
    states: Mapping[str, np.ndarray],
    *,
    shared: Sequence[str] | None,
    repeated: str | None,
    seed: int,
) -> pd.DataFrame:
    """The distances between recorded states: `distances` of what `record` returned."""
    written = list(zip(map(str, states["symbols"]), states["lengths"], strict=True))
    cells, hidden, features = (
        {symbol: states[name][i, :n] for i, (symbol, n) in enumerate(written)}
        for name in ("c", "h", "features")
    )
    moves = {symbol: steps[:, :2] for symbol, steps in features.items()}
    return distances(cells, hidden, moves, shared, repeated, seed)


def distances(
    cells: Mapping[str, np.ndarray],
    hidden: Mapping[str, np.ndarray],
    moves: Mapping[str, np.ndarray],
    shared: Sequence[str] | None,
    repeated: str | None,
    seed: int,
) -> pd.DataFrame:
    """Both distances for every letter, of states and of what is written.

    Parameters
    ----------
    cells, hidden : c and h (T, H) of every letter while the network writes it.
    moves : the steps dx, dy (T, 2) of every letter.
    shared : (v, y): the second begins as the first is written. None, or a letter that is not
        there: no rows of this kind.
    repeated : u: written as one movement twice.

    Returns
    -------
    seed, claim, reference, character, tested (this letter the claim is about), distance,
    distance_written. What is made of them over seeds and exemplar writers is for `ranked`.
    """
    rows = []
    if shared and set(shared) <= set(cells):
        part, whole = shared
        for character in (c for c in cells if c != whole):
            pairs = [(of[character], of[whole]) for of in (cells, moves)]
            found = [first_part_distance(*pair) for pair in pairs]
            rows.append(("shared", whole, character, character == part, *found))
    if repeated in hidden:
        for character in hidden:
            found = [repetition_distance(of[character]) for of in (hidden, moves)]
            rows.append(("repeated", "", character, character == repeated, *found))
    columns = ["claim", "reference", "character", "tested", "distance", "distance_written"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(0, "seed", seed)
    return table


def ranked(distances: pd.DataFrame) -> pd.DataFrame:
    """Permutation test: how often a letter drawn at random is as near as this one.

    The null hypothesis is that the claim holds for its letter no more than for any other. Under
    it the letters' names are exchangeable, so p is the share of letters whose distance is at most
    this one's, itself included: exact, and never below 1 / n. Neither seeds nor exemplar writers
    are independent draws of letters: distances are averaged over them before they are ranked,
    over writers for each seed, and over both for the seed ``all``.

    Parameters
    ----------
    distances : what `distances` returns, of one or more seeds, with a column exemplar_writer.

    Returns
    -------
    seed (also ``all``), claim, reference, character, tested, distance, distance_written, n
    (letters), distance_others (mean over the other letters), rank (1 is nearest), p, and
    rank_written, by what is written.
    """
    keys = ["claim", "reference", "character", "tested"]
    measured = ["distance", "distance_written"]
    each = distances.groupby(["seed", *keys], sort=False, as_index=False)[measured].mean()
    together = distances.groupby(keys, sort=False, as_index=False)[measured].mean()
    together.insert(0, "seed", "all")
    table = pd.concat([each.astype({"seed": object}), together], ignore_index=True)
    table = table.dropna(subset="distance")
    groups = table.groupby(["seed", "claim"], sort=False)
    table["n"] = groups.distance.transform("size")
    table["distance_others"] = (groups.distance.transform("sum") - table.distance) / (table.n - 1)
    table["rank"] = groups.distance.rank(method="max").astype(int)
    table["p"] = table["rank"] / table.n
    table["rank_written"] = groups.distance_written.rank(method="max")
    return table.reset_index(drop=True)
