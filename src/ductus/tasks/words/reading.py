"""Words read back letter by letter: cut into pieces, and each named by its nearest letters.

The reader is `nn_dtw` of the house with several drawings of each letter, by people whose words have
trained the network: it takes no part in writing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ductus.tasks.methods.nearest import paths_of, warped

EACH = 12  # drawings of each letter that the reader knows
LEAD = 1  # steps that the window is ahead of the pen: with them 9 words in 10 are cut aright, for 6
NEAR = 4  # steps
NEAREST = 3  # of these, whose mean distance decides


class Reader:
    """Names pieces of words.

    Parameters
    ----------
    letters : symbol -> drawings, steps (T, 3) in units in which x and y are alike.
    """

    def __init__(self, letters: dict[str, list[np.ndarray]]) -> None:
        self.symbols = [symbol for symbol, drawn in letters.items() for _ in drawn]
        self.known = paths_of([features(piece) for drawn in letters.values() for piece in drawn])

    def read(self, pieces: Sequence[np.ndarray]) -> list[str]:
        """The symbol of each piece, steps (T, 3); of a piece without steps, none."""
        there = [i for i, piece in enumerate(pieces) if len(piece)]
        said = [""] * len(pieces)
        if there:
            away = warped(paths_of([features(pieces[i]) for i in there]), self.known)
            names = sorted(set(self.symbols))
            columns = [[c for c, s in enumerate(self.symbols) if s == name] for name in names]
            near = [np.sort(away[:, c], axis=1)[:, :NEAREST].mean(axis=1) for c in columns]
            for i, best in zip(there, np.argmin(near, axis=0), strict=True):
                said[i] = names[best]
        return said


def features(piece: np.ndarray) -> np.ndarray:
    """Steps (T, 3) of a piece as features (T, 4) of a drawing that begins with it."""
    whole = np.column_stack([piece[:, :2], np.ones(len(piece)), piece[:, 2]]).astype(np.float32)
    whole[0] = (0.0, 0.0, 1.0, 1.0)
    return whole


def cut(steps: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where to cut a word, by the letters (T,) that the window sees at its steps (T, 3).

    A letter begins `LEAD` steps after the window comes to it: with the stroke that begins nearest
    to that, if one does within `NEAR` steps; else there.
    """
    onsets = np.flatnonzero(steps[:, 2] > 0.5)
    begins = []
    for letter in range(1, int(places[-1]) + 1):
        at = int(np.searchsorted(places, letter)) + LEAD
        near = onsets[np.abs(onsets - at) <= NEAR]
        begins.append(int(near[np.abs(near - at).argmin()]) if len(near) else at)
    begins = np.maximum.accumulate(np.array(begins, dtype=np.int64)) if begins else []
    return np.searchsorted(begins, np.arange(len(steps)), side="right")


def pieces_of(steps: np.ndarray, places: np.ndarray, letters: int) -> list[np.ndarray]:
    """The steps of each of so many letters; there may be none."""
    return [steps[places == place] for place in range(letters)]
