"""What a result was made with: the command, the code's commit, versions, machine, the data."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ductus import __version__

PACKAGES = (
    *("torch", "pytorch-lightning", "numpy", "scipy", "pandas", "pyarrow", "dtaidistance"),
    *("Hershey-Fonts", "matplotlib", "seaborn", "mlflow", "snakemake"),
)
CHECKOUT = Path(__file__).parents[3]


def noted_command(files: Iterable[Path], given: Mapping[str, Any], checkout: Path) -> str:
    """Return the words given to snakemake that make the results, the same on every machine.

    Left out is what changes no number: cores, folders, what was forced, on what the network trains,
    where an archive lies; and targets, for the same run may be made in parts.

    Parameters
    ----------
    files : config files, in their order. Outside the checkout just their names are noted.
    given : what ``--config`` was given.
    checkout : where the Snakefile lies.
    """
    words = ["snakemake"]
    if names := [_name(file.resolve(), checkout.resolve()) for file in files]:
        words += ["--configfile", *names]
    kept = {key: _anywhere(value) for key, value in given.items() if key != "trainer"}
    texts = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in kept.items()
        if value != {}
    }
    if texts:
        words += ["--config", *(f"{key}={text}" for key, text in texts.items())]
    return shlex.join(words)


def _name(file: Path, checkout: Path) -> str:
    within = file.is_relative_to(checkout)
    return file.relative_to(checkout).as_posix() if within else file.name


def _anywhere(value: Any) -> Any:
    """Options without archives, and of a file of one's own just the name."""
    if not isinstance(value, dict):
        return value
    inner = {key: _anywhere(value[key]) for key in value if key != "archive"}
    if isinstance(inner.get("file"), str):
        inner["file"] = Path(inner["file"]).name
    return {key: found for key, found in inner.items() if found != {}}


def provenance(data: Path, made_by: str | None, checkout: Path = CHECKOUT) -> dict[str, Any]:
    """Return what is to be known about a run besides its config.

    Parameters
    ----------
    data : the file whose checksum identifies the dataset.
    made_by : the command of the run, as `noted_command` gives it; None where no workflow runs.
    checkout : where the code lies. Outside a git repository commit and dirty are None.

    Returns
    -------
    Nested dictionary of texts: ``command``, ``commit``, ``dirty`` (whether tracked files differ
    from the commit), ``python``, ``platform``, ``versions`` by package, ``data`` with file and
    sha256.
    """
    with data.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    commit = _git(checkout, "rev-parse", "HEAD")
    changes = _git(checkout, "status", "--porcelain", "--untracked-files=no")
    return {
        "command": made_by,
        "commit": commit,
        "dirty": None if commit is None else bool(changes),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": {"ductus": __version__} | {name: version(name) for name in PACKAGES},
        "data": {"file": data.name, "sha256": checksum},
    }


def _git(checkout: Path, *arguments: str) -> str | None:
    """Return what git prints; None where there is no git or no repository of this checkout."""
    if not (checkout / ".git").exists():  # or git would look in the folders above
        return None
    try:
        done = subprocess.run(
            ["git", "-C", checkout, *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
