"""Run smoke.yaml on a SLURM cluster of this machine, kill jobs of it, compare with a local run.

Needs root. What was tried and lost is written to results/reliability/slurm.json.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from cluster import NODES, Cluster, free_ports, install, stop
from mlflow import MlflowClient

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
from checkout import CHECKOUT, IGNORED, NEEDED, SMOKE, copy

RECORD = CHECKOUT / "results" / "reliability" / "slurm.json"
PROFILE = (
    *("--workflow-profile", "profiles/slurm", "--latency-wait", "20"),
    # No accounts are kept here, and nobody is disturbed by many questions.
    *("--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "2"),
)
LIMIT = 1500  # seconds for a run


class Run:
    """Snakemake at work in a copy of this checkout."""

    def __init__(self, folder: Path, environment: dict[str, str], *options: str) -> None:
        self.folder = folder
        if not folder.exists():
            copy(CHECKOUT, folder, NEEDED)
        kept = {k: v for k, v in os.environ.items() if k not in IGNORED}
        self.log = (folder / "said.txt").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", *SMOKE, *options],
            cwd=folder,
            env={**kept, "PYTHONPATH": str(folder / "src"), "OMP_NUM_THREADS": "1", **environment},
            stdout=self.log,
            stderr=subprocess.STDOUT,
            # A background shell ignores Ctrl+C, and its children would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        stop(self.process)
        self.log.close()

    def finish(self) -> bool:
        """Wait; whether it came to its end, with what it said if it did not."""
        if self.process.wait(timeout=LIMIT) != 0:
            print((self.folder / "said.txt").read_text()[-6000:], file=sys.stderr)
        return self.process.returncode == 0


def main() -> None:
    install()
    # Whatever ends this, the cluster is taken down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("make test-slurm: terminated"))
    with tempfile.TemporaryDirectory(prefix="ductus-slurm-") as name:
        folder = Path(name)
        say("a local run to compare with")
        with Run(folder / "local", {}, "--cores", "2") as local:
            if not local.finish():
                sys.exit("make test-slurm: the local run failed")
        say(f"a cluster of {len(NODES)} nodes")
        with Cluster(folder) as cluster, tracking_server(folder) as uri:
            rows = [*whole_run(cluster, folder, uri), two_machines(cluster, folder)]
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in rows:
        print(f"{row['what']}: {row['tried']} tried, {row['lost']} lost. {row['detail']}")
    sys.exit(any(row["lost"] for row in rows))


def whole_run(cluster: Cluster, folder: Path, uri: str) -> list[dict]:
    """smoke.yaml to the report through sbatch: interrupted once, two jobs killed on the way."""
    where = {**cluster.environment, "MLFLOW_TRACKING_URI": uri}
    with Run(folder / "cluster", where, *PROFILE) as run:
        interrupted = at_work(run, cluster, "training_seed", "training")
        say(f"Ctrl+C while job {interrupted} trains")
        run.process.send_signal(signal.SIGINT)
        run.process.wait(timeout=120)
        left = cluster.wait_until_empty()
    begin = time.monotonic()
    with Run(folder / "cluster", where, *PROFILE) as run:
        cancelled = at_work(run, cluster, "training_seed", "training")
        say(f"scancel {cancelled}, a training")
        cluster.run("scancel", cancelled)
        shot = at_work(run, cluster, "classification_seed", "classification")
        say(f"kill -9 the process of job {shot}, an identification")
        for process in cluster.processes(shot, "classification"):
            process.kill()
        finished = run.finish()
    took = time.monotonic() - begin
    jobs = cluster.jobs()
    states = Counter(job["state"].lower() for job in jobs)
    tables, differing = compare(folder / "local", folder / "cluster")
    report = (folder / "cluster/results/smoke/report.html").is_file()
    runs, missing = compare_runs(folder / "local", uri)
    return [
        row(
            "smoke.yaml to the report through sbatch",
            len(jobs),
            int(not (finished and report)),
            f"{took:.0f} s; jobs: {', '.join(f'{n} {s}' for s, n in states.items())}",
        ),
        row(
            "Ctrl+C cancels Snakemake's jobs; the same command goes on",
            *(
                1,
                int(left > 0 or not interrupted or not finished),
                f"{left} jobs left in the queue",
            ),
        ),
        retried(jobs, cancelled, "a training cancelled by scancel is tried again"),
        retried(jobs, shot, "an identification killed by SIGKILL is tried again"),
        row(
            "tables equal those of a local run byte for byte",
            *(tables, len(differing), ", ".join(differing) or "all equal"),
        ),
        row(
            "MLflow runs reach a tracking server by MLFLOW_TRACKING_URI",
            *(runs, missing, "compared with those of the local run in SQLite"),
        ),
    ]


def two_machines(cluster: Cluster, folder: Path) -> dict:
    """One training by a process on each node, against one process."""
    what = "a training on two nodes (trainer.num_nodes: 2) equals that on one"
    say("a training on two nodes")
    # A real cluster resolves the names of its nodes; these two have none.
    where = {**cluster.environment, "MASTER_ADDR": "127.0.0.1"}
    options = ("--retries", "0", "train", "--config", "name=two", "trainer={num_nodes: 2}")
    with Run(folder / "cluster", where, *PROFILE, *options) as run:
        if not run.finish():
            return row(what, 1, 1, "it did not finish")
    nodes = next(j["nodes"] for j in reversed(cluster.jobs()) if "training_seed" in j["rule"])
    results = (folder / "local/results/smoke", folder / "cluster/results/two")
    one, two = (pd.read_csv(path / "seed1/training.csv") for path in results)
    off = float((two.excess / one.excess - 1).abs().max())
    lost = int(off > 1e-3 or len(one) != len(two) or nodes != "node[1-2]")
    return row(what, 1, lost, f"on {nodes}; the curves differ by {off:.1e} of their value at most")


def at_work(run: Run, cluster: Cluster, rule: str, word: str) -> str:
    """Wait until the command of a rule's job is at work; the job's id, or nothing."""
    end = time.monotonic() + LIMIT
    while run.process.poll() is None and time.monotonic() < end:
        for job in cluster.jobs():
            is_one = job["state"] == "RUNNING" and job["rule"].startswith(f"rule_{rule}")
            if is_one and cluster.processes(job["id"], word):
                return job["id"]
        time.sleep(0.1)
    return ""


def retried(jobs: list[dict[str, str]], killed: str, what: str) -> dict:
    """Whether the job that was killed failed, and the next one of the same rule went well."""
    first = next((job for job in jobs if job["id"] == killed), None)
    if first is None:
        return row(what, 1, 1, "no job was killed")
    same = [job for job in jobs[jobs.index(first) :] if job["rule"] == first["rule"]]
    lost = int([job["state"] == "COMPLETED" for job in same] != [False, True])
    tries = [f"{job['state'].lower()} (asked for {job['memory']})" for job in same]
    return row(what, 1, lost, ", then ".join(tries))


def compare(one: Path, other: Path) -> tuple[int, list[str]]:
    """How many tables there are, and which differ."""
    tables = sorted((one / "results/smoke/tables").iterdir())
    others = other / "results/smoke/tables"
    same = [
        (others / t.name).is_file() and (others / t.name).read_bytes() == t.read_bytes()
        for t in tables
    ]
    return len(tables), [t.name for t, equal in zip(tables, same, strict=True) if not equal]


def compare_runs(local: Path, uri: str) -> tuple[int, int]:
    """How many finished MLflow runs the local run logged, and how many of them lack elsewhere."""
    counts = []
    for store in (f"sqlite:///{local}/results/mlflow.db", uri):
        client = MlflowClient(tracking_uri=store)
        experiment = client.get_experiment_by_name("smoke")
        found = client.search_runs([experiment.experiment_id]) if experiment else []
        done = [run for run in found if run.info.status == "FINISHED"]
        counts.append(
            Counter((run.info.run_name, metric) for run in done for metric in run.data.metrics)
        )
    return counts[0].total(), (counts[0] - counts[1]).total()


@contextmanager
def tracking_server(folder: Path):
    """An MLflow server on loopback; its address."""
    uri = f"http://127.0.0.1:{free_ports(1)[0]}"
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--workers", "1"),
        *("--host", "127.0.0.1", "--port", uri.rpartition(":")[2]),
        *("--backend-store-uri", f"sqlite:///{folder}/tracking.db"),
        *("--artifacts-destination", str(folder / "artifacts")),
    ]
    quiet = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with open(folder / "server.log", "w") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **quiet}, stdout=log, stderr=log, start_new_session=True
        )
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{uri}/health", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            yield uri
        finally:
            stop(server)


def row(what: str, tried: int, lost: int, detail: str) -> dict:
    return {
        "group": "more than one machine",
        **{"what": what, "tried": tried, "lost": lost, "detail": detail},
    }


def say(what: str) -> None:
    print(f"test-slurm: {what}", flush=True)


if __name__ == "__main__":
    main()
