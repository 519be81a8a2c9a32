"""About how long a run still takes, from how long its jobs have taken so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import mean

# CPU seconds of a job by config.yaml (docs/performance.md), by how the rule's name begins. How the
# jobs of a run that have ended compare with these says what the others will take.
SECONDS = {
    "training_map": 970,
    "oneshot_iterations": 380,
    "classification": 217,
    "recogniser": 105,
    "training": 33,
    "oneshot_characters": 14,
}
OTHERS = 3


class Estimate:
    """How many seconds a run still takes.

    Parameters
    ----------
    jobs : rule -> number of jobs.
    cores : how many of them may run at once.
    """

    def __init__(self, jobs: Mapping[str, int], cores: int) -> None:
        self.waiting, self.cores = Counter(jobs), max(cores, 1)
        self.running: dict[int, tuple[str, float]] = {}
        self.took: dict[str, list[float]] = defaultdict(list)

    def begin(self, job: int, rule: str, now: float) -> None:
        """A job has begun at the second `now`."""
        self.waiting[rule] -= 1
        self.running[job] = rule, now

    def end(self, job: int, now: float) -> None:
        """A job has ended well at the second `now`."""
        rule, began = self.running.pop(job, ("", now))
        self.took[rule].append(now - began)

    def left(self, now: float) -> float:
        """Seconds that are left: of all work shared among cores, but no less than the longest."""
        jobs = [max(self._expected(r) - (now - began), 0) for r, began in self.running.values()]
        for rule, number in self.waiting.items():
            jobs += [self._expected(rule)] * max(number, 0)
        return max(sum(jobs) / self.cores, max(jobs, default=0))

    def _expected(self, rule: str) -> float:
        if self.took.get(rule):
            return mean(self.took[rule])
        known = sum(usual(r) * len(times) for r, times in self.took.items())
        return usual(rule) * (sum(map(sum, self.took.values())) / known if known else 1)


def usual(rule: str) -> float:
    """Seconds that a job of this rule takes by config.yaml."""
    return next((s for name, s in SECONDS.items() if rule.startswith(name)), OTHERS)


def about(seconds: float) -> str:
    """A time as one says it."""
    if seconds < 95:
        return f"~ {max(round(seconds, -1), 10):.0f} s"
    return f"~ {seconds / 60:.0f} min" if seconds < 5400 else f"~ {seconds / 3600:.1f} h"
