"""Gather words to learn from: composed of single letters, cursive, or lines of IAM-OnDB."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

SECTIONS = tuple(
    f"words.{key}" for key in ("source", "archive", "folder", "words", "held_out", "spacing")
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument(
        "--trajectories", type=Path, help="the one table (Parquet), of composed words"
    )
    parser.add_argument("--split", type=Path, help="made by `ductus split`, of composed words")
    parser.add_argument("--cache", type=Path, help="folder that keeps downloads")
    parser.add_argument("--out", type=Path, required=True, help="the words (npz)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.words.files import write_words
    from ductus.errors import DuctusError

    asked = config_of(args)["words"]
    source, remarks = asked["source"], []
    how = {key: asked[key] for key in ("held_out", "spacing")}
    if source == "composed":
        from ductus.data.split_file import read_split
        from ductus.data.trajectory import read_trajectories
        from ductus.data.words.composed import composed_words

        if not (args.trajectories and args.split):
            raise DuctusError("--trajectories, --split: expected both, for words.source composed")
        split = read_split(args.split)
        table = read_trajectories(args.trajectories, symbol=split["trained"])
        words = composed_words(table, split, words=asked["words"], **how)
    elif source == "cursive":
        from ductus.data.sources.cursive import read_cursive

        words = read_cursive(asked["archive"], args.cache, **how)
    else:
        from ductus.data.sources.iam import read_iam

        if not asked["folder"]:
            raise DuctusError("words.folder: expected the folder of IAM-OnDB, got null")
        words, remarks = read_iam(asked["folder"], **how)
    write_words(args.out, words)
    letters, writers = words.keys.text.map(len).sum(), words.keys.writer.nunique()
    print(
        f"{source}: {len(words)} words by {writers} writers, {letters} letters, "
        f"{len(words.steps) / letters:.1f} steps a letter",
        *remarks,
        sep="\n",
        file=sys.stderr,
    )
