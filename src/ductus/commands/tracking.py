"""Log a finished seed to MLflow: config, versions, numbers, tables and figures."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, required=True, help="folder of the experiment")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--experiment", required=True, help="name of the MLflow experiment")
    parser.add_argument("--tracking-uri", required=True)
    parser.add_argument("--out", type=Path, required=True, help="ids of the runs (JSON)")


def run(args: argparse.Namespace) -> None:
    import json

    from ductus.files import write_atomically
    from ductus.runs import seed_run, task_runs
    from ductus.tracking import Store, log_seed, warn

    folder = args.results / f"seed{args.seed}"
    started = json.loads((folder / "training_run.json").read_text(encoding="utf-8"))
    whole, parts = seed_run(args.results, args.seed), list(task_runs(args.results, args.seed))
    try:
        store = Store(args.tracking_uri, args.experiment, args.seed, folder)
        logged = log_seed(store, started, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        warn(args.tracking_uri, error)
        logged = {}
    with write_atomically(args.out) as beside:
        beside.write_text(json.dumps(logged, indent=1) + "\n", encoding="utf-8")
