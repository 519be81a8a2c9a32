"""Kill a run of smoke.yaml at a moment that is chosen, run the same command again, and compare."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from checkout import CHECKOUT, NEEDED, PATIENCE, SMOKE, Workflow, copy
from comparing import results_of, runs_of

SIGNALS = ("SIGINT", "SIGTERM", "SIGKILL")
# Whom: all processes of the run, as Ctrl+C in a terminal does; one job; Snakemake without its jobs.
TARGETS = ("group", "job", "snakemake")


@dataclass(frozen=True)
class Kill:
    """When and what: `part` of the time that job number `which` of a stage takes undisturbed."""

    stage: str
    which: int
    part: float
    signal: str
    target: str


@dataclass
class Outcome:
    """What became of it; `lost` is empty if nothing was."""

    kill: Kill
    lost: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)  # stages at work at that moment
    done_before: int = 0  # jobs that had ended well by then
    done_again: int = 0  # of these, jobs that ran once more
    seconds: float = 0.0


@dataclass
class Undisturbed:
    """A finished run to compare with.

    Attributes
    ----------
    stages : seconds that each job took, by stage.
    """

    stages: dict[str, list[float]]
    files: dict[str, bytes]
    runs: dict[str, dict]
    jobs: int
    seconds: float


def kills(number: int, seed: int, stages: dict[str, list[float]]) -> list[Kill]:
    """Kills at random moments: each stage, each signal, each target as often as any other."""
    chance = random.Random(seed)

    def dealt(hands):
        cards = []
        while len(cards) < number:
            cards += chance.sample(hands, len(hands))
        return cards[:number]

    ways = dealt([(s, t) for s in SIGNALS for t in TARGETS])
    return [
        Kill(stage, chance.randrange(len(stages[stage])), round(chance.uniform(0, 1.1), 3), *way)
        for stage, way in zip(dealt(sorted(stages)), ways, strict=True)
    ]


def undisturbed(folder: Path) -> Undisturbed:
    """Run smoke.yaml in a fresh copy of this checkout and watch it."""
    copy(CHECKOUT, folder, NEEDED)
    begin = time.monotonic()
    with running(folder) as run:
        seen: dict[int, tuple[str, float]] = {}
        stages = defaultdict(list)
        while run.poll() is None:
            now, jobs = time.monotonic(), jobs_of(run)
            for pid, stage in jobs.items():
                seen.setdefault(pid, (stage, now))
            for pid in seen.keys() - jobs.keys():
                stage, since = seen.pop(pid)
                stages[stage].append(now - since)
            time.sleep(0.02)
        assert run.returncode == 0, told(folder)[-6000:]
    return Undisturbed(
        dict(stages), results_of(folder), runs_of(folder), ended(folder), time.monotonic() - begin
    )


def interrupt(folder: Path, kill: Kill, whole: Undisturbed) -> Outcome:
    """Run in a fresh copy of this checkout, kill, run again, and say what differs."""
    begin, outcome = time.monotonic(), Outcome(kill)
    copy(CHECKOUT, folder, NEEDED)
    with running(folder) as run:
        moment(run, kill, whole.stages)
        jobs = jobs_of(run)
        outcome.running = sorted(set(jobs.values()))
        strike(run, kill, jobs)
        status = ended_with(run)
        before = ended(folder)
        if status is not None:
            with running(folder, "again.txt") as second:
                status = ended_with(second)
        said = told(folder, "again.txt") if status is not None else ""
    outcome.done_before = before
    outcome.done_again = max(0, ended(folder) - whole.jobs)
    outcome.lost = list(losses(folder, status, said, whole))
    outcome.seconds = round(time.monotonic() - begin, 1)
    return outcome


def ended_with(run: subprocess.Popen) -> int | None:
    """Its status; None if it does not end."""
    try:
        return run.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None


def losses(folder: Path, status: int | None, said: str, whole: Undisturbed):
    """What a run that was interrupted and taken up lacks of an undisturbed one, in words."""
    if status is None:
        yield f"a run had not ended after {PATIENCE} s"
        return
    if status:
        yield f"the second run ended with {status}: {said[-3000:]}"
        return
    files = results_of(folder)
    for name in sorted(files.keys() ^ whole.files.keys()):
        yield f"{name}: {'too much' if name in files else 'missing'}"
    for name in sorted(files.keys() & whole.files.keys()):
        if files[name] != whole.files[name]:
            yield f"{name}: differs"
    try:
        if (runs := runs_of(folder)) != whole.runs:
            yield f"MLflow: {sorted(runs)} is not what an undisturbed run has logged"
    except AssertionError as error:
        yield f"MLflow: {error}"
    planned = Workflow(folder).planned(*SMOKE)
    if planned:
        yield f"not at its end: {dict(planned)}"


@contextlib.contextmanager
def running(folder: Path, name: str = "said.txt"):
    """The command as a user gives it, in a session of its own; nothing of it is left behind."""
    with (folder / name).open("wb") as log:
        run = Workflow(folder).started(*SMOKE, output=log)
    try:
        yield run
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def told(folder: Path, name: str = "said.txt") -> str:
    """What the command has printed."""
    return (folder / name).read_text(errors="replace")


def jobs_of(run: subprocess.Popen) -> dict[int, str]:
    """Jobs at work: process -> stage, as `ductus` or Snakemake's report names it."""
    found = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in psutil.Process(run.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                words = process.cmdline()
                if "--report" in words:
                    found[process.pid] = "report"
                elif len(words) > 2 and Path(words[1]).name == "ductus":
                    found[process.pid] = words[2]
    return found


def moment(run: subprocess.Popen, kill: Kill, stages: dict[str, list[float]]) -> None:
    """Wait for the moment to kill, or for the end of the run."""
    seen: list[int] = []
    while run.poll() is None and len(seen) <= kill.which:
        seen += [p for p, s in jobs_of(run).items() if s == kill.stage and p not in seen]
        time.sleep(0.01)
    time.sleep(kill.part * stages[kill.stage][kill.which])
    while kill.target == "job" and run.poll() is None and not jobs_of(run):
        time.sleep(0.005)


def strike(run: subprocess.Popen, kill: Kill, jobs: dict[int, str]) -> None:
    """Send the signal."""
    number = getattr(signal, kill.signal)
    with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
        if kill.target == "group":
            os.killpg(run.pid, number)
        elif kill.target == "snakemake":
            os.kill(run.pid, number)
        elif jobs:
            own = [pid for pid, stage in jobs.items() if stage == kill.stage]
            os.kill((own or list(jobs))[0], number)


def ended(folder: Path) -> int:
    """How many jobs have ended well there, by Snakemake's logs; targets do not count."""
    logs = (folder / ".snakemake" / "log").glob("*.log")
    said = "".join(log.read_text(errors="replace") for log in logs)
    jobs = re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)", said, re.MULTILINE)
    return sum(rule != "all" for rule in jobs)
