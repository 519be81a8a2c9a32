"""Training of the generative LSTM on the trained characters (paper, Section 2), by Lightning.

Every batch is a function of (seed, step) alone, so a run resumed from a checkpoint is the same
run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytorch_lightning as pl
import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from ductus.data.features import Drawings
from ductus.errors import DuctusError
from ductus.learning.adam import fallen
from ductus.learning.checkpoints import checkpoint_to_resume, note
from ductus.learning.drawn import Pairs
from ductus.learning.hessian_free import HessianFree
from ductus.learning.lightning import ResumePoint, quieten, resume_every, who_starts_processes
from ductus.learning.objectives import DIVERGED, SymbolMeans, check_loss, excess, residuals
from ductus.learning.training_data import Schedule, TrainingData
from ductus.learning.weight_noise import WeightNoise, with_weights
from ductus.networks import Network

Report = Callable[[dict[str, float]], None]


class TrainingModule(pl.LightningModule):
    """Adam on the network, many updates in one call of Lightning (which costs about 2 ms each).

    With several processes, each takes its share of the symbols; the averaged gradient is exactly
    that of one process.
    """

    def __init__(self, network: Network, data: TrainingData) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.network, self.data, self.schedule = network, data, data.schedule
        single = network.gives_density or not network.one_trajectory
        self.drawn = data.drawn() if single else None
        self.pairs = None
        if network.gives_density and network.one_trajectory:  # of which it learns the deviations
            size = self.schedule.batch_size
            self.pairs = Pairs(self.drawn, data.symmetries, size, data.seed)
        self.noise, self.noise_from = _noise(network, **self.schedule.weight_noise)
        self.noise_from *= self.schedule.steps
        self.latest: Tensor | None = None  # losses of single drawings, at the update before
        self.curve: list[dict[str, float]] = []
        self.report: Report = lambda point: None

    def configure_optimizers(self) -> torch.optim.Optimizer:
        if self.schedule.optimiser == "hessian_free":
            return HessianFree(self.network.parameters())
        return torch.optim.Adam(
            self.parameters(),
            lr=self.schedule.learning_rate,
            betas=self.schedule.betas,
            fused=True,
        )

    def on_fit_start(self) -> None:
        self.data.all = self.data.all.to(self.device)  # once, and not at every update
        self.data.taught = self.data.taught.to(self.device)

    @property
    def updates_per_round(self) -> int:
        """Updates in one `training_step`; DDP allows one backward pass in each."""
        if self.trainer.world_size > 1:
            return 1
        return min(self.schedule.log_every, resume_every(self.schedule.steps))

    def training_step(self, batch: Any, batch_idx: int) -> None:
        optimiser = self.optimizers()
        for step in range(self.global_step, self.schedule.steps)[: self.updates_per_round]:
            if step % self.schedule.log_every == 0:
                self.record(step)
            if self.schedule.falling:
                now = self.schedule.learning_rate * fallen(step / self.schedule.steps)
                for group in optimiser.param_groups:
                    group["lr"] = now
            if self.schedule.optimiser == "hessian_free":
                optimiser.step(closure=partial(self.residuals, self.data.target(step)))
                continue
            optimiser.zero_grad()
            self.manual_backward(self.noisy_loss(step))
            if self.schedule.clip:
                clip_grad_norm_(self.parameters(), self.schedule.clip)
            optimiser.step()
        if self.curve:
            self.log("excess", self.curve[-1]["excess"], prog_bar=True, logger=False)

    def noisy_loss(self, step: int) -> Tensor:
        """The loss of an update, with noise on the weights if there is to be some."""
        if self.noise is None:
            return self.loss(step)
        share = 0.0  # of the weights' cost, which has a place in the graph from the start
        if step < self.noise_from:
            loss = self.loss(step)
        else:
            weights = self.noise.draw(self.network, self.data.seed, step)
            loss = with_weights(self.network, weights, lambda network: self.loss(step))
            share = 1 / len(self.drawn.steps) if self.noise.adaptive else 0.0
        return loss + share * self.noise.cost(self.network)

    def loss(self, step: int) -> Tensor:
        """This process's share of the loss, such that the mean over processes is the whole."""
        world, rank = self.trainer.world_size, self.trainer.global_rank
        whole = self.loss_of_means(step, world, rank) if self.network.one_trajectory else 0.0
        if self.drawn is None:
            return whole
        if self.pairs is not None:
            losses = self.pairs.losses(self.network, step)
        else:
            losses = self.drawn.losses(self.network, self.data.minibatch(step))
        self.latest = losses.detach()
        return whole + losses[rank::world].sum() * world / len(losses)

    def loss_of_means(self, step: int, world: int, rank: int) -> Tensor:
        """The same, of the trajectories that belong to codes."""
        target = self.data.target(step)
        if world == 1:
            return self.excess(target)
        turn = torch.arange(rank, rank + len(target.label), world)
        mine = turn % len(target.label)  # who has none left takes one that counts nothing
        share = target.take(mine)
        weight = share.weight * (turn < len(target.label)).to(share.weight.device)
        return self.excess(replace(share, weight=weight)) * world

    def residuals(self, target: SymbolMeans) -> Tensor:
        """What the excess is the sum of squares of."""
        return torch.cat([residuals(*pair) for pair in self._written(target)])

    def excess(self, target: SymbolMeans) -> Tensor:
        """What the network's trajectories are away from the target, on the network's device.

        Copies are unrolled as many together as there are symbols without them, and as are alike in
        length: what tells sequences apart costs with the square of their number.
        """
        return sum(excess(*pair) for pair in self._written(target))

    def _written(self, target: SymbolMeans) -> Iterator[tuple[Tensor, SymbolMeans]]:
        """What the network writes, and what it is to write, a part after the other."""
        most, lengths, parts = len(self.data.symbols), target.lengths, [target]
        if len(lengths) > most:
            order = lengths.argsort(descending=True, stable=True)
            parts = [target.take(part) for part in order.split(most)]
        for part in parts:
            here = part.to(self.device)
            codes = here.codes(len(self.network.symbols)).to(self.device)
            yield self.network(codes, here.lengths), here

    @torch.no_grad()
    def record(self, step: int) -> None:
        """Add the loss over all drawings after `step` updates to the curve."""
        whole = self.data.all
        if self.network.one_trajectory:
            loss, floor = self.excess(whole), whole.floor
        else:  # nothing is known to be out of its reach
            loss, floor = self.drawn.loss(self.network), 0.0
        remedy = f"try a training.learning_rate below {self.schedule.learning_rate:g}"
        if self.latest is not None:
            check_loss(self.latest, "training", f"after {step} steps", remedy, DIVERGED)
        check_loss(loss, "training", f"after {step} steps", remedy, DIVERGED)
        value = float(loss)
        point = {
            "step": step,
            "samples": step * self.data.samples_per_step,
            "loss": value + floor,
            "floor": floor,
            "excess": value,
        }
        self.curve.append(point)
        self.report(point)

    def on_train_end(self) -> None:
        if not self.curve or self.curve[-1]["step"] < self.schedule.steps:
            self.record(self.schedule.steps)

    def made_by(self) -> dict[str, Any]:
        """What tells this training from others, but for its data."""
        schedule = {**vars(self.schedule), "betas": list(self.schedule.betas)}
        return {"symbols": self.data.symbols, **schedule, "seed": self.data.seed}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["curve"] = self.curve
        note(self, checkpoint)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        self.curve = checkpoint["curve"]


def _noise(
    network: Network, kind: str, deviation: float, after: float
) -> tuple[WeightNoise | None, float]:
    """The section `training.weight_noise`, as an object and the share of the updates before it."""
    return (None if kind == "none" else WeightNoise(network, kind, deviation)), after


def train(
    network: Network,
    drawings: Drawings | Iterable[Drawings],
    schedule: Schedule,
    seed: int,
    accelerator: str = "cpu",
    devices: int = 1,
    num_nodes: int = 1,
    strategy: str = "auto",
    resume: Path | None = None,
    report: Callable[[], Report] | None = None,
    progress: bool = True,
) -> tuple[pd.DataFrame, bool]:
    """Train the network in place.

    Parameters
    ----------
    drawings : what it learns to write, or parts of it one after the other; each symbol among
        `network.symbols`.
    devices, num_nodes : processes or GPUs on each machine, and machines. With several machines each
        runs this, started by ``srun`` or with MASTER_ADDR, MASTER_PORT and NODE_RANK set.
    resume : file to keep a checkpoint in; if it is there, the run goes on from it.
    report : called once in the first process; what it returns is called with each point of the
        curve while the training runs.

    Returns
    -------
    The training curve (step, samples, loss, floor, excess), the losses over all drawings; and
    whether this is the first process, the one that is to write files.

    Raises
    ------
    DuctusError
        The objective or the noise is not for this network. The loss is no longer finite, or far
        beyond any sense; the message names the step. Or `resume` is a file of something else. Or
        several machines were asked for, and nothing says which one this is.
    """
    if schedule.objective == "class_means" and not network.one_trajectory:
        raise DuctusError(
            "training.objective: class_means is for networks that write one trajectory a code, and "
            "this one does not; expected samples"
        )
    if not network.one_trajectory and (schedule.copies != "none" or schedule.mixing):
        raise DuctusError(
            "training.copies, training.mixing: are for networks that write one trajectory a code, "
            "and this one does not; expected none and 0"
        )
    if schedule.optimiser == "hessian_free" and network.gives_density:
        raise DuctusError(
            "training.optimiser: hessian_free is for squared errors, and this network learns "
            "densities; expected adam"
        )
    if schedule.weight_noise["kind"] == "adaptive" and not network.gives_density:
        raise DuctusError(
            "training.weight_noise.kind: adaptive is for networks whose loss is in nats, and this "
            "one's is a squared error; expected fixed or none"
        )
    quieten(progress)
    data = TrainingData(drawings, network.symbols, schedule, seed, keep=network.gives_density)
    # Copies have a place in the code while the network is trained, and nowhere afterwards.
    copied = len(data.entries) > len(network.symbols)
    taught = network.with_symbols(data.entries, seed) if copied else network

    def keep() -> None:
        if copied:
            network.load_state_dict(taught.with_symbols(network.symbols, seed).state_dict())

    module = TrainingModule(taught, data)
    callbacks: list[pl.Callback] = []
    if resume:
        resume.parent.mkdir(parents=True, exist_ok=True)
        callbacks.append(ResumePoint(resume, schedule.steps))
    trainer = pl.Trainer(
        accelerator=accelerator,
        devices=devices,
        num_nodes=num_nodes,
        strategy=strategy,
        plugins=[who_starts_processes(num_nodes)],
        max_steps=schedule.steps,
        max_epochs=-1,
        callbacks=callbacks,
        logger=False,
        enable_checkpointing=False,
        enable_model_summary=False,
        enable_progress_bar=progress,
    )
    if report and trainer.is_global_zero:
        told = report()

        def tell(point: dict[str, float]) -> None:
            keep()
            told(point)

        module.report = tell
    again = checkpoint_to_resume(resume, module)
    trainer.fit(module, datamodule=data, ckpt_path=again, weights_only=True)
    taught.cpu()
    keep()
    if trainer.is_global_zero and resume:
        resume.unlink(missing_ok=True)
    return pd.DataFrame(module.curve), trainer.is_global_zero
