"""Training of the network that writes words, by Lightning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from ductus.data.words import Words
from ductus.learning.adam import fallen
from ductus.learning.lightning import SteppedModule, train_here
from ductus.learning.objectives import DIVERGED, check_loss
from ductus.learning.words_likelihood import Batch, batch_of, likelihood
from ductus.networks.words import WordNetwork

CLIP = 1.0  # norm of the gradient
ALIKE = 16  # batches among which words are sorted by length


class WordsModule(SteppedModule):
    """Adam on nats a step."""

    def __init__(self, network: WordNetwork, words: Words, seed: int, **schedule: Any) -> None:
        super().__init__(schedule["steps"], seed)
        self.network, self.words, self.schedule = network, words, schedule
        self._epoch: tuple[int, list[np.ndarray]] = (-1, [])

    def configure_optimizers(self) -> dict[str, Any]:
        rate = self.schedule["learning_rate"]
        optimiser = torch.optim.Adam(self.network.parameters(), rate, fused=True)
        falling = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: fallen(step / self.steps)
        )
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": falling, "interval": "step"}}

    def made_by(self) -> dict[str, Any]:
        return {**super().made_by(), "shape": self.network.shape, **self.schedule}

    def training_step(self, batch: Any, batch_idx: int) -> Tensor:
        step = self.global_step
        some = batch_of(self.words, self.rows(step))
        some = some._replace(steps=some.steps.to(self.device))
        loss = -likelihood(self.network, some, noise=self.noise(some, step)).whole.mean()
        remedy = f"try a words.learning_rate below {self.schedule['learning_rate']:g}"
        check_loss(loss.detach(), "training", f"after {step} steps", remedy, DIVERGED)
        if self.on_curve():
            self.curve.append({"step": step, "loss": float(loss.detach())})
        return loss

    def rows(self, step: int) -> np.ndarray:
        """The words of an update: each once an epoch, with others of about their length."""
        size = min(self.schedule["batch_size"], len(self.words))
        epoch, place = divmod(step, len(self.words) // size)
        if self._epoch[0] != epoch:
            rng = np.random.default_rng([self.seed, epoch])
            lengths, batches = self.words.keys.length.to_numpy(), []
            drawn = rng.permutation(len(lengths))
            for some in np.split(drawn, range(ALIKE * size, len(drawn), ALIKE * size)):
                some = some[lengths[some].argsort(kind="stable")]
                some = some[rng.integers(len(some) % size + 1) :]
                batches += [some[i : i + size] for i in range(0, len(some) - size + 1, size)]
            self._epoch = (epoch, [batches[i] for i in rng.permutation(len(batches))])
        return self._epoch[1][place]

    def noise(self, batch: Batch, step: int) -> Tensor | None:
        """Noise on the moves that are told."""
        if not self.schedule["noise"]:
            return None
        rng = np.random.default_rng([self.seed, step, 1])
        drawn = rng.standard_normal((*batch.steps.shape[:2], 2)).astype(np.float32)
        return self.schedule["noise"] * torch.from_numpy(drawn).to(batch.steps)


def fit_words(
    words: Words,
    *,
    seed: int,
    resume: Path | None = None,
    progress: bool = True,
    accelerator: str = "cpu",
    **asked: Any,
) -> tuple[WordNetwork, pd.DataFrame]:
    """Train a network on words.

    Parameters
    ----------
    words : to train with.
    resume : file to keep a checkpoint in; if it is there, the run goes on from it.
    asked : `steps`, `batch_size`, `learning_rate` and `noise` (on the moves that are told); the
        rest is what `WordNetwork` takes.

    Returns
    -------
    The network, and step and loss (nats a step, in units of `words.norm`) of some batches.

    Raises
    ------
    DuctusError
        The loss is no longer finite, or far beyond any sense.
    """
    schedule = {key: asked.pop(key) for key in ("steps", "batch_size", "learning_rate", "noise")}
    symbols = sorted({symbol for text in words.keys.text for symbol in text})
    pace = len(words.steps) / words.keys.text.map(len).sum()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = WordNetwork(symbols, pace=float(pace), **asked)
    module = WordsModule(network, words, seed, **schedule)
    train_here(
        module,
        steps=schedule["steps"],
        clip=CLIP,
        resume=resume,
        progress=progress,
        accelerator=accelerator,
    )
    if resume:
        resume.unlink(missing_ok=True)
    return network.cpu().eval(), pd.DataFrame(module.curve)
