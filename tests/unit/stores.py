"""Real tracking stores on this machine, to be stopped and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens at, just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def wait_until(ready, seconds: float, process: subprocess.Popen | None = None) -> None:
    """Wait until `ready()` is true or no longer raises OSError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process is None or process.poll() is None, "it has ended"
        with suppress(OSError):
            if ready():
                return
        time.sleep(0.1)
    raise TimeoutError(f"not ready after {seconds} s")


def healthy(uri: str) -> bool:
    """Whether a tracking server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{uri}/health", timeout=5) as answer:
        return answer.status == 200


class Server:
    """`mlflow server` on a port of its own, on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.process = folder, free_port(), None
        self.uri = f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "mlflow", "server", "--host", LOOPBACK]
        command += ["--port", str(self.port), "--workers", "1"]
        command += ["--backend-store-uri", f"sqlite:///{self.folder / 'server.db'}"]
        command += ["--artifacts-destination", str(self.folder / "artifacts")]
        environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        environment["MLFLOW_DISABLE_TELEMETRY"] = "true"
        log = (self.folder / "server.txt").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        wait_until(lambda: healthy(self.uri), 180, self.process)

    def stop(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, 9)
            self.process.wait()
            self.process = None


class PostgreSQL:
    """A cluster of its own, with an empty database, that jobs write to directly."""

    def __init__(self) -> None:
        self.initdb, self.control = (self._program(name) for name in ("initdb", "pg_ctl"))
        self.user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        self.folder = Path(tempfile.mkdtemp(prefix="ductus-postgresql-"))
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run(self.initdb, "-D", self.folder / "data", "-A", "trust", "-U", "ductus", "-N")
        port = free_port()
        self.options = f"-p {port} -c listen_addresses={LOOPBACK} -k {self.folder} -F"
        self.uri = f"postgresql://ductus:secret@{LOOPBACK}:{port}/postgres"

    @staticmethod
    def _program(name: str) -> str:
        path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, POSTGRESQL)])
        return shutil.which(name, path=path) or pytest.skip(f"PostgreSQL is not installed: {name}")

    def _run(self, *command: str | Path) -> None:
        with (self.folder.with_suffix(".txt")).open("ab") as log:
            subprocess.run(
                list(map(str, command)),
                check=True,
                cwd="/",
                user=self.user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start(self) -> None:
        self._run(self.control, "-D", self.folder / "data", "-o", self.options, "-w", "start")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):  # it is not running
            self._run(self.control, "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)
        self.folder.with_suffix(".txt").unlink()


POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # Debian keeps them off the PATH
