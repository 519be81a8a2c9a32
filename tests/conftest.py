"""For all tests: one thread a process, since they run side by side. Read when torch is imported."""

import gc
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

# The same few examples each time: a test is red because of a change, not by chance. To look for
# more: HYPOTHESIS_PROFILE=search python -m pytest tests/unit/test_fuzz.py
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the report in XML say which line of docs/reliability.md a test belongs to.

    Of several workers none is to wait at the end for another's long test: these go first.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: "workflow" not in item.path.parts)
    for item in items:
        for mark in item.iter_markers("reliability"):
            item.user_properties.append(("reliability", mark.args[0]))
