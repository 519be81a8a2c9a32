"""Where results are written to: full and read-only disks, a home that is none."""

import contextlib
import shutil
import subprocess

import pytest
from checkout import SMOKE
from comparing import results_of


@contextlib.contextmanager
def mounted(folder, size):
    """A small disk at a folder; yields what mounts it anew with other options."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield lambda how: subprocess.run(
            ["mount", "-o", f"remount,{how}", str(folder)], check=True, capture_output=True
        )
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.reliability("Bad input: a disk that is full in the middle of a run; then it is not")
def test_a_full_disk_ends_a_run_that_goes_on_when_there_is_room(finished, fresh):
    with mounted(fresh.folder / "results", "200k") as again:
        said = fresh.snakemake("train", *SMOKE, code=1)
        assert "No space left on device" in said
        assert "Traceback" not in said
        again("size=100m")
        fresh.snakemake("train", *SMOKE)
        expected = results_of(finished.folder)
        made = results_of(fresh.folder)
        assert len(made) > 4
        assert made == {name: expected[name] for name in made}


@pytest.mark.reliability("Bad input: results that cannot be written to")
def test_results_on_a_read_only_disk_are_one_line(fresh):
    with mounted(fresh.folder / "results", "1m") as again:
        again("ro")
        said = fresh.says("data", *SMOKE, code=1)
        assert said.splitlines()[-1] == (
            "snakemake: results/smoke: cannot be written to: Read-only file system"
        )
        assert "Traceback" not in said


@pytest.mark.reliability("Bad input: a home that cannot be written to")
def test_a_home_that_cannot_be_written_to_is_not_needed(fresh):
    fresh.extra["HOME"], fresh.warm = "/dev/null", False
    fresh.snakemake("split", *SMOKE)
    assert (fresh.folder / "results" / "smoke" / "data" / "split.json").exists()
