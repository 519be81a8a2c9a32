"""Arguments with which a stage puts a network to the whole challenge (no stage of its own)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ductus.data.split import Split
    from ductus.sweep.abilities import Challenge


def add_challenge_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how much is asked, and of how many exemplar writers."""
    how = parser.add_argument_group("one-shot inference")
    how.add_argument("--exemplar-writers", type=int, default=1, help="the first of the split's")
    how.add_argument("--oneshot-learning-rate", type=float, default=0.001)
    how.add_argument("--oneshot-start", choices=["zero", "network"], default="zero")
    asked = parser.add_argument_group("challenge")
    asked.add_argument("--draws", type=int, default=2, help="variants of each new character")
    asked.add_argument("--identification-iterations", type=int, required=True)
    asked.add_argument("--identification-learning-rate", type=float, default=0.01)
    asked.add_argument("--identification-start", choices=["zero", "uniform"], default="zero")
    asked.add_argument(
        "--pair", nargs=2, action="append", required=True, metavar="CHARACTER", dest="pairs"
    )
    asked.add_argument("--blending-steps", type=int, default=10)


def challenge_of(args: argparse.Namespace, split: Split) -> Challenge:
    """Read what is asked; raises DuctusError for a pair of other characters than the split's."""
    from ductus.errors import DuctusError
    from ductus.sweep.abilities import Challenge

    symbols = [*split["trained"], *split["new"]]
    for symbol in (s for pair in args.pairs for s in pair):
        if symbol not in symbols:
            raise DuctusError(
                f"--pair: expected characters of {args.split}: {' '.join(symbols)}; got {symbol!r}"
            )
    settings = {
        "iterations": args.identification_iterations,
        "learning_rate": args.identification_learning_rate,
        "start": args.identification_start,
    }
    return Challenge(args.draws, settings, args.pairs, args.blending_steps)
