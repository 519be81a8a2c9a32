"""Runs that are killed: a short form of `make test-faults`."""

import pytest
from comparing import results_of, runs_of
from interrupting import Kill, Undisturbed, ended, interrupt

# Seconds that the job takes at least; what counts is that it is at work.
STAGES = {"training": [4.0]}
KILL = Kill("training", 0, 0.9, "SIGKILL", "snakemake")
ODD = 'it\'s "$(touch pwned)"; touch pwned & `touch pwned` *'


@pytest.mark.reliability("Interruption: a run killed, then the same command again")
@pytest.mark.reliability("Same seed, same bytes: a second run in a clean folder, files compared")
@pytest.mark.reliability("Bad input: a folder whose name a shell would run")
def test_a_killed_run_in_a_folder_of_any_name_comes_to_the_same_end(finished, tmp_path):
    folder = finished.folder
    whole = Undisturbed(STAGES, results_of(folder), runs_of(folder), ended(folder), 0)
    outcome = interrupt(tmp_path / ODD, KILL, whole)
    assert outcome.lost == []
    assert outcome.running  # something was there to kill
    assert outcome.done_before < whole.jobs
    assert outcome.done_again <= 1  # one that had ended, but was not yet noted
    assert len(whole.files) > 60
    assert not list(tmp_path.rglob("pwned"))
