"""CPU seconds: what a computation costs, whoever else is at work on the machine."""

from __future__ import annotations

import resource
import time


def seconds() -> float:
    """CPU seconds of this process, all threads, and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
