"""Draw one figure from the tables, with single drawings of the median learner."""

from __future__ import annotations

import argparse
from pathlib import Path

NAMES = (
    *("training", "generation", "variation", "classification", "accuracy_by_noise", "methods"),
    *("confusion", "difficulty", "blending", "cell_states", "hidden_states"),
)
# With single drawings; they are of the median learner.
DRAWN = (
    *("generation", "variation", "classification", "blending", "cell_states", "hidden_states"),
)
SWEEP = ("training_map", "oneshot_iterations")  # of the target `sweep`, which is no part of a run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = (*NAMES, *SWEEP)
    parser.add_argument(
        "name", choices=names, metavar="NAME", help=f"the figure: {', '.join(names)}"
    )
    parser.add_argument("--results", type=Path, required=True, help="folder with tables and seeds")
    parser.add_argument(
        "--characters",
        nargs="+",
        help="cell_states, hidden_states: the letters that are drawn (default: the paper's)",
    )
    parser.add_argument(
        "--chosen", type=int, help="training_map, oneshot_iterations: steps or iterations to mark"
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
    with style.look(_symbols(args)):
        figure = _draw(args)
        if args.name in DRAWN:
            style.say_whose(figure, _learner(args))
        style.save(figure, still)
        for path in set(args.out) - set(still):
            from ductus.figures.blending import animate

            animate(_drawn(args, "blending"), path)


def _draw(args: argparse.Namespace):
    """The figure, from what its module asks for and nothing else."""
    if args.name == "training":
        from ductus.figures import training

        return training.draw(_table(args, "training"))
    if args.name == "generation":
        from ductus.figures import generation

        return generation.draw(_drawn(args, "generation"), _table(args, "generation"))
    if args.name == "variation":
        from ductus.figures import variation

        written = _drawn(args, "variation"), _drawn(args, "generation")
        return variation.draw(*written, _table(args, "variation"))
    if args.name == "classification":
        from ductus.figures import classification

        return classification.draw(*_cases(args))
    if args.name == "accuracy_by_noise":
        from ductus.figures import accuracy_by_noise

        return accuracy_by_noise.draw(_table(args, "classification"), *_counts(args))
    if args.name == "methods":
        from ductus.figures import methods

        return methods.draw(_table(args, "classification"), *_counts(args))
    if args.name == "confusion":
        from ductus.figures import confusion

        return confusion.draw(_table(args, "confusion"), _table(args, "classification"))
    if args.name == "difficulty":
        from ductus.figures import difficulty

        return difficulty.draw(_table(args, "difficulty"))
    if args.name == "blending":
        from ductus.figures import blending

        return blending.draw(_drawn(args, "blending"))
    if args.name in SWEEP:
        from ductus.figures import oneshot_iterations, training_map

        module = {"training_map": training_map, "oneshot_iterations": oneshot_iterations}[args.name]
        return module.draw(_table(args, args.name), args.chosen)
    from ductus.figures import cell_states, hidden_states

    module = {"cell_states": cell_states, "hidden_states": hidden_states}[args.name]
    return module.draw(_states(args), args.characters or module.CHARACTERS)


def _table(args: argparse.Namespace, name: str):
    from ductus.tables.files import read_table

    return read_table(args.results, name)


def _symbols(args: argparse.Namespace) -> list[str]:
    """All symbols of the run, for a figure that names symbols."""
    from ductus.tables.columns import TABLES
    from ductus.tables.files import header
    from ductus.tables.measured import symbols_of

    if args.name not in (*DRAWN, "confusion", "difficulty"):
        return []
    path = args.results / "tables" / "classification_cases.csv"
    return symbols_of(header(path, TABLES["classification_cases"].columns))


def _learner(args: argparse.Namespace):
    from ductus.tables.measured import median_learner

    return median_learner(_table(args, "generation"))


def _drawn(args: argparse.Namespace, name: str):
    """What the median learner wrote."""
    from ductus.data.written import read_written

    learner = _learner(args)
    written = read_written(args.results / f"seed{learner.seed}" / f"{name}.parquet", name)
    return written[written.exemplar_writer == learner.exemplar_writer]


def _counts(args: argparse.Namespace) -> tuple[int, int]:
    """How many symbols there are, and how many of them are new."""
    from ductus.tables.measured import symbols_of

    cases = _table(args, "classification_cases")
    return len(symbols_of(cases)), cases.character.nunique()


def _cases(args: argparse.Namespace):
    """Cases of the median learner, their trajectories, and the counts, all of the paper's method;
    without it, of the first that infers codes."""
    from ductus.tables.measured import PAPER_METHOD

    learner, cases = _learner(args), _table(args, "classification_cases")
    cases = cases[cases.seed == learner.seed].reset_index(drop=True)  # the seed's row numbers
    written, counts = _drawn(args, "classification"), _table(args, "classification")
    infer = list(dict.fromkeys(cases.method[cases.mse.notna()])) or list(cases.method[:1])
    method = PAPER_METHOD if PAPER_METHOD in infer else infer[0]
    mine = (cases.method == method) & (cases.exemplar_writer == learner.exemplar_writer)
    return cases[mine], written, counts[counts.method == method]


def _states(args: argparse.Namespace):
    from ductus.tasks.states_files import read_states

    learner = _learner(args)
    path = args.results / f"seed{learner.seed}" / "states.npz"
    return read_states(path, learner.exemplar_writer)
