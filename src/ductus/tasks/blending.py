"""Blending two letters: codes whose two entries sum to one (paper, Section 3.4 and Fig. 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ductus.data.distances import dtw, shape
from ductus.data.written import written_table
from ductus.networks import Network


def write_blends(
    model: Network, first: str, second: str, lengths: Mapping[str, int], steps: int
) -> list[tuple[float, np.ndarray]]:
    """Write the way from one letter to another.

    Parameters
    ----------
    lengths : steps for which each of the two letters is written. The network has no sign of the
        end, so a blend is written for the weighted mean of the two (docs/protocol.md, row 13).
    steps : the weight of the first goes from 1 to 0 in so many equal steps.

    Returns
    -------
    steps + 1 pairs of the weight of the first letter and the features (T, 4).
    """
    weights = [(steps - i) / steps for i in range(steps + 1)]
    blends = []
    for weight in weights:
        code = weight * model.codes([first]) + (1 - weight) * model.codes([second])
        length = round(weight * lengths[first] + (1 - weight) * lengths[second])
        blends.append((weight, model.write(code, [length])[0]))
    return blends


def compare(
    model: Network,
    lengths: Mapping[str, int],
    *,
    pairs: Sequence[Sequence[str]],
    steps: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Blend each pair and measure how far each blend is from its two ends.

    Returns
    -------
    numbers : seed, first, second, weight (of the first), dtw_to_first, dtw_to_second: distances to
        the two letters as the network itself writes them.
    written : first, second, weight, frame and the features.
    """
    rows, trajectories = [], []
    for first, second in pairs:
        blends = write_blends(model, first, second, lengths, steps)
        begin, end = shape(blends[0][1]), shape(blends[-1][1])
        for weight, written in blends:
            keys = {"first": first, "second": second, "weight": weight}
            trajectories.append((keys, written))
            rows.append(
                {
                    "seed": seed,
                    **keys,
                    "dtw_to_first": dtw(shape(written), begin),
                    "dtw_to_second": dtw(shape(written), end),
                }
            )
    return pd.DataFrame(rows), written_table(trajectories)
