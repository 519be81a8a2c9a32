"""What stages need to put networks to the challenge in small (no stage of its own)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ductus.commands.blending import blending_of

if TYPE_CHECKING:
    from ductus.data.features import Drawings
    from ductus.data.split import Split
    from ductus.sweep.abilities import Challenge, Lesson

# What it takes of the config: how new letters are learned, and what is asked afterwards.
SECTIONS = (
    *("preprocessing", "variation.draws", "blending"),
    *(f"oneshot.{key}" for key in ("iterations", "learning_rate", "falling", "start", "noise")),
    *("oneshot.mixing", "oneshot.distortion", "oneshot.pull"),
    *(f"classification.{key}" for key in ("iterations", "learning_rate", "start")),
)


def challenge_of(config: Mapping[str, Any], split: Split, path: Path) -> Challenge:
    """How much is asked of each network; path : of the split, for what is wrong with its pairs."""
    from ductus.sweep.abilities import Challenge

    blending = blending_of(config, split, path)
    return Challenge(config["variation"]["draws"], config["classification"], blending)


def lessons_of(drawings: Drawings, split: Split, count: int) -> list[Lesson]:
    """What the first exemplar writers show, at most so many."""
    from ductus.sweep.abilities import lesson

    return [lesson(drawings, split, w) for w in split["exemplars"]["writers"][:count]]
