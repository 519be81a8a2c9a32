"""Identification by probability: under whose code is this drawing most probable?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ductus.data.features import pad
from ductus.errors import DuctusError
from ductus.tasks.methods import Answer, Task


def likelihood(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The symbol under whose code the probe is most probable.

    Raises DuctusError for a network that gives drawings no probability.
    """
    model = task.learner
    if not model.gives_density:
        raise DuctusError(
            "classification.methods: likelihood is for networks that give drawings a probability; "
            "expected model.network: mixture"
        )
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    return Answer(model.score(padded, lengths, model.codes(model.symbols)).numpy(), model.symbols)
