"""Show the runs in the browser: MLflow, for this machine only, until Ctrl+C.

Address, folder and port are told; the servers end with this command, however it is ended.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from ductus.errors import DuctusError, one_line

HOST = "127.0.0.1"
PATIENCE = 10  # seconds that servers have to end by themselves


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "results",
        type=Path,
        nargs="?",
        default=Path("results"),
        metavar="FOLDER",
        help="folder with the folders of the experiments; default: results",
    )
    parser.add_argument("--port", type=int, default=5000, help="default: 5000")


def run(args: argparse.Namespace) -> int:
    store = args.results.resolve() / "mlflow.db"
    if not store.is_file():
        raise DuctusError(f"{store}: no such file; no run has been logged there yet")
    _expect_free(args.port)
    print(f"{_address(store, args.port)} (Ctrl+C ends it)", flush=True)
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, lambda number, _: sys.exit(128 + number))
    servers = subprocess.Popen(
        [
            *(sys.executable, "-m", "mlflow", "server", "--host", HOST, "--port", str(args.port)),
            *("--workers", "1", "--backend-store-uri", f"sqlite:///{store}"),
        ],
        env={
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            **os.environ,
        },
        start_new_session=True,  # a group of their own, for MLflow's servers outlive it
    )
    try:
        return servers.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(servers)


def _address(store: Path, port: int) -> str:
    """Where the servers show what is worth comparing of the experiment that ran last."""
    from ductus.tracking.store import table_of_last

    try:
        return table_of_last(f"sqlite:///{store}", f"http://{HOST}:{port}")
    except Exception as error:  # whatever MLflow and the libraries below it raise
        raise DuctusError(f"{store}: {one_line(error)}") from error


def what_shows(results: Path) -> str | None:
    """Say where runs can be looked at that a workflow in this process has logged.

    Parameters
    ----------
    results : absolute, or ``results`` if it is that of the checkout, where people are.

    Returns
    -------
    A command, the address that they were logged to in words, or None if there are none yet.
    """
    store = results.resolve() / "mlflow.db"
    if os.environ.get("MLFLOW_TRACKING_URI") != f"sqlite:///{store}":
        return "in MLflow, at MLFLOW_TRACKING_URI"
    if not store.exists():
        return None
    if not results.is_absolute() and Path(".venv", "installed").exists():
        return "make ui"
    beside = Path(sys.executable).parent
    before = os.environ["PATH"].removeprefix(f"{beside}:")  # what the workflow puts there
    command = "ductus" if shutil.which("ductus", path=before) else str(beside / "ductus")
    return shlex.join([command, "ui", *([str(results)] if results.is_absolute() else [])])


def _expect_free(port: int) -> None:
    """Raise DuctusError if another listens at this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise DuctusError(
                f"port {port} is not free ({error}); another one: make ui PORT={port + 1}, or "
                f"ductus ui --port {port + 1}"
            ) from error


def _end(servers: subprocess.Popen) -> None:
    for end in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(servers.pid, end)
        with suppress(subprocess.TimeoutExpired):
            servers.wait(PATIENCE)
