"""Pages of small networks for tests, opened in a browser."""

from __future__ import annotations

import re
from typing import Any

from configs import DEFAULT, PLAIN_SHOT, merged
from pens import curve, write

from ductus.learning.learners import Learner
from ductus.pages.letter.carried import Tempo, carried
from ductus.pages.letter.page import page

ITERATIONS = 300


def page_of(task, **changed: Any) -> str:
    """The page of a learner of `task`; changed: what it carries differently."""
    shot = {**PLAIN_SHOT, "iterations": ITERATIONS, "learning_rate": 0.02}
    config = merged(DEFAULT, {"oneshot": {**shot, "noise": 0.01}})
    known = carried(
        Learner("w01", task.learner, task.untrained),
        trained=task.trained,
        new=task.new,
        examples=task.examples,
        lengths=task.lengths,
        tempo=Tempo(50.0, 8, 40),
        config={
            **{name: config[name] for name in ("preprocessing", "oneshot")},
            "classification": {"iterations": 50, "learning_rate": 0.01, "start": "zero"},
        },
        told={"name": "test", "seed": 1, "learners": 3},
    )
    return page(merged(known, changed))


def teach(tab, symbol: str, strokes=None, by=write, **how: Any) -> None:
    """Write a letter, name it, and wait until it is learned."""
    by(tab, "#pad", strokes or [curve(2)], **how)
    tab.fill("#symbol", symbol)
    tab.click("#teach")
    learned(tab, symbol)


def learned(tab, symbol: str) -> None:
    """Wait until a letter is learned in both networks."""
    said = re.compile(rf"Learned: .* with {re.escape(symbol)}\.")
    tab.locator("#said").filter(has_text=said).wait_for()


def said(tab, place: str = "#said") -> str:
    """What the page says there, once it says something."""
    tab.locator(f"{place}:not(:empty)").wait_for()
    return tab.text_content(place)


def saved(tab, button: str) -> str:
    """The text of the file that a button saves."""
    with tab.expect_download() as download:
        tab.click(button)
    return download.value.path().read_text(encoding="utf-8")
