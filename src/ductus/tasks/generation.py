"""Writing a new letter again after one example (paper, Section 3.1 and Fig. 2).

Three ways to write it: with its inferred column, with the column the trained network happens to
have for a code it never saw, and with a column inferred in an untrained network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ductus.data.distances import dtw, shape
from ductus.data.written import written_table
from ductus.learning.oneshot_files import CONDITIONS


def compare(
    inferences: Sequence[Mapping[str, Any]], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How near each way of writing comes to the example.

    Parameters
    ----------
    inferences : of each new character what `ductus oneshot` kept for one exemplar writer:
        `character`, `iterations`, `example` and `written_<condition>`, all (T, 4).

    Returns
    -------
    numbers : seed, character, condition, iterations, mse, dtw (see `ductus.data.distances.dtw`).
    written : character, condition (also ``example``), frame and the features.
    """
    rows, trajectories = [], []
    for inference in inferences:
        character, example = str(inference["character"]), inference["example"]
        trajectories.append(({"character": character, "condition": "example"}, example))
        for condition in CONDITIONS:
            steps = inference[f"written_{condition}"]
            trajectories.append(({"character": character, "condition": condition}, steps))
            rows.append(
                {
                    "seed": seed,
                    "character": character,
                    "condition": condition,
                    "iterations": 0 if condition == "not_inferred" else inference["iterations"],
                    "mse": float(np.mean((steps - example) ** 2)),
                    "dtw": dtw(shape(steps), shape(example)),
                }
            )
    return pd.DataFrame(rows), written_table(trajectories)
