"""Train networks on a next-step task, and measure how well they predict and what they write."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of

OWN = {  # what a task reads beside its networks and steps
    "text": ("sequences.text", "sequences.characters"),
    "pen": ("split.trained", "split.new", "preprocessing"),
    "addition": ("sequences.digits",),
    "tags": (),
}
TASKS = tuple(OWN)
SECTIONS = ("sequences.hidden",)  # and `sections_of` the task


def sections_of(task: str) -> tuple[str, ...]:
    """What a task reads of the config."""
    each = (f"sequences.{key}.{task}" for key in ("compared", "steps"))
    return *SECTIONS, *each, *OWN[task]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--task", choices=TASKS, required=True, help="what is predicted")
    parser.add_argument("--trajectories", type=Path, help="of pen tokens: the one table (Parquet)")
    parser.add_argument("--seed", type=int, required=True, help="of weights, noise and batches")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-written", type=Path, required=True, help="what was written (CSV)")
    parser.add_argument("--out-cells", type=Path, required=True, help="cells of a text (CSV)")


def run(args: argparse.Namespace) -> None:
    from ductus.files.atomic import write_atomically
    from ductus.sweep.sequences import examine

    args.sections = sections_of(args.task)
    config = config_of(args)
    asked = config["sequences"]
    tables = examine(
        args.task,
        _lesson(args, config),
        asked["compared"][args.task],
        seed=args.seed,
        hidden=asked["hidden"],
        steps=asked["steps"][args.task],
        progress=not args.quiet,
    )
    for path, table in zip((args.out, args.out_written, args.out_cells), tables, strict=True):
        table.insert(0, "seed", args.seed)
        with write_atomically(path) as beside:
            table.to_csv(beside, index=False)


def _lesson(args: argparse.Namespace, config: dict):
    """What there is to learn, of the task."""
    from ductus.sweep import sequences

    asked = config["sequences"]
    if args.task == "text":
        from ductus.data.sequences.text import read_text

        text = read_text(asked["text"])
        said = f"{len(text.train)} characters to learn from, {len(text.symbols)} symbols"
        print(f"{text.name}: {said}, SHA-256 {text.sha256}", flush=True)
        return sequences.text_lesson(text, args.seed, asked["characters"])
    if args.task == "pen":
        return sequences.pen_lesson(_drawings(args, config), args.seed, asked["steps"]["pen"])
    if args.task == "addition":
        return sequences.addition_lesson(args.seed, asked["digits"])
    return sequences.tags_lesson(args.seed)


def _drawings(args: argparse.Namespace, config: dict):
    from ductus.data.features import join, to_features
    from ductus.data.trajectory import read_in_parts
    from ductus.errors import DuctusError

    if args.trajectories is None:
        raise DuctusError("--trajectories: expected the table of trajectories, for pen tokens")
    symbols = [*config["split"]["trained"], *config["split"]["new"]]
    return join(
        to_features(table, origin=str(args.trajectories), **config["preprocessing"])
        for table in read_in_parts(args.trajectories, symbol=symbols)
    )
