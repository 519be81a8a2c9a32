"""All methods of recognition by name, in the order of the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ductus.errors import DuctusError
from ductus.tasks.methods import Answer, Task, nearest
from ductus.tasks.methods.amortised import amortised
from ductus.tasks.methods.gradient import leaving, paper, simplex
from ductus.tasks.methods.latent import latent
from ductus.tasks.methods.likelihood import likelihood
from ductus.tasks.methods.names import METHODS

_FUNCTIONS: Mapping[str, Callable[..., Answer]] = {
    "paper": paper,
    "simplex": simplex,
    "leaving": leaving,
    "amortised": amortised,
    "latent": latent,
    "likelihood": likelihood,
    "nearest_code": nearest.nearest_code,
    "nearest_code_dtw": nearest.nearest_code_dtw,
    "nn_dtw": nearest.nn_dtw,
    "nn_points": nearest.nn_points,
    "nn_image": nearest.nn_image,
    "untrained": nearest.untrained,
    "chance": nearest.chance,
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

    Raises
    ------
    DuctusError
        A score is not finite.
    """
    own = settings if method in ("paper", "untrained") else {}
    given = _FUNCTIONS[method](task, probes, **own)
    # The largest of scores that are no numbers would be the first symbol.
    bad = ~np.isfinite(given.scores).all(axis=1)
    if bad.any():
        raise DuctusError(
            f"identification by {method}: the scores of probe {int(bad.argmax())} are not finite "
            "numbers, for the network or the probe is not; train with a smaller learning rate"
        )
    return given
