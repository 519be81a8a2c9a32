"""Train a network of another kind with as many weights, and measure what it can do."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.challenge import SECTIONS as CHALLENGE
from ductus.commands.challenge import challenge_of, lessons_of
from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

SECTIONS = (
    *CHALLENGE,
    *("model.dense", "model.hidden", "model.bias"),
    *(f"training.{key}" for key in ("objective", "copies", "backwards", "reached", "mixing")),
    *(f"training.{key}" for key in ("batch_size", "learning_rate", "falling", "betas")),
    *("training.padding_in_loss", "training.clip", "training.weight_noise"),
    *(f"networks.{key}" for key in ("steps", "hessian_free_steps", "exemplar_writers")),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument(
        "--network", required=True, help="one of networks.compared: see config.yaml"
    )
    parser.add_argument("--seed", type=int, required=True, help="of weights and noise")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, required=True, help="numbers (CSV)")
    parser.add_argument("--out-model", type=Path, required=True, help="the trained network")
    parser.add_argument("--out-training", type=Path, required=True, help="course of the loss (CSV)")


def run(args: argparse.Namespace) -> None:
    import copy

    import pandas as pd

    from ductus.data.split import training_drawings
    from ductus.experiment.compared import compared
    from ductus.files.atomic import write_atomically
    from ductus.learning.training import train
    from ductus.learning.training_data import Schedule
    from ductus.networks.catalogue import new_network
    from ductus.networks.stored import save
    from ductus.sweep.abilities import COLUMNS, measure
    from ductus.sweep.courses import Course, points_every
    from ductus.sweep.networks import hidden_for, learned

    config, split = config_of(args), read_split(args.split)
    symbols, asked = [*split["trained"], *split["new"]], compared(args.network)
    drawings = read_drawings(args, config["preprocessing"], symbols)
    reference = {**config["model"], "cell": "lstm", "layers": 1, "start": "default"}
    model = {**config["model"], **asked.model}
    model["hidden"] = hidden_for(model, reference, symbols)
    before = new_network(symbols, seed=args.seed, **model)

    training = {"optimiser": "adam", **config["training"], **asked.training}
    free = training["optimiser"] == "hessian_free"
    steps = config["networks"]["hessian_free_steps" if free else "steps"]
    schedule = Schedule(steps=steps, log_every=points_every(steps), **training)
    network, course = copy.deepcopy(before), Course()
    learned_from = training_drawings(drawings, split)
    how = {"report": lambda: course.note, "progress": not args.quiet}
    train(network, learned_from, schedule, args.seed, **how)
    network.eval()
    tables = [learned(before, network, course.table(), split["trained"]).assign(exemplar_writer="")]
    print(f"trained {args.network}: {model['hidden']} units, {course.points[-1]}", flush=True)

    challenge = challenge_of(config, split, args.split)
    lessons = lessons_of(drawings, split, config["networks"]["exemplar_writers"])
    tables.append(measure(network, lessons, challenge, seed=args.seed, **config["oneshot"]))
    keys = {"seed": args.seed, "network": args.network}
    order = ["seed", "network", "exemplar_writer", *COLUMNS]
    with write_atomically(args.out) as beside:
        pd.concat(tables).assign(**keys)[order].to_csv(beside, index=False)
    save(network, args.out_model)
    with write_atomically(args.out_training) as beside:
        course.table().assign(**keys)[["seed", "network", *course.table()]].to_csv(
            beside, index=False
        )
