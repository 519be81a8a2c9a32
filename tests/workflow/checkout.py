"""Run Snakemake in copies of this checkout, so that the user's results stay untouched."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO

from warm.ask import ask

CHECKOUT = Path(__file__).parents[2]
FIGURES = [
    *("training", "generation", "variation", "classification", "accuracy_by_noise", "methods"),
    *("confusion", "difficulty", "blending", "cell_states", "hidden_states"),
]
NEEDED = ("Snakefile", "config.yaml", "environment.yml", "workflow", "profiles", "src")
WARM = Path(__file__).with_name("warm")
SNAKEMAKE = ("snakemake.cli", "docutils.core", "grimp", "jinja2", "jsonschema", "smart_open", "yte")
JOBS = (
    *("pytorch_lightning", "pandas", "pyarrow.parquet", "scipy.stats", "dtaidistance.dtw_ndim"),
    *("matplotlib.figure", "matplotlib.backends.backend_agg", "jsonschema", "yaml"),
    *("matplotlib.backends.backend_svg",),
)
PATIENCE = 1800  # seconds for a run, on a machine that has much else to do
SMOKE = ("--configfile", "workflow/presets/smoke.yaml")
IGNORED = (
    *("MLFLOW_TRACKING_URI", "SNAKEMAKE_PROFILE", "PYTHONPATH", "OMP_NUM_THREADS"),
    "XDG_CACHE_HOME",
)


@dataclass
class Workflow:
    """A checkout to run Snakemake in.

    Attributes
    ----------
    warm : whether runs (`Workflow.snakemake`) and their jobs begin with their libraries loaded. Not
        those that are killed, or that show how a job starts.
    """

    folder: Path
    warm: bool = False
    extra: dict[str, str] = field(default_factory=dict)  # environment variables

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which the modules of this checkout are found."""
        kept = {k: v for k, v in os.environ.items() if k not in IGNORED}
        # The installed package is that of another checkout, and no `ductus` need be on the PATH.
        return kept | {"PYTHONPATH": str(self.folder / "src"), "PATH": os.defpath} | self.extra

    def started(self, *arguments: str, output: IO | int = subprocess.DEVNULL) -> subprocess.Popen:
        """Snakemake at work, in a session of its own, as a user has it in a terminal."""
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            # What runs in the background of a shell inherits that it ignores Ctrl+C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def snakemake(self, *arguments: str, code: int | None = 0) -> str:
        """Run it with the modules of this checkout; what it printed. `code` None: any status."""
        if self.warm:
            more = {"PYTHONPATH": f"{self.environment['PYTHONPATH']}:{WARM}"}
            return self._asked(arguments, code, more | {"DUCTUS_WARM": waiting(JOBS)})
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        assert code is None or done.returncode == code, done.stdout[-6000:]
        return done.stdout

    def says(self, *arguments: str, code: int = 0) -> str:
        """The same, where no job is to run."""
        return self._asked(arguments, code, {})

    def _asked(self, arguments: Sequence[str], code: int | None, more: dict[str, str]) -> str:
        """What Snakemake prints, by one that waits."""
        environment = self.environment | more
        environment["PYTHONPATH"] = f"{self.folder}:{environment['PYTHONPATH']}"
        question = {
            "module": "snakemake.cli",
            "folder": str(self.folder),
            "arguments": ["snakemake", "--cores", "2", *arguments],
            "environment": environment,
        }
        with tempfile.TemporaryFile() as said, open(os.devnull) as nothing:
            streams = [nothing.fileno(), said.fileno(), said.fileno()]
            status = ask(waiting(SNAKEMAKE), question, streams)
            said.seek(0)
            told = said.read().decode("utf-8")
        assert code is None or status == code, told[-6000:]
        return told

    def planned(self, *arguments: str) -> Counter[str]:
        """How many jobs of which rule would run; target rules do not count."""
        said = self.says("--quiet", "rules", "--dry-run", *arguments)
        table = re.search(r"^job +count\n[- ]+\n(.*?)^total", said, re.MULTILINE | re.DOTALL)
        if table is None:
            assert "Nothing to be done" in said, said
            return Counter()
        jobs = dict(line.split() for line in table[1].splitlines() if line.strip())
        return Counter({name: int(count) for name, count in jobs.items() if name not in TARGETS})


TARGETS = {
    *("all", "train", "oneshot", "generate", "vary", "classify", "blend", "states"),
    *("figures", "log", "report", "sweep", "export", "networks", "sequences", "page", "landscape"),
    "words",
}


@cache
def waiting(libraries: tuple[str, ...]) -> str:
    """The address of a program that waits with its libraries, one for all tests of a process."""
    folder = tempfile.TemporaryDirectory(prefix="warm")
    address = f"{folder.name}/door"
    kept = {k: v for k, v in os.environ.items() if k not in IGNORED} | {"OMP_NUM_THREADS": "1"}
    server = subprocess.Popen(
        [sys.executable, str(WARM / "serve.py"), address, *libraries],
        env=kept,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout.readline() == "ready\n"
    atexit.register(folder.cleanup)
    atexit.register(server.communicate)  # it ends when nothing more can be asked
    return address


def copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    """Copy files and folders of a checkout, with their times."""
    for name in names:
        path = source / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("*.egg-info", "locks", "incomplete")
            shutil.copytree(path, target / name, ignore=ignored)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target / name)
