"""Going on from a checkpoint that an interrupted training left, if it is one of this training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytorch_lightning as pl

from ductus.errors import DuctusError, one_line
from ductus.networks.stored import read_stored

MADE_BY = "made_by"  # key of a checkpoint: what `made_by` of its module returned


def checkpoint_to_resume(path: Path | None, module: pl.LightningModule) -> str | None:
    """The checkpoint for Lightning to go on from; None if there is none.

    Parameters
    ----------
    module : what is trained; what its `made_by` returns tells it from other trainings. Its weights
        may change.

    Raises
    ------
    DuctusError
        The file is no checkpoint, or one of another training.
    """
    if path is None or not path.exists():
        return None
    try:
        stored = read_stored(path)
        came, expected = stored[MADE_BY], module.made_by()
        for key in expected:
            if came[key] != expected[key]:
                raise ValueError(f"{key} was {came[key]}, and is {expected[key]} now")
        module.load_state_dict(stored["state_dict"])
    except Exception as error:  # torch raises a dozen kinds
        raise DuctusError(
            f"{path}: expected a checkpoint of this training; {one_line(error)}; "
            "remove it to train from the start"
        ) from error
    return str(path)


def note(module: pl.LightningModule, checkpoint: dict[str, Any]) -> None:
    """Say in a checkpoint what it is of."""
    checkpoint[MADE_BY] = module.made_by()
