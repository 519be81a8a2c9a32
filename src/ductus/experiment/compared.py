"""Networks that are compared, by name: ``lstm``, ``rnn-chain``, ``gru-2``, ``rnn-hessian_free``.

The cell, then what is not as usual: the number of layers, the start of the recurrent weights, and
the optimiser. ``exact`` is Adam on the very gradient that ``hessian_free`` follows, without mixing
or noise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

OPTIMISERS = {"exact": "adam", "hessian_free": "hessian_free"}
NO_NOISE = {"kind": "none", "deviation": 0.0, "after": 0.0}


class Compared(NamedTuple):
    """What a name says: keys of `model`, and of `training`."""

    model: dict[str, Any]
    training: dict[str, Any]


def compared(name: str) -> Compared:
    """Read a name, which the config's schema has checked."""
    cell, *words = name.split("-")
    model: dict[str, Any] = {"cell": cell, "layers": 1, "start": "default"}
    training: dict[str, Any] = {}
    for word in words:
        if word.isdigit():
            model["layers"] = int(word)
        elif word in OPTIMISERS:
            training = {"objective": "class_means", "mixing": 0, "weight_noise": NO_NOISE}
            training["optimiser"] = OPTIMISERS[word]
        else:
            model["start"] = word
    return Compared(model, training)
