"""The course of a training: excess of the loss against updates and CPU seconds.

How fast networks learned is read off it, ``networks_training``. Nothing here needs a network.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

import pandas as pd

GOALS = (1e-3, 3e-4)  # of the excess
COURSE = ["step", "cpu_seconds", "excess"]


class Course:
    """What a training reports, with the CPU seconds since it was begun."""

    def __init__(self) -> None:
        self.begin, self.points = time.process_time(), []

    def note(self, point: Mapping[str, float]) -> None:
        seconds = time.process_time() - self.begin
        self.points.append({"step": point["step"], "cpu_seconds": seconds, **point})

    def table(self) -> pd.DataFrame:
        """The columns `COURSE`."""
        return pd.DataFrame(self.points)[COURSE]


def reached(course: pd.DataFrame, goal: float) -> pd.Series | None:
    """The first point of a course at which the excess is at most the goal."""
    there = course[course.excess <= goal]
    return None if there.empty else there.iloc[0]


def points_every(steps: int) -> int:
    """Updates between two points of a course of so many: about fifty of them."""
    return max(math.ceil(steps / 50), 1)
