"""Logging of studies: targets beside the challenge, each an experiment of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ductus.tracking.beside import study_run
from ductus.tracking.landscape import landscape_runs
from ductus.tracking.log import NotLoggedError, log_seed
from ductus.tracking.store import Store
from ductus.tracking.words import words_runs

WITH_CHILDREN = {"landscape": landscape_runs, "words": words_runs}
STUDIES = (*WITH_CHILDREN, "networks", "sequences", "prediction", "samples")


def log_study(results: Path, seed: int, experiment: str, uri: str, *, study: str) -> dict[str, Any]:
    """Log a finished seed of one of `STUDIES`.

    Takes, returns and raises what `ductus.tracking.log.log_results` does.
    """
    runs = WITH_CHILDREN.get(study)
    whole, parts = runs(results, seed) if runs else (study_run(results, study, seed), [])
    try:
        store = Store(uri, experiment, seed, results / f"seed{seed}")
        return log_seed(store, {}, whole, parts)
    except Exception as error:  # whatever MLflow raises, the results are there and right
        raise NotLoggedError(uri, error) from error
