"""What a Python process spends on its start, on imports and on MLflow, in CPU seconds.

Python imports `sitecustomize` at the start of every process, so with this folder on PYTHONPATH all
processes of a workflow are watched as they run. Each writes one JSON file into the folder named by
DUCTUS_BENCH_WATCH as it ends.
"""

import _frozen_importlib
import atexit
import os
import sys
import threading
import time

STARTED = time.process_time()
FOLDER = os.environ.get("DUCTUS_BENCH_WATCH")
SPENT = {"imports": 0.0, "mlflow": 0.0}
INSIDE = threading.local()  # what this thread is in: imports within imports count once


def counted(kind, function):
    """Wrap a function such that its CPU seconds count as of this kind, unless it is inside another.

    Imports count as imports wherever they happen; they are taken out of what they happen in.
    """

    def call(*args, **kwargs):
        around = getattr(INSIDE, "kind", None)
        if around in (kind, "imports"):
            return function(*args, **kwargs)
        INSIDE.kind = kind
        begin = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent = time.thread_time() - begin
            INSIDE.kind = around
            SPENT[kind] += spent
            if around:
                SPENT[around] -= spent

    return call


def watch_tracking():
    """MLflow is used while a network is trained: count what its log costs there."""
    tracking = sys.modules["ductus.tracking.log"]
    tracking.training_logger = counted("mlflow", tracking.training_logger)
    tracking.Curve.log = counted("mlflow", tracking.Curve.log)
    tracking.Curve.close = counted("mlflow", tracking.Curve.close)


def watch():
    find = counted("imports", _frozen_importlib._find_and_load)

    def find_and_load(name, *rest):
        module = find(name, *rest)
        if name == "ductus.tracking.log" and not hasattr(module, "_watched"):
            module._watched = True
            watch_tracking()
        return module

    _frozen_importlib._find_and_load = find_and_load
    atexit.register(write, time.perf_counter())


def write(begin):
    import json

    ended = time.process_time()
    record = {
        "argv": sys.orig_argv[1:],
        "started": STARTED,
        **SPENT,
        "cpu": ended,
        "wall": time.perf_counter() - begin,
    }
    path = os.path.join(FOLDER, f"{os.getpid()}-{time.monotonic_ns()}.json")
    with open(path + ".part", "w") as file:
        json.dump(record, file)
    os.replace(path + ".part", path)


if FOLDER:
    watch()
