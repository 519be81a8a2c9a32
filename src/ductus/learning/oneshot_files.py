"""What one-shot inference keeps of a new character: ``oneshot/<character>.npz``.

A character is learned from one example by each of W exemplar writers. ``character``;
``iterations``; ``writers`` (W,), ``lengths`` (W,); ``example`` (W, T, 4), zero behind the end of
each; for `c` in inferred, not_inferred, untrained the trajectories ``written_c`` (W, T, 4),
likewise; for inferred and untrained ``column_c`` (W, D) and ``loss_c`` (iterations + 1, W), the
masked mean squared error before each iteration and after the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ductus.errors import DuctusError
from ductus.files.arrays import read_arrays
from ductus.files.atomic import write_atomically

Inference = dict[str, np.ndarray]
CONDITIONS = ("inferred", "not_inferred", "untrained")
SEQUENCES = ("example", *(f"written_{c}" for c in CONDITIONS))
COLUMNS = ("column_inferred", "column_untrained")
LOSSES = ("loss_inferred", "loss_untrained")
FORMS = {
    **{"character": "U", "iterations": "i", "writers": "U W", "lengths": "i W"},
    **dict.fromkeys(SEQUENCES, "f WT4"),
    **dict.fromkeys(COLUMNS, "f WD"),
    **dict.fromkeys(LOSSES, "f IW"),
}


def write_inference(
    path: Path,
    character: str,
    writers: Sequence[str],
    iterations: int,
    learned: Sequence[Mapping[str, np.ndarray]],
) -> None:
    """Write what `learn` (`ductus.learning.oneshot`) returned for a character's examples."""
    lengths = np.array([len(one["example"]) for one in learned])

    def stacked(name: str) -> np.ndarray:  # (W, T, 4)
        return np.stack(
            [np.pad(one[name], ((0, lengths.max() - len(one[name])), (0, 0))) for one in learned]
        )

    with write_atomically(path) as beside:
        np.savez(
            beside,
            character=character,
            iterations=iterations,
            writers=np.array(writers, dtype=str),
            lengths=lengths,
            **{name: stacked(name) for name in SEQUENCES},
            **{name: np.stack([one[name] for one in learned]) for name in COLUMNS},
            **{name: np.stack([one[name] for one in learned], axis=1) for name in LOSSES},
        )


def read_inferences(paths: Sequence[Path]) -> list[Inference]:
    """Read the inferences of some characters, in the order of the paths.

    Raises
    ------
    DuctusError
        A file is not there, damaged or none that `write_inference` wrote, or characters were
        learned from different writers.
    """
    inferences = [read_arrays(path, "an inference by ductus", FORMS) for path in paths]
    for path, one in zip(paths, inferences, strict=True):
        writers, others = (list(map(str, i["writers"])) for i in (one, inferences[0]))
        if writers != others:
            raise DuctusError(
                f"{path}: learned from the writers {', '.join(writers)}, but {paths[0]} from "
                f"{', '.join(others)}; run inference again for all characters"
            )
    return inferences


def by_writer(inferences: Sequence[Inference]) -> dict[str, list[dict[str, Any]]]:
    """The same by exemplar writer.

    Returns
    -------
    For each writer, of each character: character, iterations, and example and written_c (T, 4), cut
    at the example's end.
    """
    writers = [str(w) for w in inferences[0]["writers"]] if inferences else []
    return {
        writer: [
            {
                "character": str(one["character"]),
                "iterations": int(one["iterations"]),
                **{name: one[name][i, : one["lengths"][i]] for name in SEQUENCES},
            }
            for one in inferences
        ]
        for i, writer in enumerate(writers)
    }
