"""What a cluster is asked for; `make test-slurm` tries it on a real one."""

from __future__ import annotations

import os
import re

import pytest
from checkout import SMOKE

TRAIN = (
    *(*SMOKE, "--workflow-profile", "profiles/slurm", "--forcerun", "train", "--until", "train"),
    *("--slurm-init-seconds-before-status-checks", "1"),
)


REFUSED = "no job is taken today"


@pytest.fixture
def asked(again, tmp_path):
    """What a training asks `sbatch` for; this one notes it and refuses the job."""
    (tmp_path / "bin").mkdir()
    for name, lines in {  # all that the executor plugin looks for: no SLURM need be installed
        "sbatch": f"""printf "%s\\n" "$*" "$MLFLOW_TRACKING_URI" >> {tmp_path}/asked
            echo "{REFUSED}" >&2; exit 1""",
        "sinfo": "echo short*",
        "scontrol": "echo MinJobAge = 300 sec",
        "squeue": "",
        "sacct": "",
    }.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{lines}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    again.extra["PATH"] = f"{tmp_path}/bin:{os.defpath}"

    def ask(trainer: str, *options: str) -> list[str]:
        said = again.says(*TRAIN, *options, "--config", f"trainer={trainer}", code=1)
        assert REFUSED in said, said[-6000:]  # it ended for no other reason
        return (tmp_path / "asked").read_text().splitlines()

    ask.workflow = again
    return ask


def test_a_job_that_fails_is_tried_again_with_more_memory_and_time(asked):
    tries = asked("{devices: 1}")[::2]
    assert len(tries) == 3
    wanted = [re.search(r"-t (\d+) --mem (\d+)", job).groups() for job in tries]
    assert wanted == [("10", "1500"), ("20", "3000"), ("30", "4500")]
    assert all("--cpus-per-task=1" in t and "--gpus" not in t for t in tries)


def test_a_job_is_told_where_runs_are_logged(asked):
    asked.workflow.extra["MLFLOW_TRACKING_URI"] = "http://tracking.example:5000"
    job, uri = asked("{devices: 1}", "--retries", "0")
    assert "--export=ALL" in job
    assert uri == "http://tracking.example:5000"


PLACES = {
    "{accelerator: gpu, devices: 2}": {"--gpus=2", "--cpus-per-task=1"},
    "{devices: 2}": {"--ntasks=1", "--cpus-per-task=2"},
    "{num_nodes: 3}": {"--nodes=3", "--ntasks=3", "--cpus-per-task=1"},
    "{num_nodes: 3, devices: 2}": {"--nodes=3", "--ntasks-per-node=2", "--cpus-per-task=1"},
    "{num_nodes: 3, accelerator: gpu}": {
        *("--nodes=3", "--ntasks=3", "--cpus-per-task=1", "--gres=gpu:1")
    },
}


@pytest.mark.parametrize(("trainer", "wanted"), PLACES.items(), ids=PLACES)
def test_a_training_asks_for_the_processes_and_gpus_that_it_uses(asked, trainer, wanted):
    job, _ = asked(trainer, "--retries", "0")
    named = r"--(?:nodes|ntasks\S*?|cpus-per-task|gpus|gres)=\S+"
    assert set(re.findall(named, job)) == wanted


def test_several_machines_without_slurm_end_in_one_line(again):
    said = again.snakemake(
        *SMOKE, "--forcerun", "train", "--config", "trainer={num_nodes: 2}", code=1
    )
    assert "ductus training: trainer.num_nodes: 2 machines asked for" in said
