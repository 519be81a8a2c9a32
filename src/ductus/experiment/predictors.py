"""Networks that predict next symbols, by name: ``lstm``, ``lstm-adaptive``, ``lstm-sampled_0``.

The cell, or ``transformer``; then what keeps it from learning by heart, if anything does: noise on
the weights (``fixed``, ``adaptive``), or scheduled sampling, whose probability of a true input ends
at so many per cent.
"""

from __future__ import annotations

from typing import NamedTuple

NOISE = ("fixed", "adaptive")
NONE = "none"
SAMPLED = "sampled_"


class Named(NamedTuple):
    """What a name says.

    Attributes
    ----------
    kind : a cell, or ``transformer``. regularisation : ``none``, or as in the name.
    """

    kind: str
    regularisation: str

    @property
    def noise(self) -> str | None:
        """The kind of noise on weights."""
        return self.regularisation if self.regularisation in NOISE else None

    @property
    def truth(self) -> float:
        """The probability of a true input at the end of the training's schedule."""
        if not self.regularisation.startswith(SAMPLED):
            return 1.0
        return int(self.regularisation.removeprefix(SAMPLED)) / 100


def named(name: str) -> Named:
    """Read a name, which the config's schema has checked."""
    kind, _, regularisation = name.partition("-")
    return Named(kind, regularisation or NONE)
