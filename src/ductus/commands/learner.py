"""Put the inferred columns into the networks: the learners of all further stages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ductus.learning.oneshot_files import Inference
    from ductus.networks import Network


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    parser.add_argument("--untrained", type=Path, required=True, help="the same before training")
    parser.add_argument("--oneshot", type=Path, nargs="+", required=True, help="inferences")
    parser.add_argument("--out", type=Path, required=True, help="the learners (torch)")


def run(args: argparse.Namespace) -> None:
    from ductus.learning.learners import save_learners
    from ductus.learning.oneshot_files import read_inferences
    from ductus.networks.stored import load_pair

    inferences = read_inferences(args.oneshot)
    writers = [str(w) for w in inferences[0]["writers"]]
    model, untrained = load_pair(args.model, args.untrained)
    for path, one in zip(args.oneshot, inferences, strict=True):
        _check(path, one, model)
    save_learners(
        args.out,
        model,
        untrained,
        writers,
        {str(one["character"]): one["column_inferred"] for one in inferences},
        {str(one["character"]): one["column_untrained"] for one in inferences},
    )
    print(f"{len(inferences)} characters, exemplar writers: {', '.join(writers)}")


def _check(path: Path, inference: Inference, model: Network) -> None:
    """Raise DuctusError if an inference was made in another network."""
    from ductus.errors import DuctusError

    character, weights = str(inference["character"]), inference["column_inferred"].shape[1]
    expected = model.own(model.symbols[:1]).shape[1]
    if character not in model.symbols or weights != expected:
        raise DuctusError(
            f"{path}: {character!r}, {weights} weights, was not learned in the network that is "
            f"given, for {' '.join(model.symbols)} with {expected} weights for each; they belong "
            "to different runs"
        )
