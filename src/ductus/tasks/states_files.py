"""The file of a seed's recorded states: what every exemplar writer's learner did, for figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ductus.errors import DuctusError
from ductus.files.arrays import read_arrays

FORMS = {
    "writers": "U W",
    "symbols": "U S",
    "lengths": "i WS",
    **{"features": "f WST4", "h": "f WSTH", "c": "f WSTH"},
}
OF_A_WRITER = ("lengths", "features", "h", "c")


def write_states(path: Path, states: Mapping[str, Mapping[str, np.ndarray]]) -> None:
    """Write what `ductus.tasks.states.record` returned for each exemplar writer.

    All are as long as the longest, zero behind each end.
    """
    most = max(one["h"].shape[1] for one in states.values())
    longer = [{name: _padded(one[name], most) for name in OF_A_WRITER} for one in states.values()]
    stacked = {name: np.stack([one[name] for one in longer]) for name in OF_A_WRITER}
    symbols = next(iter(states.values()))["symbols"]
    np.savez_compressed(path, writers=np.array(list(states)), symbols=symbols, **stacked)


def read_states(path: Path, writer: str) -> dict[str, np.ndarray]:
    """What `ductus.tasks.states.record` returned for one exemplar writer.

    Raises
    ------
    DuctusError
        The file is not there, is damaged, or does not have this writer.
    """
    arrays = read_arrays(path, "states, made by `ductus states`", FORMS)
    writers = [str(w) for w in arrays["writers"]]
    if writer not in writers:
        raise DuctusError(f"{path}: expected states of writer {writer!r}, it has {writers}")
    mine = {name: arrays[name][writers.index(writer)] for name in OF_A_WRITER}
    return {"symbols": arrays["symbols"], **mine}


def _padded(array: np.ndarray, most: int) -> np.ndarray:
    """An array (S, T, ...) with T = `most`; one without steps as it is."""
    if array.ndim == 1:
        return array
    behind = most - array.shape[1]
    return np.pad(array, [(0, 0), (0, behind), *[(0, 0)] * (array.ndim - 2)])
