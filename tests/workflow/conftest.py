"""Checkouts to run in: fresh, finished or studied (only to look at), and finished to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkout import CHECKOUT, NEEDED, SMOKE, Workflow, copy
from filelock import FileLock

STUDIES = ("sweep", "networks", "prediction", "sequences", "landscape", "words")


@pytest.fixture
def fresh(tmp_path: Path) -> Workflow:
    """A copy of this checkout in which nothing has run."""
    copy(CHECKOUT, tmp_path / "checkout", NEEDED)
    return Workflow(tmp_path / "checkout", warm=True)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Workflow:
    """A copy in which smoke.yaml has run to the report; one for all tests. Only to look at.

    As quickly as can be; a run that is killed and goes on (test_killed_runs) comes to the same.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "finished"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            copy(CHECKOUT, folder, NEEDED)
            (folder / "said.txt").write_text(Workflow(folder, warm=True).snakemake(*SMOKE))
    return Workflow(folder)


@pytest.fixture(scope="session")
def studied(
    finished: Workflow, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Workflow:
    """A finished copy in which the targets beside the challenge have run. Only to look at."""
    folder = finished.folder.parent / "studied"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            copy(finished.folder, folder, (*NEEDED, ".snakemake", "results"))
            Workflow(folder, warm=True).snakemake(*STUDIES, *SMOKE)
    return Workflow(folder)


@pytest.fixture
def again(finished: Workflow, tmp_path: Path) -> Workflow:
    """A copy of the finished one, to change."""
    copy(finished.folder, tmp_path / "checkout", (*NEEDED, ".snakemake", "results"))
    return Workflow(tmp_path / "checkout", warm=True)
