"""Dates of files that lie, and files that a failed job has taken along."""

import os
import shutil
import time

import pytest
from checkout import SMOKE

YEAR = 365 * 24 * 3600
SPLIT = ("split", *SMOKE)
ANOTHER = (*SPLIT, "--config", "data={synthetic: {seed: 1}}")


@pytest.mark.reliability("Bad input: files dated in the future")
def test_a_file_dated_in_the_future_is_one_line_before_any_job(again):
    table = again.folder / "results" / "smoke" / "data" / "trajectories.parquet"
    (table.parent / "split.json").unlink()
    before, ahead = table.read_bytes(), time.time() + YEAR
    os.utime(table, (ahead, ahead))
    said = again.says(*SPLIT, code=1)
    line = said.splitlines()[-1]
    assert line.startswith("snakemake: results/smoke/data/trajectories.parquet: dated 20")
    assert "in the future by the clock of results/smoke" in line
    assert "Traceback" not in said
    assert table.read_bytes() == before
    assert not (table.parent / "split.json").exists()
    table.touch()
    again.snakemake(*SPLIT)


@pytest.mark.reliability("Bad input: a job that fails, then the same command again")
def test_results_from_before_a_job_failed_are_not_taken_for_those_of_this_config(fresh):
    fresh.snakemake(*SPLIT)
    stage = fresh.folder / "src" / "ductus" / "commands" / "data.py"
    shutil.copy2(stage, fresh.folder / "kept.py")
    stage.write_text(stage.read_text() + "\nraise MemoryError\n")
    fresh.snakemake(*ANOTHER, code=1)
    shutil.copy2(fresh.folder / "kept.py", stage)
    assert set(fresh.planned(*ANOTHER)) == {"data", "split"}
    fresh.snakemake(*ANOTHER)
    assert not fresh.planned(*ANOTHER)
