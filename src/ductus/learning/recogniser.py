"""Training of the recognition network on one-shot tasks, by Lightning."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from ductus.errors import DuctusError
from ductus.learning.episodes import Drawn, episode
from ductus.learning.lightning import SteppedModule, train_here
from ductus.learning.objectives import check_loss
from ductus.networks.recogniser import RecognitionNetwork
from ductus.networks.stored import check_weights

LEARNING_RATE, WEIGHT_DECAY = 1e-3, 1e-2  # of AdamW; the rate falls to zero along a cosine
DISTANCE = 8.0  # squared distances between letter codes are divided by it
WRITING = 1.0  # weight of the writing loss beside the identification loss
REMEDY = "try another seed, or classification.methods without `amortised`"
WRITTEN = 2  # drawings of each letter that are written again; more cost time and say little


def identification_loss(letters: Tensor) -> Tensor:
    """How badly one drawing each tells whose the other drawings are.

    Each drawing of an episode serves once as its letter's one example, together with the drawings
    of the other letters at the same place; the others are probes. Cross entropy of a softmax over
    negative squared distances (prototypical networks, Snell et al. 2017, with one example each).

    letters : codes (L, DRAWINGS, E) of an episode.
    """
    count, drawings, _ = letters.shape
    flat = letters.flatten(0, 1)
    near = -(torch.cdist(flat, flat).square() / DISTANCE).view(count, drawings, count, drawings)
    truth = torch.arange(count).repeat_interleave(drawings - 1)
    losses = []
    for place in range(drawings):
        probes = [d for d in range(drawings) if d != place]
        losses.append(cross_entropy(near[:, probes, :, place].flatten(0, 1), truth))
    return torch.stack(losses).mean()


def writing_loss(written: Tensor, paths: Tensor) -> Tensor:
    """Mean squared error of paths (B, POINTS, 4): of positions, of moves, of pressure and pen-up.

    The weights are those of the errors in units of a path: a move is about a tenth of it.
    """
    error = (written - paths).square()
    moves = (written - paths)[..., :2].diff(dim=1).square()
    pen = error[..., 2:].mean()
    return error[..., :2].sum(dim=2).mean() + 12.0 * moves.sum(dim=2).mean() + 0.5 * pen


class RecognitionModule(SteppedModule):
    """AdamW on telling letters apart by one example each, and on writing every drawing again."""

    def __init__(self, network: RecognitionNetwork, data: Drawn, seed: int, steps: int) -> None:
        super().__init__(steps, seed)
        self.network, self.data = network, data

    def configure_optimizers(self) -> dict[str, Any]:
        weights = self.network.parameters()
        optimiser = torch.optim.AdamW(weights, LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        cosine = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: (1 + math.cos(math.pi * step / self.steps)) / 2
        )
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": cosine, "interval": "step"}}

    def training_step(self, batch: Any, batch_idx: int) -> Tensor:
        paths = episode(self.data, self.seed, self.global_step)  # (L, DRAWINGS, POINTS, 4)
        codes = [
            code.unflatten(0, paths.shape[:2]) for code in self.network.read(paths.flatten(0, 1))
        ]
        identifying = identification_loss(codes[0])
        some = [code[:, :WRITTEN].flatten(0, 1) for code in codes]
        writing = writing_loss(self.network.write(*some), paths[:, :WRITTEN].flatten(0, 1))
        loss = identifying + WRITING * writing
        at = f"at step {self.global_step}"
        check_loss(loss.detach(), "training of the recogniser", at, REMEDY)
        self.log("identifying", identifying, prog_bar=True, logger=False)
        self.log("writing", writing, prog_bar=True, logger=False)
        return loss


def fit(
    data: Drawn, *, seed: int, steps: int, resume: Path | None = None, progress: bool = True
) -> RecognitionNetwork:
    """Train a recognition network.

    Parameters
    ----------
    data : drawings of the trained symbols.
    resume : file to keep a checkpoint in; if it is there, the run goes on from it.

    Raises
    ------
    DuctusError
        The loss is no longer finite; the message names the step.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = RecognitionNetwork()
    module = RecognitionModule(network, data, seed, steps)
    train_here(module, steps=steps, clip=5.0, resume=resume, progress=progress)
    try:
        check_weights(network)  # the last step comes after the last look at the loss
    except ValueError as error:
        raise DuctusError(
            f"training of the recogniser diverged: after {steps} steps {error}; {REMEDY}"
        ) from error
    if resume:
        resume.unlink(missing_ok=True)
    return network.eval()
