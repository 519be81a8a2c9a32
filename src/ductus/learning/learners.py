"""The learners of a seed: ``learner.pt``, the networks with what each exemplar writer taught them.

One file holds the trained and the untrained network once, and the inferred columns of every
exemplar writer. Read back, each writer has a pair of networks with that writer's columns in place.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ductus.errors import DuctusError, one_line
from ductus.networks import Network
from ductus.networks.stored import (
    as_stored,
    check_alike,
    check_symbols,
    from_stored,
    read_stored,
    write_stored,
)

Columns = Mapping[str, np.ndarray]  # symbol -> (W, D), a column for each writer


@dataclass(frozen=True)
class Learner:
    """What one exemplar writer taught.

    Attributes
    ----------
    writer : the exemplar writer.
    model : the trained network with the columns inferred from the writer's examples.
    untrained : the same for the untrained network.
    """

    writer: str
    model: Network
    untrained: Network


def save_learners(
    path: str | Path,
    model: Network,
    untrained: Network,
    writers: Sequence[str],
    columns: Columns,
    columns_untrained: Columns,
) -> None:
    """Write the learners of W exemplar writers to a file that `load_learners` reads.

    Parameters
    ----------
    columns, columns_untrained : for each new symbol the columns (W, D) inferred in the trained and
        in the untrained network.
    """
    stored = {
        "writers": list(writers),
        "trained": as_stored(model),
        "untrained": as_stored(untrained),
        "columns": {s: torch.as_tensor(c) for s, c in columns.items()},
        "columns_untrained": {s: torch.as_tensor(c) for s, c in columns_untrained.items()},
    }
    write_stored(stored, path)


def load_learners(path: str | Path, split: Mapping[str, Any] | None = None) -> dict[str, Learner]:
    """Read the learners, by exemplar writer in the order of the split.

    Parameters
    ----------
    split : the split that they have to belong to; None: any.

    Raises
    ------
    DuctusError
        The file is not there, damaged or none that `save_learners` wrote, a weight is not finite,
        or it belongs to another split.
    """
    try:
        stored = read_stored(path)
        model, untrained = from_stored(stored["trained"]), from_stored(stored["untrained"])
        _check(stored, model, untrained, split)

        def taught(network: Network, columns: str, place: int) -> Network:
            own = {symbol: column[place] for symbol, column in stored[columns].items()}
            return copy.deepcopy(network).with_own(own)

        return {
            writer: Learner(
                writer,
                taught(model, "columns", place),
                taught(untrained, "columns_untrained", place),
            )
            for place, writer in enumerate(stored["writers"])
        }
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected learners written by ductus; {one_line(error)}"
        ) from error


def _check(
    stored: Mapping[str, Any],
    model: Network,
    untrained: Network,
    split: Mapping[str, Any] | None,
) -> None:
    """Raise some error unless everything belongs together."""
    check_alike(model, untrained)
    writers = stored["writers"]
    if not writers:
        raise ValueError("nobody taught them anything")
    form = (len(writers), model.own(model.symbols[:1]).shape[1])
    for columns in (stored["columns"], stored["columns_untrained"]):
        for symbol, column in columns.items():
            if tuple(column.shape) != form or not torch.isfinite(column).all():
                raise ValueError(f"columns of {symbol!r}: expected finite numbers, {form}")
            if symbol not in model.symbols:
                raise ValueError(
                    f"columns of {symbol!r}, but it is for the symbols {' '.join(model.symbols)}; "
                    "they belong to different runs"
                )
    if split is None:
        return
    check_symbols(model, [*split["trained"], *split["new"]])
    for columns in (stored["columns"], stored["columns_untrained"]):
        if set(columns) != set(split["new"]):
            raise ValueError(
                f"it has learned {' '.join(columns)}, expected {' '.join(split['new'])}"
            )
    if list(writers) != split["exemplars"]["writers"]:
        raise ValueError(
            f"it has learned from {' '.join(writers)}, expected "
            f"{' '.join(split['exemplars']['writers'])}; they belong to different runs"
        )
