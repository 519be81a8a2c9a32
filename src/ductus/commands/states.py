"""Record hidden and cell states while the network writes each letter, and compare them."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = ("preprocessing", "states.shared", "states.repeated")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--learner", type=Path, required=True, help="made by `ductus learner`")
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of the network, for the tables")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-states", type=Path, required=True, help="h and c over time (NumPy)")


def run(args: argparse.Namespace) -> None:
    import pandas as pd

    from ductus.data.split import writing_lengths
    from ductus.files.atomic import write_atomically
    from ductus.learning.learners import load_learners
    from ductus.tasks.states import compare, record
    from ductus.tasks.states_files import write_states

    config, split = config_of(args), read_split(args.split)
    drawings = read_drawings(args, config["preprocessing"], [*split["trained"], *split["new"]])
    numbers, recorded = [], {}
    for writer, learner in load_learners(args.learner, split).items():
        states = recorded[writer] = record(learner.model, writing_lengths(drawings, split, writer))
        table = compare(states, seed=args.seed, **config["states"])
        table.insert(1, "exemplar_writer", writer)
        numbers.append(table)
        print(f"{writer}: states of {len(states['symbols'])} characters", flush=True)
    with write_atomically(args.out_states) as beside:
        write_states(beside, recorded)
        with write_atomically(args.out) as beside_numbers:
            pd.concat(numbers, ignore_index=True).to_csv(beside_numbers, index=False)
