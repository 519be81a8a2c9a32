"""Log a finished seed to MLflow: config, versions, numbers, tables and figures."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--results", type=Path, required=True, help="folder of the experiment")
    parser.add_argument("--seed", type=int, required=True, help="the seed whose runs are logged")
    parser.add_argument("--study", help="a target beside the challenge, and not the challenge")
    parser.add_argument("--experiment", required=True, help="name of the MLflow experiment")
    parser.add_argument(
        "--tracking-uri", required=True, help="the store: sqlite:///FILE or a server's address"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="ids of the runs, or why there are none (JSON)"
    )


def run(args: argparse.Namespace) -> None:
    import json
    from functools import partial

    from ductus.errors import DuctusError
    from ductus.files.atomic import write_atomically
    from ductus.tracking.log import NotLoggedError, log_results, warn
    from ductus.tracking.studies import STUDIES, log_study

    log = partial(log_study, study=args.study) if args.study else log_results
    if args.study not in (None, *STUDIES):
        raise DuctusError(f"--study: expected one of {', '.join(STUDIES)}, got {args.study}")
    try:
        said = log(args.results, args.seed, args.experiment, args.tracking_uri)
    except NotLoggedError as error:  # the results are there and right
        warn(error)
        said = {"not_logged": str(error)}
    with write_atomically(args.out) as beside:
        beside.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
