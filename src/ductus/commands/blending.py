"""Blend pairs of characters and measure the way from one to the other."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

if TYPE_CHECKING:
    from ductus.data.split import Split

SECTIONS = ("preprocessing", "blending")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of the network, for the tables")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="trajectories (Parquet)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import writing_lengths
    from ductus.data.written import of_each_writer, write_results
    from ductus.learning.learners import load_learners
    from ductus.tasks.blending import compare

    config, split = config_of(args), read_split(args.split)
    blending = blending_of(config, split, args.split)
    symbols = [*split["trained"], *split["new"]]
    drawings = read_drawings(args, config["preprocessing"], symbols)

    def results():
        for writer, learner in load_learners(args.learner, split).items():
            lengths = writing_lengths(drawings, split, writer)
            yield writer, compare(learner.model, lengths, seed=args.seed, **blending)
            print(f"{writer}: blends of {len(blending['pairs'])} pairs", flush=True)

    write_results(of_each_writer(results()), args.out, args.out_written)


def blending_of(config: Mapping[str, Any], split: Split, origin: Path) -> dict[str, Any]:
    """What to blend; raises DuctusError for a pair of other characters than the split's."""
    from ductus.errors import DuctusError
    from ductus.experiment.sections import pairs_of

    pairs = pairs_of(config["blending"]["pairs"], split["new"])
    symbols = [*split["trained"], *split["new"]]
    for symbol in (s for pair in pairs for s in pair):
        if symbol not in symbols:
            raise DuctusError(
                f"blending.pairs: expected characters of {origin}: {' '.join(symbols)}; "
                f"got {symbol!r}"
            )
    return {**config["blending"], "pairs": pairs}
