"""What a picture is of, by its nearest neighbours among people's: no eye, and no network."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from ductus.data.pictures import Pictures
from ductus.data.raster import blurred

NEIGHBOURS = 9
AGREED = 0.5  # share of the neighbours that have to be of one symbol
USUAL = 0.95  # of people's pictures are as near to their neighbours as a picture has to be
AT_ONCE = 500


class Said(NamedTuple):
    """Of each picture the symbol, and whether it is recognised as one."""

    symbols: np.ndarray
    recognised: np.ndarray


class Judge:
    """Compares pictures with labelled ones as `nn_image` does, and asks the nearest nine.

    A picture is recognised if half of these are of one symbol and, on average, no farther than they
    are from 95 % of the people's pictures that are held out: a blot is nobody's letter.

    Parameters
    ----------
    labelled : pictures to compare with.
    others : held out; they say how far is usual.
    """

    def __init__(self, labelled: Pictures, others: Pictures) -> None:
        self.known = blurred(labelled.ink)
        self.symbols, self.names = np.unique(labelled.symbols, return_inverse=True)
        _, far, _ = self._neighbours(others.ink)
        self.usual = float(np.quantile(far, USUAL))

    def says(self, images: np.ndarray) -> Said:
        """What pictures (Q, 28, 28), 0 to 1, are of."""
        if len(images) == 0:
            return Said(np.array([], str), np.array([], bool))
        symbols, far, share = self._neighbours(images)
        return Said(symbols, (share >= AGREED) & (far <= self.usual))

    def right(self, images: np.ndarray, symbols: np.ndarray) -> float:
        """Share of pictures said to be of the symbols that they are of."""
        return float((self.says(images).symbols == symbols).mean())

    def _neighbours(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The symbol that most are of, their mean distance, and the share that agrees."""
        count = min(NEIGHBOURS, len(self.known))
        symbols, far, share = [], [], []
        for begin in range(0, len(images), AT_ONCE):
            distances = euclidean_distances(blurred(images[begin : begin + AT_ONCE]), self.known)
            near = np.argpartition(distances, count - 1, axis=1)[:, :count]
            near_by = np.take_along_axis(distances, near, axis=1)
            votes = np.zeros((len(near), len(self.symbols)))
            for column in range(count):  # the nearest decides between as many
                row = np.arange(len(near))
                votes[row, self.names[near[:, column]]] += 1 + 1e-6 / (1 + near_by[:, column])
            symbols.append(self.symbols[votes.argmax(axis=1)])
            share.append(votes.max(axis=1) / count)
            far.append(near_by.mean(axis=1))
        return np.concatenate(symbols), np.concatenate(far), np.concatenate(share)
