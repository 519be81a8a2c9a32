"""Mixtures: codes between two symbols, and what is to be written for them.

For a code that is 1 - share of one symbol and a share of another, the target is the mean of all
drawings of both, each counting as much as its symbol. So the network learns that between two codes
lies what is between their drawings: a new code is found without traps on the way.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from ductus.learning.objectives import SymbolMeans

DRAWN_FOR = 1  # beside seed and step: no other numbers are drawn from these


def mixtures(means: SymbolMeans, mixing: float, seed: int, step: int) -> SymbolMeans:
    """Mix symbols with others, drawn anew for each step; a function of seed and step.

    mixing : the probability that a symbol is mixed, with another and by a share that are drawn
        uniformly; else it stays as it is.
    """
    rng, count = np.random.default_rng([seed, step, DRAWN_FOR]), len(means.label)
    share = torch.from_numpy(rng.random(count) * (rng.random(count) < mixing)).float()
    other = torch.from_numpy(rng.integers(count, size=count))
    part = share.to(means.weight.device)
    own, theirs = (1 - part) * means.weight, part * means.weight[:, other]
    weight = own + theirs
    total = own[..., None] * means.mean + theirs[..., None] * means.mean[:, other]
    mean = total / weight.clamp(min=torch.finfo(weight.dtype).tiny)[..., None]
    return replace(means, mean=mean, weight=weight, other=means.label[other], share=share)
