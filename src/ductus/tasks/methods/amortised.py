"""Identification by a recognition network that was trained for it, together with its writer.

One pass reads the code of a drawing (`ductus.networks.recogniser`); a new letter is learned by
reading its one example, and the nearest letter code names the probe.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ductus.data.normal_form import as_paths
from ductus.tasks.methods import Answer, Task


@torch.no_grad()
def amortised(task: Task, probes: Sequence[np.ndarray]) -> Answer:
    """The new symbol whose example has the nearest letter code."""
    paths = torch.from_numpy(as_paths([*task.examples.values(), *probes]))
    letter, _ = task.recogniser.read(paths)
    new = len(task.examples)
    return Answer(-torch.cdist(letter[new:], letter[:new]).numpy(), list(task.new))
