"""A program with its libraries loaded, to be asked many things: most of what it takes is to start.

A process of its own: `serve.py ADDRESS LIBRARY ...`. It answers a question, a module to run and
where, in a fork of itself, which is at the beginning where the program itself would be. Of the
checkout that is asked nothing is loaded before.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

PATIENCE = 1800  # seconds


def answer(
    module: str, folder: str, arguments: list[str], environment: dict[str, str], streams: list[int]
) -> None:
    """Be a program, called by the first of its arguments, in a folder."""
    signal.alarm(PATIENCE)
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:1] = environment["PYTHONPATH"].split(os.pathsep)
    sys.argv = arguments
    sys.exit(importlib.import_module(module).main())


def attend(caller: socket.socket) -> None:
    """Read a question, have it answered, say with which status."""
    line, streams, *_ = socket.recv_fds(caller, 2**16, 3)
    line += caller.makefile("rb").readline() if not line.endswith(b"\n") else b""
    child = os.fork()
    if not child:
        caller.close()
        return answer(**json.loads(line), streams=streams)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
        caller.sendall(f"{status}\n".encode())
    os._exit(0)


def serve(address: str, libraries: list[str]) -> None:
    """Answer until nobody is left who may ask: until standard input ends."""
    for library in libraries:
        importlib.import_module(library)
    own = [name for name in sys.modules if name.startswith(("ductus", "snakemake_logger_plugin"))]
    assert not own, own
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
            caller, _ = door.accept()
            if not os.fork():
                door.close()
                return attend(caller)
            caller.close()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
