"""Networks beside the paper's: as many weights, the same training, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ductus.networks.catalogue import NETWORKS, own_shape
from ductus.networks.lstm import GenerativeLSTM
from ductus.networks.sizes import count_weights, nearest_size
from ductus.networks.starts import henrici
from ductus.sweep.abilities import COLUMNS
from ductus.sweep.courses import GOALS, reached

SHAPE = ("dense", "hidden", "bias", "cell", "layers")


def hidden_for(model: Mapping[str, Any], reference: Mapping[str, Any], symbols: list[str]) -> int:
    """Hidden units with which a network has as many weights as another, as nearly as can be.

    model, reference : the section `model` of either; `hidden` of the first is not looked at.
    """
    every = 2 if model["cell"].startswith("associative") else 1  # complex cells
    return nearest_size(
        lambda units: weights_of({**model, "hidden": units}, symbols),
        weights_of(reference, symbols),
        every,
    )


def weights_of(model: Mapping[str, Any], symbols: list[str]) -> int:
    """How many weights a network has, all of its symbols' own among them.

    model : the section; where it names no network it is the paper's.
    """
    name = model.get("network", "lstm")
    own = own_shape(name, model.get("mixture", {}))
    shape = {key: model[key] for key in SHAPE}
    return count_weights(lambda: NETWORKS[name](symbols, **shape, **own))


def learned(
    before: GenerativeLSTM, after: GenerativeLSTM, course: pd.DataFrame, trained: Sequence[str]
) -> pd.DataFrame:
    """What the training came to, as rows of `ductus.sweep.abilities`.

    Parameters
    ----------
    course : as `ductus.sweep.courses` has it.
    trained : symbols at whose codes recurrent matrices are looked at.

    Returns
    -------
    ``weights``, ``hidden units``, ``excess`` at the end, ``CPU s an update``; for each of `GOALS`
    whether it is reached, and if it is ``updates to excess`` and ``CPU s to excess``; and Henrici's
    number of the recurrent matrices, before and after.
    """
    last = course.iloc[-1]
    rows = [
        ("weights", "", "", sum(weight.numel() for weight in after.parameters())),
        ("hidden units", "", "", after.shape["hidden"]),
        ("excess", "", "", last.excess),
        ("CPU s an update", "", "", last.cpu_seconds / max(last.step, 1)),
    ]
    for goal in GOALS:
        point = reached(course, goal)
        rows.append((f"reaches excess {goal:g}", "", "", point is not None))
        if point is not None:
            rows.append((f"updates to excess {goal:g}", "", "", point.step))
            rows.append((f"CPU s to excess {goal:g}", "", "", point.cpu_seconds))
    for condition, network in (("before", before), ("after", after)):
        number = henrici(network.recurrent_matrices(trained))
        rows.append(("Henrici number", "", condition, number))
    return pd.DataFrame([(*row[:3], float(row[3]), 1) for row in rows], columns=COLUMNS)


def states_of(
    network: GenerativeLSTM, symbols: Sequence[str], lengths: Mapping[str, int]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What is written for each symbol, (T, 4), and the hidden states meanwhile, (T, layers x H)."""
    written, hidden, _ = network.states(network.codes(symbols), max(lengths[s] for s in symbols))
    return tuple(
        [each[: lengths[s], i].double().numpy() for i, s in enumerate(symbols)]
        for each in (written, hidden)
    )
