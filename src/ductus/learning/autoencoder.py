"""Training of the autoencoder on pictures without their labels, by Lightning.

The penalty rises in a straight line in the first quarter: from the start it would leave the neurons
silent before they are of any use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from ductus.errors import DuctusError
from ductus.learning.adam import fallen
from ductus.learning.lightning import SteppedModule, train_here
from ductus.networks.autoencoder import Autoencoder, new_autoencoder

LEARNING_RATE, BATCH, RISING = 2e-3, 128, 0.25
WARMING = 100  # steps in which the learning rate rises
ACTIVE = 3.0  # latent neurons that are to be active a picture; the paper: 2 to 4


class AutoencoderModule(SteppedModule):
    """Adam on the cross-entropy of pixels and the penalty on latent activations."""

    def __init__(
        self, network: Autoencoder, images: Tensor, seed: int, steps: int, penalty: float
    ) -> None:
        super().__init__(steps, seed)
        self.network, self.images, self.penalty = network, images, penalty
        self.diverged = False

    def configure_optimizers(self) -> dict[str, Any]:
        optimiser = torch.optim.Adam(self.network.parameters(), LEARNING_RATE, fused=True)
        rate = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / WARMING) * fallen(step / self.steps)
        )
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": rate, "interval": "step"}}

    def made_by(self) -> dict[str, Any]:
        return {**super().made_by(), "penalty": self.penalty}

    def training_step(self, batch: Any, batch_idx: int) -> Tensor | None:
        step = self.global_step
        rows = np.random.default_rng([self.seed, step]).integers(len(self.images), size=BATCH)
        images = self.images[torch.from_numpy(rows)]
        logits, codes = self.network(images)
        loss = binary_cross_entropy_with_logits(logits, images)
        if not torch.isfinite(loss):
            self.diverged = self.trainer.should_stop = True
            return None
        if self.on_curve():
            active = float((codes > 0).float().sum(1).mean())
            self.curve.append({"step": step, "loss": float(loss.detach()), "active": active})
        risen = min(1.0, step / (RISING * self.steps))
        return loss + self.penalty * risen * codes.sum(dim=1).mean()


def fit_autoencoder(
    images: np.ndarray,
    *,
    seed: int,
    steps: int,
    penalty: float | None,
    resume: Path | None = None,
    progress: bool = True,
) -> tuple[Autoencoder | None, pd.DataFrame]:
    """Train an autoencoder on pictures (N, 28, 28), 0 to 1.

    Parameters
    ----------
    penalty : on the sum of latent activations; None: a dense network, without penalty and level.
    resume : file to keep a checkpoint in; if it is there, the run goes on from it.

    Returns
    -------
    The network, or None if its loss was no longer finite; and step, loss (cross-entropy a pixel in
    nats, without the penalty) and active (latent neurons) of some batches.
    """
    network = new_autoencoder(seed) if penalty is not None else new_autoencoder(seed, level=0.0)
    given = torch.from_numpy(np.asarray(images, np.float32))
    module = AutoencoderModule(network, given, seed, steps, penalty or 0.0)
    train_here(module, steps=steps, resume=resume, progress=progress)
    if resume:
        resume.unlink(missing_ok=True)
    finite = all(bool(torch.isfinite(weight).all()) for weight in network.parameters())
    whole = finite and not module.diverged
    return network.eval() if whole else None, pd.DataFrame(module.curve)


def choose_penalty(
    images: np.ndarray, penalties: Sequence[float], *, steps: int, seed: int = 0
) -> pd.DataFrame:
    """Try penalties on a part of the pictures, and measure how many neurons are active in another.

    Returns
    -------
    penalty, active (mean over a quarter of the pictures with which was not trained), chosen: the
    one of which this is nearest to `ACTIVE`.

    Raises
    ------
    DuctusError
        Every training has diverged.
    """
    kept = max(len(images) // 4, 1)
    rows = []
    for penalty in penalties:
        network, _ = fit_autoencoder(
            images[kept:], seed=seed, steps=steps, penalty=penalty, progress=False
        )
        if network is not None:
            rows.append((penalty, float(active(network.encode(images[:kept])).mean())))
    if not rows:
        raise DuctusError("landscape.penalties: every training diverged; expected smaller ones")
    table = pd.DataFrame(rows, columns=["penalty", "active"])
    best = (table.active - ACTIVE).abs().idxmin()
    return table.assign(chosen=table.index == best)


def active(codes: np.ndarray) -> np.ndarray:
    """How many latent neurons are active in each of the activations (N, L)."""
    return (codes > 0).sum(axis=1)
