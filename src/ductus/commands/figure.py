"""Draw one figure from the tables, with single drawings of the median learner."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

from ductus.figures.catalogue import FIGURES, STATES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", choices=FIGURES, metavar="NAME", help=f"the figure: {', '.join(FIGURES)}"
    )
    parser.add_argument("--results", type=Path, required=True, help="folder with tables and seeds")
    parser.add_argument(
        "--config",
        default="{}",
        help="the experiment's config (YAML file, or JSON), for a figure that reads keys of it",
    )
    parser.add_argument(
        "--out", type=Path, nargs="+", required=True, help="files: .svg, .png; blending also .gif"
    )


def run(args: argparse.Namespace) -> None:
    from ductus.errors import DuctusError
    from ductus.figures import style

    figure = FIGURES[args.name]
    formats = [f".{ending}" for ending in figure.endings]
    for path in args.out:
        if path.suffix not in formats:
            raise DuctusError(f"--out: expected {' or '.join(formats)}, got {path}")
    module = importlib.import_module(f"ductus.figures.{args.name}")
    learner = _learner(args) if figure.of_a_learner else None
    drawn_from = [
        *(_written(args, task, learner) for task in figure.written),
        *(_cases(args, table, learner) for table in figure.cases),
        *(_table(args, table) for table in figure.tables),
        *_values(args, figure.config),
        *(_shown(args, path) for path in figure.shown),
    ]
    with style.look(_symbols(args)):
        drawn = module.draw(*drawn_from)
        if learner:
            style.say_whose(drawn, learner)
        style.save(drawn, [path for path in args.out if path.suffix != ".gif"])
        for path in args.out:
            if path.suffix == ".gif":
                module.animate(*drawn_from, path)


def _table(args: argparse.Namespace, name: str):
    from ductus.tables.files import read_table

    return read_table(args.results, name)


def _shown(args: argparse.Namespace, path: str):
    """Pictures of the landscape of the first seed whose training succeeded; else of the first."""
    from ductus.tables.landscape import SUCCEEDED
    from ductus.tasks.landscape.files import read

    table = _table(args, "landscape")
    seeds = table[table.seed.astype(str) != "all"]
    learned = seeds[
        (seeds.representation == "sparse") & (seeds.measure == SUCCEEDED) & (seeds["mean"] == 1)
    ]
    seed = (learned if len(learned) else seeds).seed.iloc[0]
    return read(args.results / f"seed{seed}" / path)


def _values(args: argparse.Namespace, keys: tuple[str, ...]) -> list[Any]:
    """Values of the config, in the order of the keys."""
    from ductus.experiment.sections import read_sections

    config = read_sections(args.config, keys)
    return [config[section][key] for section, key in (name.split(".") for name in keys)]


def _symbols(args: argparse.Namespace) -> list[str]:
    """All symbols of the run, for a figure that names symbols."""
    from ductus.tables.columns import TABLES
    from ductus.tables.files import header
    from ductus.tables.measured import symbols_of

    cases = "classification_cases"
    if cases not in FIGURES[args.name].reads:
        return []
    return symbols_of(header(args.results / "tables" / f"{cases}.csv", TABLES[cases].columns))


def _learner(args: argparse.Namespace):
    from ductus.tables.measured import median_learner

    return median_learner(_table(args, "generation"))


def _written(args: argparse.Namespace, task: str, learner):
    """What the median learner wrote, or its states."""
    from ductus.data.written import read_written
    from ductus.tasks.states_files import read_states

    folder = args.results / f"seed{learner.seed}"
    if task == "states":
        return read_states(folder / STATES, learner.exemplar_writer)
    written = read_written(folder / f"{task}.parquet", task)
    return written[written.exemplar_writer == learner.exemplar_writer]


def _cases(args: argparse.Namespace, name: str, learner):
    """The median learner's rows of a table, labelled as in the file of its seed."""
    cases = _table(args, name)
    cases = cases[cases.seed == learner.seed].reset_index(drop=True)
    return cases[cases.exemplar_writer == learner.exemplar_writer]
