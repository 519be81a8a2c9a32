"""The whole workflow from nothing: CPU seconds in computation, and all else."""

from __future__ import annotations

import os
import time

import watched


def bench_workflow(once, benchmark, size, tmp_path):
    checkout = watched.copy_checkout(tmp_path / "checkout")
    cores = os.cpu_count() or 1
    begin = time.perf_counter()
    ended = once(
        lambda: watched.workflow(
            checkout, tmp_path / "records", size.overlays, size.targets, cores
        ),
        what="workflow",
        config=" ".join(size.overlays) or "config.yaml",
    )
    processes = [
        {
            "what": what_of(one["argv"]),
            **{key: one[key] for key in ("started", "imports", "mlflow", "cpu", "wall")},
        }
        for one in ended.processes
    ]
    benchmark.extra_info.update(
        cores=cores, wall=time.perf_counter() - begin, cpu=ended.cpu, processes=processes
    )
    assert {"data", "split", "snakemake"} <= {one["what"] for one in processes}


def what_of(argv: list[str]) -> str:
    """The stage that a process runs; Snakemake, its report, or what else there is."""
    if watched.is_stage(argv):
        return argv[1]
    if any("snakemake" in word for word in argv[:2]):
        return "report" if "--report" in argv else "snakemake"
    return "other"
