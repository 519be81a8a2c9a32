"""Log to MLflow what it lacks of finished results, say because it was down when they were made.

A seed is looked for in the store itself, by a checksum of all that is logged of it: what is there
is not logged again, and results can be logged to another store as well.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "results",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="folders of experiments; all in results/ if none is named",
    )
    parser.add_argument(
        "--tracking-uri",
        help="the store to log to (default: MLFLOW_TRACKING_URI, or mlflow.db beside the folders)",
    )


def run(args: argparse.Namespace) -> int:
    from ductus.errors import DuctusError

    folders = args.results or sorted(p for p in Path("results").glob("*") if _is_experiment(p))
    if not folders:
        raise DuctusError("results: holds no experiments; expected their folders as arguments")
    passed_over = 0
    for folder in folders:
        uri = args.tracking_uri or os.environ.get("MLFLOW_TRACKING_URI") or _beside(folder)
        try:
            print(f"{folder}: {_log(folder, uri)}", flush=True)
        except DuctusError as error:
            print(f"ductus log-missing: passed over: {error}", file=sys.stderr)
            passed_over += 1
    return 1 if passed_over else 0


def _is_experiment(folder: Path) -> bool:
    return (folder / "config.resolved.yaml").exists()


def _beside(folder: Path) -> str:
    return f"sqlite:///{folder.resolve().parent / 'mlflow.db'}"


def _log(folder: Path, uri: str) -> str:
    """Log what is missing of an experiment; what has been done, in words."""
    from ductus.errors import DuctusError
    from ductus.files.lock import alone
    from ductus.tracking.log import NotLoggedError, log_results
    from ductus.tracking.records import finished

    if not folder.is_dir():
        raise DuctusError(f"{folder}: no such folder")
    with alone(folder):
        name, seeds = finished(folder)
        try:
            new = [seed for seed in seeds if log_results(folder, seed, name, uri)["new"]]
        except NotLoggedError as error:
            raise DuctusError(str(error)) from error
    if not new:
        return f"nothing was missing, seeds: {', '.join(map(str, seeds))}"
    return f"logged seeds {', '.join(map(str, new))}"
