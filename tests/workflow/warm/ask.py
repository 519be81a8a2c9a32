"""Ask a program that waits with its libraries loaded (serve.py)."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any


def ask(address: str, question: dict[str, Any], streams: Sequence[int]) -> int:
    """Have it answer, to these streams in place of its own three; the exit status."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        line = json.dumps(question).encode() + b"\n"
        sent = socket.send_fds(server, [line], streams)
        server.sendall(line[sent:])
        return int(server.makefile().readline() or -1)
