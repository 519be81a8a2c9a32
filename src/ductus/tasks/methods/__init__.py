"""Recognition: which symbol is this trajectory? The paper's way, ours, and simpler ones.

Every method is a function (task, probes, **settings) -> Answer, so all see the same cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # this module is imported for every `--help`
    import numpy as np

    from ductus.networks import Network
    from ductus.networks.recogniser import RecognitionNetwork


class Encoder(Protocol):
    """What makes activations (N, L) of pictures (N, 28, 28), 0 to 1."""

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Activations, a row for each picture."""


@dataclass(frozen=True)
class Task:
    """What a method may know: one learner, taught the new symbols by one exemplar writer.

    Attributes
    ----------
    learner : the trained network with the inferred columns of the new symbols.
    untrained : the untrained network with the columns inferred in it.
    trained, new : symbols, in the order of the code.
    examples : features (T, 4) of the one example of each new symbol, in the order of `new`.
    lengths : steps for which each symbol is written.
    recogniser : the trained recognition network, for the method `amortised`.
    autoencoder : trained on pictures without names, for the method `latent`.
    """

    learner: Network
    untrained: Network
    trained: Sequence[str]
    new: Sequence[str]
    examples: Mapping[str, np.ndarray]
    lengths: Mapping[str, int]
    recogniser: RecognitionNetwork | None = None
    autoencoder: Encoder | None = None


@dataclass(frozen=True)
class Answer:
    """What a method says about P probes.

    Attributes
    ----------
    scores : (P, C), larger where the probe is more alike; C = len(symbols).
    symbols : whom the scores are about: all symbols of the code, or the new ones only.
    codes, mse, written : of a method that writes the probes: the inferred codes (P, S), the masked
        mean squared error (P,), and what they write, features (T, 4) of each.
    """

    scores: np.ndarray
    symbols: Sequence[str]
    codes: np.ndarray | None = None
    mse: np.ndarray | None = None
    written: Sequence[np.ndarray] | None = None
