"""A training, as a process, to which something happens at a step; it notes the steps that it does.

python doomed.py <file of steps> <what happens> <step> <words of `ductus`...>

What happens: the name of a signal, or `stop_in_checkpoint`, which stops for good while the first
checkpoint after that step is half-written, until a file `<file of steps>.go` is there.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytorch_lightning as pl

from ductus.cli import main
from ductus.learning import recogniser
from ductus.learning.training_data import TrainingData


def arrange(steps: Path, what: str = "nothing", at: int = 0, patch=setattr) -> None:
    """Let it happen, and note each step; `patch` sets attributes."""

    def note(step: int) -> None:
        with steps.open("a") as file:
            file.write(f"{step}\n")
        if step == at and what.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, what))

    target, episode, save = TrainingData.target, recogniser.episode, pl.Trainer.save_checkpoint

    def noted_target(self, step):
        note(step)
        return target(self, step)

    def noted_episode(data, seed, step):
        note(step)
        return episode(data, seed, step)

    def save_slowly(self, path, *args, **kwargs):
        go = steps.with_suffix(".go")
        if what == "stop_in_checkpoint" and self.global_step >= at and not go.exists():
            Path(path).write_bytes(b"half of a checkpoint")
            while not go.exists():
                time.sleep(0.05)
        save(self, path, *args, **kwargs)

    patch(TrainingData, "target", noted_target)
    patch(recogniser, "episode", noted_episode)
    patch(pl.Trainer, "save_checkpoint", save_slowly)


if __name__ == "__main__":
    arrange(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    sys.exit(main(sys.argv[4:]))
