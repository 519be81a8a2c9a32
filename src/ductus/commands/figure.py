"""Draw one figure from tables and files of one seed."""

from __future__ import annotations

import argparse
from pathlib import Path

NAMES = (
    *("training", "generation", "variation", "classification", "blending"),
    *("cell_states", "hidden_states"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--results", type=Path, required=True, help="folder with tables and seeds")
    parser.add_argument("--seed", type=int, required=True, help="whose trajectories are drawn")
    parser.add_argument(
        "--characters", nargs="+", help="cell_states, hidden_states: letters (default: the paper's)"
    )
    parser.add_argument(
        "--out", type=Path, nargs="+", required=True, help="files: .svg, .png; blending also .gif"
    )


def run(args: argparse.Namespace) -> None:
    from ductus.errors import DuctusError
    from ductus.figures import style

    formats = (".svg", ".png", ".gif") if args.name == "blending" else (".svg", ".png")
    for path in args.out:
        if path.suffix not in formats:
            raise DuctusError(f"--out: expected {' or '.join(formats)}, got {path}")
    still = [path for path in args.out if path.suffix != ".gif"]
    with style.look():
        style.save(_draw(args), still)
        for path in set(args.out) - set(still):
            from ductus.figures.blending import animate

            animate(_parquet(args, "blending"), path)


def _draw(args: argparse.Namespace):
    """The figure, from what its module asks for and nothing else."""
    if args.name == "training":
        from ductus.figures import training

        return training.draw(_table(args, "training"))
    if args.name == "generation":
        from ductus.figures import generation

        return generation.draw(_parquet(args, "generation"), _table(args, "generation"))
    if args.name == "variation":
        from ductus.figures import variation

        return variation.draw(
            _parquet(args, "variation"), _parquet(args, "generation"), _table(args, "variation")
        )
    if args.name == "classification":
        from ductus.figures import classification

        cases = _table(args, "classification_cases")
        cases = cases[cases.seed == args.seed].reset_index(drop=True)
        return classification.draw(
            cases, _parquet(args, "classification"), _table(args, "classification")
        )
    if args.name == "blending":
        from ductus.figures import blending

        return blending.draw(_parquet(args, "blending"))
    from ductus.figures import cell_states, hidden_states

    module = {"cell_states": cell_states, "hidden_states": hidden_states}[args.name]
    return module.draw(_states(args), args.characters or module.CHARACTERS)


def _table(args: argparse.Namespace, name: str):
    from ductus.tables import read

    return read(args.results / "tables" / f"{name}.csv")


def _parquet(args: argparse.Namespace, name: str):
    from ductus.written import read_written

    return read_written(args.results / f"seed{args.seed}" / f"{name}.parquet")


def _states(args: argparse.Namespace):
    import numpy as np

    from ductus.errors import DuctusError

    path = args.results / f"seed{args.seed}" / "states.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored)
    except (OSError, ValueError) as error:
        raise DuctusError(f"{path}: cannot be read as states: {error}") from error
