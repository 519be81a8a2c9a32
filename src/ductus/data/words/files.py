"""Words in files, read without trust in what is in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.words import HELD_OUT, TRAIN, UNKNOWN, Norm, Words
from ductus.errors import DuctusError
from ductus.files.arrays import read_arrays
from ductus.files.atomic import write_atomically

WHAT = "words, made by `ductus words-data`"
FORMS = {
    "steps": "f N3",
    "places": "i N",
    "counts": "i W",  # steps of each word
    "writers": "U W",
    "trained": "i W",
    "symbols": "U M",  # of all texts, one text after the other
    "letters": "i W",  # symbols of each text
    "norm": "f 22",
}


def write_words(path: Path, words: Words) -> None:
    """Write words to a file that `read_words` reads."""
    with write_atomically(path) as beside:
        np.savez_compressed(
            beside,
            steps=words.steps,
            places=words.places,
            counts=words.keys.length.to_numpy(np.int64),
            writers=words.keys.writer.to_numpy(str),
            trained=(words.keys.part == TRAIN).to_numpy(np.int64),
            symbols=np.array([s for text in words.keys.text for s in text], str),
            letters=words.keys.text.map(len).to_numpy(np.int64),
            norm=np.array(words.norm),
        )


def read_words(path: Path) -> Words:
    """Read words; raises DuctusError if the file is not there, or what is in it does not agree."""
    arrays = read_arrays(path, WHAT, FORMS)
    counts, letters, places = arrays["counts"], arrays["letters"], arrays["places"]
    if counts.min() < 1 or counts.sum() != len(places):
        raise DuctusError(f"{path}: expected {WHAT}; counts do not add up to {len(places)} steps")
    if letters.min() < 1 or letters.sum() != len(arrays["symbols"]):
        raise DuctusError(f"{path}: expected {WHAT}; letters do not add up to its texts")
    if places.min() < UNKNOWN or (places >= np.repeat(letters, counts)).any():
        raise DuctusError(f"{path}: expected {WHAT}; a step belongs to no letter of its text")
    texts = np.split(arrays["symbols"], np.cumsum(letters)[:-1])
    keys = pd.DataFrame(
        {
            "writer": arrays["writers"],
            "part": np.where(arrays["trained"] == 1, TRAIN, HELD_OUT),
            "text": [tuple(map(str, text)) for text in texts],
            "length": counts,
        }
    )
    mean, deviation = arrays["norm"].tolist()
    if min(deviation) <= 0:
        raise DuctusError(f"{path}: expected {WHAT}; a deviation is not above 0")
    return Words(keys, arrays["steps"], places, Norm(tuple(mean), tuple(deviation)))
