"""What a result was made with: the code's commit, versions, machine, and the data's checksum."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ductus import __version__

PACKAGES = (
    *("torch", "pytorch-lightning", "numpy", "scipy", "pandas", "pyarrow", "dtaidistance"),
    *("Hershey-Fonts", "matplotlib", "seaborn", "mlflow", "snakemake"),
)
CHECKOUT = Path(__file__).parents[3]


def provenance(data: Path, checkout: Path = CHECKOUT) -> dict[str, Any]:
    """Return what is to be known about a run besides its config.

    Parameters
    ----------
    data : the file whose checksum identifies the dataset.
    checkout : where the code lies. Outside a git repository commit and dirty are None.

    Returns
    -------
    Nested dictionary of texts: ``commit``, ``dirty`` (whether tracked files differ from the
    commit), ``python``, ``platform``, ``versions`` by package, ``data`` with file and sha256.
    """
    with data.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    commit = _git(checkout, "rev-parse", "HEAD")
    changes = _git(checkout, "status", "--porcelain", "--untracked-files=no")
    return {
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
