"""The learners of a seed: ``learner.pt``, the networks with what each exemplar writer taught them.

One file holds the trained and the untrained network once, and the inferred columns of every
exemplar writer. Read back, each writer has a pair of networks with that writer's columns in place.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ductus.errors import DuctusError
from ductus.files import write_atomically
from ductus.model import GenerativeLSTM, as_stored, from_stored
from ductus.oneshot import with_columns

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
    model: GenerativeLSTM
    untrained: GenerativeLSTM


def save_learners(
    path: str | Path,
    model: GenerativeLSTM,
    untrained: GenerativeLSTM,
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
    with write_atomically(path) as beside:
        torch.save(stored, beside)


def load_learners(path: str | Path) -> dict[str, Learner]:
    """Read the learners, by exemplar writer in the order of the split.

    Raises
    ------
    DuctusError
        The file is not there, damaged or none that `save_learners` wrote.
    """
    try:
        stored = torch.load(path, weights_only=True, map_location="cpu")
        model, untrained = from_stored(stored["trained"]), from_stored(stored["untrained"])

        def taught(network: GenerativeLSTM, columns: str, place: int) -> GenerativeLSTM:
            own = {symbol: column[place] for symbol, column in stored[columns].items()}
            return with_columns(copy.deepcopy(network), own)

        return {
            writer: Learner(
                writer,
                taught(model, "columns", place),
                taught(untrained, "columns_untrained", place),
            )
            for place, writer in enumerate(stored["writers"])
        }
    except Exception as error:  # torch raises a dozen kinds
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DuctusError(f"{path}: expected learners written by ductus; {reason}") from error
