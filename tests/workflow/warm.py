"""Snakemake with its libraries loaded, to be asked many things: most of what it takes is to start.

A process of its own. It reads a question a line, answers it in a fork of itself, which is at the
beginning where `python -m snakemake` would be, and prints the status. Of the checkout that is asked
nothing is loaded before.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys

LIBRARIES = ("snakemake.cli", "docutils.core", "grimp", "jinja2", "jsonschema", "smart_open", "yte")
PATIENCE = 600  # seconds


def answer(folder: str, arguments: list[str], environment: dict[str, str], said: str) -> None:
    """Be Snakemake in a folder; what it prints goes to the file `said`."""
    signal.alarm(PATIENCE)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:1] = [folder, *environment["PYTHONPATH"].split(os.pathsep)]
    sys.argv = ["snakemake", *arguments]
    with open(said, "wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    sys.modules["snakemake.cli"].main()


def serve() -> None:
    """Answer until there are no more questions."""
    for library in LIBRARIES:
        __import__(library)
    own = [name for name in sys.modules if name.startswith(("ductus", "snakemake_logger_plugin"))]
    assert not own, own
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            return answer(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
