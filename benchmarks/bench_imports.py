"""What the start of each stage costs: the interpreter, imports, and its end."""

from __future__ import annotations

import pytest

import watched

SMOKE = ["workflow/presets/smoke.yaml"]
EACH = {"figure": "figure methods"}  # of a stage with many kinds of jobs, the one that is taken


@pytest.fixture(scope="module")
def finished(tmp_path_factory, size):
    """Return a checkout in which smoke.yaml has run, and a job of each stage."""
    folder = tmp_path_factory.mktemp("imports")
    checkout = watched.copy_checkout(folder / "checkout")
    print("\n  running the smoke workflow", end="", flush=True)
    ended = watched.workflow(checkout, folder / "records", SMOKE, size.targets, cores=2)
    jobs = {}
    for job in sorted(ended.stages(), key=lambda one: one["stage"]):
        name = EACH.get(job["stage"], job["stage"])
        if " ".join(job["argv"][1:]).startswith(name):
            jobs.setdefault(job["stage"], job["argv"])
    return checkout, folder / "records", jobs


def bench_start_of_stages(once, benchmark, finished, size):
    """All stages in turn, and so again, one process at a time."""
    checkout, records, jobs = finished
    runs = []

    def run() -> None:
        for turn in range(size.repeats):
            for stage, argv in jobs.items():
                ended = watched.run(argv, checkout, records)
                (process,) = ended.stages()
                times = {key: process[key] for key in ("started", "imports", "mlflow", "wall")}
                end = ended.cpu - sum(one["cpu"] for one in ended.processes)
                runs.append(times | {"stage": stage, "turn": turn, "end": end, "cpu": ended.cpu})
            print(f"\n  turn {turn + 1} of {size.repeats}", end="", flush=True)

    once(run, what="imports")
    benchmark.extra_info.update(runs=runs)
    assert {run["stage"] for run in runs} >= {"data", "split"}
