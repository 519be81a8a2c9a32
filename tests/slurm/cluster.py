"""A SLURM cluster of two nodes on this machine, in one folder, without systemd and cgroups."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psutil

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel")
PACKAGES = ("munge", "slurm-wlm")
NODES = ("node1", "node2")
CONFIG = """
ClusterName=ductus
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdSpoolDir={folder}/spool-%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
KillWait=5
MinJobAge=3600
{nodes}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def install() -> None:
    """Install Debian's SLURM and munge unless they are there; exit in one line without root."""
    if os.geteuid() != 0:
        sys.exit("make test-slurm: needs root, to install SLURM and to start its daemons")
    if all(shutil.which(program) for program in PROGRAMS):
        return
    if not shutil.which("apt-get"):
        sys.exit(f"make test-slurm: needs {', '.join(PACKAGES)}, and here is no apt-get")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    subprocess.run(["apt-get", "update", "--quiet=2"], **quiet)
    subprocess.run(
        ["apt-get", "install", "--quiet=2", "--yes", "--no-install-recommends", *PACKAGES], **quiet
    )


class Cluster:
    """Daemons that run inside a ``with`` and, however it is left, not after it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stack = folder, ExitStack()
        self.environment = {
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
        }

    def __enter__(self) -> Cluster:
        with ExitStack() as stack:  # what has started is stopped if the rest does not start
            stack.callback(self._sweep)
            self._configure()
            self._start(
                *(stack, "munged", "--foreground", f"--key-file={self.folder}/munge.key"),
                *(f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munge.pid"),
                *(f"--seed-file={self.folder}/munge.seed", "--log-file=/dev/stderr"),
            )
            self._wait(lambda: (self.folder / "munge.socket").exists(), "munged")
            self._start(stack, "slurmctld", "-D", "-i")
            for node in NODES:  # two on one machine: Debian's is built for that
                self._start(stack, "slurmd", "-D", "-N", node)
            self._wait(lambda: self.run("sinfo", "-h", "-t", "idle", "-o", "%D") == "2", "slurmd")
            stack.callback(self.wait_until_empty)
            stack.callback(self.run, "scancel", "--user=root")
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def run(self, *command: str) -> str:
        """What a command of SLURM prints; nothing if it fails."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        return done.stdout.strip() if done.returncode == 0 else ""

    def jobs(self) -> list[dict[str, str]]:
        """All jobs so far, oldest first: id, state, memory, nodes, rule."""
        said = self.run("squeue", "--states=all", "-h", "--sort=i", "-o", "%i|%T|%m|%N|%k")
        keys = ("id", "state", "memory", "nodes", "rule")
        return [dict(zip(keys, line.split("|"), strict=True)) for line in said.splitlines()]

    def wait_until_empty(self) -> int:
        """Wait until no job is queued or running, 30 s at most; how many are left."""
        end = time.monotonic() + 30
        while (left := self.run("squeue", "-h")) and time.monotonic() < end:
            time.sleep(0.5)
        return len(left.splitlines())

    def processes(self, job: str, word: str) -> list[psutil.Process]:
        """Processes of a job that have this word in their command."""
        found = []
        for process in self._ours():
            try:
                if process.environ().get("SLURM_JOB_ID") == job and word in process.cmdline():
                    found.append(process)
            except psutil.Error:  # it has just ended
                continue
        return found

    def _configure(self) -> None:
        self.folder.chmod(0o755)  # munged refuses a socket that nobody else can reach
        (self.folder / "munge.key").write_bytes(secrets.token_bytes(128))
        (self.folder / "munge.key").chmod(0o400)
        (self.folder / "state").mkdir()
        self._wrap_srun()
        ports = free_ports(1 + len(NODES))
        nodes = [
            f"NodeName={node} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 "
            f"Port={port} CPUs=2 RealMemory=16000 State=UNKNOWN"
            for node, port in zip(NODES, ports[1:], strict=True)
        ]
        for node in NODES:
            (self.folder / f"spool-{node}").mkdir()
        text = CONFIG.format(
            host=socket.gethostname(), port=ports[0], folder=self.folder, nodes="\n".join(nodes)
        )
        (self.folder / "slurm.conf").write_text(text)

    def _wrap_srun(self) -> None:
        """Snakemake's plugin calls it without SLURM_CONF, as if slurm.conf were in /etc."""
        wrapper = self.folder / "bin" / "srun"
        wrapper.parent.mkdir()
        conf = self.environment["SLURM_CONF"]
        wrapper.write_text(f'#!/bin/sh\nSLURM_CONF={conf} exec {shutil.which("srun")} "$@"\n')
        wrapper.chmod(0o755)

    def _start(self, stack: ExitStack, program: str, *options: str) -> None:
        log = stack.enter_context((self.folder / "daemons.log").open("a"))
        daemon = subprocess.Popen(
            [shutil.which(program) or program, *options],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C is for us; they end when their jobs have
        )
        stack.callback(stop, daemon)

    def _wait(self, ready, what: str) -> None:
        end = time.monotonic() + 60
        while not ready():
            if time.monotonic() > end:
                log = (self.folder / "daemons.log").read_text()
                sys.exit(f"make test-slurm: {what} does not start\n{log[-2000:]}")
            time.sleep(0.2)

    def _ours(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("SLURM_CONF") == self.environment["SLURM_CONF"]:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def _sweep(self) -> None:
        for process in self._ours():
            if process.pid != os.getpid():
                process.kill()


def stop(process: subprocess.Popen) -> None:
    """End a process, by force if it does not end by itself."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]
