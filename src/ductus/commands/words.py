"""Measure how words are written and scored, people's words beside the network's."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

KEYS = ("source", "spacing", "bias", "oneshot_iterations", "oneshot_rate")
SECTIONS = tuple(f"words.{key}" for key in KEYS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--words", type=Path, required=True, help="made by `ductus words-data`")
    parser.add_argument(
        "--network", type=Path, required=True, help="made by `ductus words-training`"
    )
    parser.add_argument(
        "--trajectories", type=Path, help="the one table (Parquet), of composed words"
    )
    parser.add_argument("--split", type=Path, help="made by `ductus split`, of composed words")
    parser.add_argument("--seed", type=int, required=True, help="of the network and of samples")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-read", type=Path, required=True, help="letters read back (CSV)")
    parser.add_argument("--out-shown", type=Path, required=True, help="words to show (CSV)")
    parser.add_argument("--out-window", type=Path, required=True, help="windows to show (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.words.files import read_words
    from ductus.files.atomic import write_atomically
    from ductus.networks.words import load_word_network
    from ductus.tasks.words.study import study, study_of_letters

    asked = config_of(args)["words"]
    words, network = read_words(args.words), load_word_network(args.network)
    letters = _letters(args) if asked["source"] == "composed" else None
    found = study(network, words, biases=asked["bias"], seed=args.seed)
    if letters:
        study_of_letters(
            network,
            words,
            *letters,
            found=found,
            spacing=asked["spacing"],
            biases=asked["bias"],
            seed=args.seed,
            iterations=asked["oneshot_iterations"],
            learning_rate=asked["oneshot_rate"],
        )
    paths = args.out, args.out_read, args.out_shown, args.out_window
    for path, table in zip(paths, found.tables(args.seed), strict=True):
        with write_atomically(path) as beside:
            table.to_csv(beside, index=False)


def _letters(args: argparse.Namespace):
    """The drawings and the split that words are composed of."""
    from ductus.data.split_file import read_split
    from ductus.data.trajectory import read_trajectories
    from ductus.errors import DuctusError

    if not (args.trajectories and args.split):
        raise DuctusError("--trajectories, --split: expected both, for words.source composed")
    return read_trajectories(args.trajectories), read_split(args.split)
