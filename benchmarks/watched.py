"""Run commands in a copy of this checkout, all of their Python processes watched."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
NEEDED = ("Snakefile", "config.yaml", "environment.yml", "workflow", "profiles", "src")
WATCH = Path(__file__).with_name("watch")


class Ended(NamedTuple):
    """CPU seconds of a command with all its children; a record of each Python process."""

    cpu: float
    processes: list[dict[str, Any]]

    def stages(self) -> list[dict[str, Any]]:
        """The processes that are stages of Ductus, with their name as ``stage``."""
        return [one | {"stage": one["argv"][1]} for one in self.processes if is_stage(one["argv"])]


def is_stage(argv: list[str]) -> bool:
    """Whether these words, after the interpreter's, begin with the script `ductus`."""
    return len(argv) > 1 and Path(argv[0]).name == "ductus"


def copy_checkout(folder: Path) -> Path:
    """Copy what the workflow needs, so that it runs from the start and leaves nothing here."""
    for name in NEEDED:
        path = ROOT / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(path, folder / name, ignore=ignored)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / name)
    return folder


def run(command: list[str], checkout: Path, records: Path) -> Ended:
    """Run a command with this Python in a copy made by `copy_checkout`; raise if it fails."""
    shutil.rmtree(records, ignore_errors=True)
    records.mkdir(parents=True)
    environment = {k: v for k, v in os.environ.items() if k != "MLFLOW_TRACKING_URI"} | {
        "PYTHONPATH": f"{WATCH}{os.pathsep}{checkout / 'src'}",
        "DUCTUS_BENCH_WATCH": str(records.resolve()),
        "OMP_NUM_THREADS": "1",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ended(cpu, [json.loads(path.read_text()) for path in sorted(records.glob("*.json"))])


def workflow(
    checkout: Path, records: Path, overlays: Sequence[str], targets: Sequence[str], cores: int
) -> Ended:
    """Run the workflow, all or some targets, of config.yaml with these files laid over it."""
    laid = ["--configfile", *overlays] if overlays else []
    what = ["--cores", str(cores), *laid, "--", *targets]
    return run(["-m", "snakemake", *what], checkout, records)
