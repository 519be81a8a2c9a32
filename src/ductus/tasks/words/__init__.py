"""What the network that writes words can do, in numbers, people's words beside it."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A number: whose words (`source`), at which bias, which measure, its value of n cases."""

    source: str
    bias: float
    measure: str
    value: float
    n: int
