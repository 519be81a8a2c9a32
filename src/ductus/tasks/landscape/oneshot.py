"""One-shot recognition in a latent space, beside the methods that need no network.

All see the same probes: those of the run, drawings by people (`ductus.data.split`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ductus.data.features import Drawings
from ductus.data.split import Split, probes, shown_by
from ductus.tasks.methods import Encoder, Task
from ductus.tasks.methods.answering import answer

COLUMNS = ["exemplar_writer", "method", "representation", "condition", "value", "n"]
CONDITIONS = ("same_writer", "other_writer")


def compare(
    networks: Mapping[str, Encoder | None],
    drawings: Drawings,
    split: Split,
    methods: Sequence[str],
) -> pd.DataFrame:
    """Share of the probes that are identified among the new symbols, after one example each.

    Parameters
    ----------
    networks : by representation; None for a training that failed, of which there is no row.
    methods : names of methods without a network.

    Returns
    -------
    exemplar_writer, method, representation, condition, value (the share), n (probes).
    """
    rows: list[tuple[Any, ...]] = []
    for writer in split["exemplars"]["writers"]:
        new = split["new"]
        shown = shown_by(drawings, split, writer)
        for condition in CONDITIONS:
            asked = probes(drawings, split, condition, writer)
            if len(asked) == 0:
                continue
            truth, steps = asked.keys.symbol.to_numpy(str), list(asked)
            asking = [(m, "", None) for m in methods]
            asking += [("latent", name, n) for name, n in networks.items() if n is not None]
            for method, name, network in asking:
                task = Task(None, None, split["trained"], new, shown, {}, autoencoder=network)
                said = _among_new(answer(method, task, steps, {}), new)
                rows.append(
                    (writer, method, name, condition, float((said == truth).mean()), len(truth))
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def _among_new(given, new: Sequence[str]) -> np.ndarray:
    """The new symbol with the largest score."""
    places = [list(given.symbols).index(symbol) for symbol in new]
    return np.array(new)[given.scores[:, places].argmax(axis=1)]
