"""Write the page on which a visitor writes a letter and watches the network learn it.

One HTML file that asks for nothing, for the learner of median error in shape (docs/page.md).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_split

SECTIONS = (
    *("name", "preprocessing", "oneshot"),
    *(f"classification.{key}" for key in ("iterations", "learning_rate", "start")),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument(
        "--results", type=Path, required=True, help="folder with seed<k>/generation.csv, learner.pt"
    )
    parser.add_argument("--seeds", type=int, nargs="+", required=True, help="whose learners")
    parser.add_argument("--out", type=Path, required=True, help="the page (HTML)")


def run(args: argparse.Namespace) -> None:
    from ductus.data.features import to_features
    from ductus.data.split import examples, writing_lengths
    from ductus.data.trajectory import read_trajectories
    from ductus.files.atomic import write_atomically
    from ductus.learning.learners import load_learners
    from ductus.pages.letter.carried import carried, tempo_of
    from ductus.pages.letter.page import page
    from ductus.tables.files import combine
    from ductus.tables.measured import median_learner

    config, split = config_of(args), read_split(args.split)
    chosen = median_learner(combine(args.results, "generation", args.seeds))
    learners = load_learners(args.results / f"seed{chosen.seed}" / "learner.pt", split)
    learner = learners[chosen.exemplar_writer]

    symbols = [*split["trained"], *split["new"]]
    table = read_trajectories(args.trajectories, symbol=symbols)
    origin = f"{args.trajectories}, {args.split}"
    drawings = to_features(table, origin=origin, **config["preprocessing"])
    lengths = writing_lengths(drawings, split, learner.writer)
    shown = examples(drawings, split, split["new"], learner.writer)
    told = {"name": config["name"], "seed": chosen.seed, "learners": chosen.of}
    known = carried(
        learner,
        trained=split["trained"],
        new=split["new"],
        examples=dict(zip(split["new"], shown, strict=True)),
        lengths=lengths,
        tempo=tempo_of(table, config["preprocessing"]["resample_hz"], lengths),
        config=config,
        told=told,
    )
    text = page(known)
    with write_atomically(args.out) as beside:
        beside.write_text(text, encoding="utf-8")
    size = len(text.encode()) / 1e6
    print(f"{args.out}: seed {chosen.seed}, writer {learner.writer}, {size:.2f} MB")
