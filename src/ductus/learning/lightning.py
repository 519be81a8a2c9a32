"""What every training by Lightning here has in common: checkpoints, processes, few words."""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path
from typing import Any

import pytorch_lightning as pl
from pytorch_lightning.plugins.environments import LightningEnvironment, SLURMEnvironment
from torch.utils.data import DataLoader

from ductus.errors import DuctusError, one_line
from ductus.files.atomic import temporary
from ductus.learning.checkpoints import checkpoint_to_resume, note

CURVE = 50  # points of a training curve


def resume_every(steps: int) -> int:
    """Updates between two checkpoints: a killed training loses under a tenth of its work."""
    return max(steps // 20, 1)


class ResumePoint(pl.Callback):
    """Keep one checkpoint, never half-written, about twenty times in a run."""

    def __init__(self, path: Path, steps: int) -> None:
        self.path, self.every, self.last = path, resume_every(steps), 0
        # Its own: a training that has outlived its killed run may still write to the same path.
        self.beside = temporary(path)

    def on_train_batch_end(self, trainer: pl.Trainer, *_: Any) -> None:
        if trainer.global_step - self.last >= self.every:
            self.last = trainer.global_step
            try:
                # All processes take part, the first one writes.
                trainer.save_checkpoint(self.beside)
                if trainer.is_global_zero:
                    os.replace(self.beside, self.path)
            except OSError as error:  # a full disk
                self.beside.unlink(missing_ok=True)
                raise DuctusError(f"{self.path}: cannot be written: {one_line(error)}") from error


class SteppedModule(pl.LightningModule):
    """A training of so many updates, each a function of (seed, step) alone.

    So a run that is resumed from a checkpoint is the same run.

    Attributes
    ----------
    curve : points of the training curve, for who notes any; checkpoints have them.
    """

    def __init__(self, steps: int, seed: int) -> None:
        super().__init__()
        self.steps, self.seed = steps, seed
        self.curve: list[dict[str, float]] = []

    def made_by(self) -> dict[str, Any]:
        """What tells this training from others, but for its data."""
        return {"steps": self.steps, "seed": self.seed}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["curve"] = self.curve
        note(self, checkpoint)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        self.curve = checkpoint["curve"]

    def train_dataloader(self) -> DataLoader:
        """Lightning wants something to iterate; the module looks at its own step counter."""
        return DataLoader(range(self.steps), batch_size=None)

    def on_curve(self) -> bool:
        """Whether the update that is being done is to be a point of the curve: about fifty are."""
        return self.global_step % max(self.steps // CURVE, 1) == 0 or (
            self.global_step == self.steps - 1
        )


def train_here(
    module: pl.LightningModule,
    *,
    steps: int,
    clip: float | None = None,
    resume: Path | None = None,
    progress: bool = True,
    accelerator: str = "cpu",
) -> None:
    """Train a module on one device of this machine, in this process.

    Parameters
    ----------
    module : has `made_by`, as `ductus.learning.checkpoints` asks for.
    clip : norm to which gradients are clipped.
    resume : file to keep a checkpoint in; if it is there, the run goes on from it. It is removed by
        whoever calls this.
    """
    quieten(progress)
    callbacks: list[pl.Callback] = []
    if resume:
        resume.parent.mkdir(parents=True, exist_ok=True)
        callbacks.append(ResumePoint(resume, steps))
    trainer = pl.Trainer(
        accelerator=accelerator,
        devices=1,
        plugins=[who_starts_processes(1)],
        max_steps=steps,
        max_epochs=-1,
        callbacks=callbacks,
        gradient_clip_val=clip,
        logger=False,
        enable_checkpointing=False,
        enable_model_summary=False,
        enable_progress_bar=progress,
    )
    again = checkpoint_to_resume(resume, module)
    trainer.fit(module, ckpt_path=again, weights_only=True)


def who_starts_processes(num_nodes: int) -> LightningEnvironment | SLURMEnvironment:
    """Lightning on one machine, also in a SLURM job; on several ``srun``, or whoever sets names."""
    if num_nodes == 1:
        return LightningEnvironment()
    if SLURMEnvironment.detect():
        return SLURMEnvironment(auto_requeue=False)  # Snakemake is the one that tries again
    for name in ("MASTER_ADDR", "MASTER_PORT", "NODE_RANK"):
        if name not in os.environ:
            raise DuctusError(
                f"trainer.num_nodes: {num_nodes} machines asked for; expected to be started by "
                f"SLURM (docs/cluster.md) or with {name} in the environment, found neither"
            )
    return LightningEnvironment()


def quieten(progress: bool) -> None:
    """Leave out what Lightning says about things that are so on purpose."""
    logging.getLogger("pytorch_lightning").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message=".*does not have many workers.*")
    warnings.filterwarnings("ignore", message=".*isinstance.treespec, LeafSpec.*")
    warnings.filterwarnings("ignore", message="The `srun` command is available")
    warnings.filterwarnings("ignore", message="TF32 acceleration on top of oneDNN")
    if not progress:
        warnings.filterwarnings("ignore", category=UserWarning, module="pytorch_lightning")
