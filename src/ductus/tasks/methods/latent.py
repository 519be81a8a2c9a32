"""Identification in the latent space of an autoencoder, which saw pictures without names.

A new letter is learned by encoding its one example; the nearest code names the probe.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import cdist

from ductus.data.raster import image
from ductus.tasks.methods import Answer, Task


def latent(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example has the nearest latent activations."""
    drawings = [*(task.examples[symbol] for symbol in task.new), *probes]
    codes = task.autoencoder.encode(np.stack([image(steps) for steps in drawings]))
    new = len(task.new)
    return Answer(-cdist(codes[new:], codes[:new]), list(task.new))
