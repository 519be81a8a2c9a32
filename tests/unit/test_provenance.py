import hashlib
import os
import shutil
import subprocess

import pytest

from ductus.experiment.provenance import noted_command, provenance

MADE_BY = "snakemake --configfile workflow/presets/digilets.yaml"


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "trajectories.parquet"
    path.write_bytes(b"handwriting")
    return path


def git(folder, *words):
    program = shutil.which("git") or pytest.skip("git is not installed")
    command = [program, "-c", "user.name=w", "-c", "user.email=w@localhost", "-C", folder, *words]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}  # say that commits are signed
    subprocess.run(command, check=True, capture_output=True, env=environment)


def test_checksum_identifies_the_data(data, tmp_path):
    told = provenance(data, MADE_BY, tmp_path)
    digest = hashlib.sha256(b"handwriting").hexdigest()
    assert told["data"] == {"file": "trajectories.parquet", "sha256": digest}
    assert told["command"] == MADE_BY


def test_commit_and_changes_of_the_code_are_told(data, tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    code = checkout / "code.py"
    code.write_text("1")
    git(checkout, "init")
    git(checkout, "add", ".")
    git(checkout, "commit", "-m", "first")
    clean = provenance(data, None, checkout)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (checkout / "note.txt").write_text("not part of the code")
    assert provenance(data, None, checkout)["dirty"] is False
    code.write_text("2")
    assert provenance(data, None, checkout)["dirty"] is True


def test_without_a_repository_there_is_no_commit(data, tmp_path):
    told = provenance(data, None, tmp_path)
    assert told["commit"] is None
    assert told["dirty"] is None


@pytest.mark.parametrize(
    ("files", "given", "expected"),
    [
        ([], {}, ""),
        (["workflow/presets/a.yaml", "b.yaml"], {}, " --configfile workflow/presets/a.yaml b.yaml"),
        (["../elsewhere/mine.yaml"], {}, " --configfile mine.yaml"),
        ([], {"name": "näme", "seeds": [1, 2]}, " --config 'name=näme' 'seeds=[1, 2]'"),
        ([], {"trainer": {"devices": 2}, "data": {"omniglot": {"archive": "/mine.zip"}}}, ""),
        (
            [],
            {"data": {"source": "own", "own": {"file": "/of/mine/a.csv", "y": "up"}}},
            """ --config 'data={"source": "own", "own": {"file": "a.csv", "y": "up"}}'""",
        ),
    ],
)
def test_the_command_is_the_same_on_every_machine(files, given, expected, tmp_path):
    checkout = tmp_path / "checkout"
    made_by = noted_command([checkout / file for file in files], given, checkout)
    assert made_by == f"snakemake{expected}"
