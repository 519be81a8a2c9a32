import hashlib
import subprocess

import pytest

from ductus.experiment.provenance import provenance


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "trajectories.parquet"
    path.write_bytes(b"handwriting")
    return path


def git(folder, *words):
    identity = ["-c", "user.name=w", "-c", "user.email=w@localhost"]
    subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True)


def test_checksum_identifies_the_data(data, tmp_path):
    told = provenance(data, tmp_path)
    digest = hashlib.sha256(b"handwriting").hexdigest()
    assert told["data"] == {"file": "trajectories.parquet", "sha256": digest}


def test_commit_and_changes_of_the_code_are_told(data, tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    code = checkout / "code.py"
    code.write_text("1")
    git(checkout, "init")
    git(checkout, "add", ".")
    git(checkout, "commit", "-m", "first")
    clean = provenance(data, checkout)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (checkout / "note.txt").write_text("not part of the code")
    assert provenance(data, checkout)["dirty"] is False
    code.write_text("2")
    assert provenance(data, checkout)["dirty"] is True


def test_without_a_repository_there_is_no_commit(data, tmp_path):
    told = provenance(data, tmp_path)
    assert told["commit"] is None
    assert told["dirty"] is None
