"""Sequences: what networks can do that say how likely each next symbol is.

Each task has a module with ``loss_of``, what is learned at a step, and ``measure``, what came of
it: rows of `ROW`. `following` walks along symbols with a network, whose weights may adapt as it
goes; `writing` lets it go on by itself.
"""

from __future__ import annotations

# Evaluation, measure, case, value, n: of how many cases it is the mean.
Row = tuple[str, str, str, float, int]
STATIC, DYNAMIC = "static", "dynamic"
