"""Chromium for tests of pages; where it or Playwright is missing they are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def opened(**options: Any) -> Iterator[Any]:
    """A Chromium of this machine, driven by Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or pytest.skip("Chromium is not installed")
    with api.sync_playwright() as playwright:
        # As root there is no sandbox; a page from disk is all that is opened.
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"], **options
        )
        try:
            yield browser
        finally:
            browser.close()
