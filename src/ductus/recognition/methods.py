"""All methods of recognition by name, in the order of the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ductus import baselines
from ductus.recognition import Answer, Task
from ductus.recognition.amortised import amortised
from ductus.recognition.gradient import leaving, paper, simplex
from ductus.recognition.names import METHODS

_FUNCTIONS: Mapping[str, Callable[..., Answer]] = {
    "paper": paper,
    "simplex": simplex,
    "leaving": leaving,
    "amortised": amortised,
    "nearest_code": baselines.nearest_code,
    "nearest_code_dtw": baselines.nearest_code_dtw,
    "nn_dtw": baselines.nn_dtw,
    "nn_points": baselines.nn_points,
    "nn_image": baselines.nn_image,
    "untrained": baselines.untrained,
    "chance": baselines.chance,
}
assert list(_FUNCTIONS) == list(METHODS)


def answer(
    method: str, task: Task, probes: Sequence[np.ndarray], settings: Mapping[str, Any]
) -> Answer:
    """Let a method answer.

    Parameters
    ----------
    settings : iterations, learning_rate and start of the paper's descent, which hold for the
        untrained network as well. The other methods keep their own.
    """
    own = settings if method in ("paper", "untrained") else {}
    return _FUNCTIONS[method](task, probes, **own)
