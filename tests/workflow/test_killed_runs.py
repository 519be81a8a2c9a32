"""Runs that are killed: a short form of `make test-faults`."""

import pytest
from comparing import results_of, runs_of
from interrupting import Kill, Undisturbed, ended, interrupt

# Seconds that the job takes at least; what counts is that it is at work.
STAGES = {"training": [4.0]}
KILL = Kill("training", 0, 0.9, "SIGKILL", "snakemake")


@pytest.mark.reliability("Interruption: a run killed, then the same command again")
def test_the_same_command_brings_a_killed_run_to_the_same_end(finished, tmp_path):
    folder = finished.folder
    whole = Undisturbed(STAGES, results_of(folder), runs_of(folder), ended(folder), 0)
    outcome = interrupt(tmp_path / "checkout", KILL, whole)
    assert outcome.lost == []
    assert outcome.running  # something was there to kill
    assert outcome.done_before < whole.jobs
    assert outcome.done_again <= 1  # one that had ended, but was not yet noted
