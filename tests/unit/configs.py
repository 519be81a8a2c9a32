"""Configs for tests: config.yaml with what a test changes, as a stage is given it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).parents[2]
DEFAULT = yaml.safe_load((CHECKOUT / "config.yaml").read_text(encoding="utf-8"))


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """A config with another laid over it."""
    result = copy.deepcopy(below)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if nested else value
    return result


def given(**sections: Any) -> str:
    """The argument of `--config`, in one word: config.yaml with these sections laid over it."""
    return json.dumps(merged(DEFAULT, sections), separators=(",", ":"))


# Training and inference by the drawings alone, as the paper has them.
PLAIN = {"copies": "none", "backwards": False, "reached": 0, "mixing": 0}
PLAIN |= {"falling": False, "clip": 0}
PLAIN_SHOT = {"falling": False, "noise": 0, "mixing": 0, "distortion": 0, "pull": 0}


def schedule(**training: Any):
    """The section `training`, plain but for these keys, as a schedule."""
    from ductus.learning.training_data import Schedule

    return Schedule(**DEFAULT["training"] | PLAIN | training)


def shot(iterations: int, learning_rate: float, **oneshot: Any) -> dict[str, Any]:
    """What one-shot inference takes, plain but for these keys; its `mode` goes beside."""
    how = {"start": "zero", **PLAIN_SHOT, "known": [], "seed": 0}
    return {"iterations": iterations, "learning_rate": learning_rate, **how, **oneshot}


def split_of(keys, trained, new, writers=1, instance=0, training_writers="all", **probes: int):
    """A split of drawings by their keys, shown by these exemplar writers, or by so many."""
    from ductus.data.split import make_split

    exemplar = {"writers": writers, "instance": instance}
    chosen = {"trained": trained, "new": new, "training_writers": training_writers}
    return make_split(keys, **chosen, exemplar=exemplar, **probes)
