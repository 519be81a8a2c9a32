"""The whole workflow from nothing: what it takes, and which of its jobs take how long."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = ("Snakefile", "config.yaml", "environment.yml", "workflow", "profiles", "src")


def bench_workflow(once, benchmark, size, tmp_path):
    checkout, cores = copied(tmp_path / "checkout"), os.cpu_count() or 1
    laid = ["--configfile", *size.overlays] if size.overlays else []
    command = ["snakemake", "--cores", str(cores), *laid, "--", *size.targets]
    begin = time.perf_counter()
    done = once(
        lambda: run(command, checkout),
        what="workflow",
        config=" ".join(size.overlays) or "config.yaml",
    )
    benchmark.extra_info.update(
        cores=cores, wall=time.perf_counter() - begin, jobs=jobs(checkout / "results")
    )
    assert done.returncode == 0, done.stdout
    assert {"data", "split"} <= {job["stage"] for job in benchmark.extra_info["jobs"]}


def copied(folder: Path) -> Path:
    """A copy of what the workflow needs, so that it runs from the start and leaves nothing here."""
    for name in NEEDED:
        path = ROOT / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(path, folder / name, ignore=ignored)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / name)
    return folder


def run(command: list[str], checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run it with this Python and the modules of the copy; its runs are logged there too."""
    environment = {k: v for k, v in os.environ.items() if k != "MLFLOW_TRACKING_URI"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=checkout,
        env=environment | {"PYTHONPATH": str(checkout / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def jobs(results: Path) -> list[dict[str, str | float]]:
    """Each job with its stage, and the seconds by the clock that Snakemake has noted of it."""
    found = []
    for path in sorted(results.glob("*/benchmarks/**/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file, delimiter="\t")
        stage = path.relative_to(results).parts[2].removesuffix(".tsv")
        found.append({"stage": stage, "seconds": float(row["s"])})
    return found
