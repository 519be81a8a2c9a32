"""Files of a landscape: tables, and for figures what is drawn at its centres and around them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ductus.files.arrays import read_arrays
from ductus.files.atomic import write_atomically

FORMS = {
    "drawn": "u KXY",
    "slices": "i K3",
    "said": "U K",
    "recognised": "i K",
    "around": "u CRXY",
    "largest": "i L",
    "members": "u LMXY",
    "of": "U LM",
}


def write(
    folder: Path,
    seed: int,
    tables: Mapping[str, pd.DataFrame],
    shown: Mapping[str, Mapping[str, np.ndarray]],
) -> None:
    """Write ``<table>.csv`` and ``<representation>.npz`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, arrays in shown.items():
        with write_atomically(folder / f"{name}.npz") as beside:
            np.savez_compressed(beside, **arrays)
    for name, table in tables.items():
        table.insert(0, "seed", seed)
        with write_atomically(folder / f"{name}.csv") as beside:
            table.to_csv(beside, index=False)


def read(path: Path) -> dict[str, np.ndarray]:
    """Read what figures show; raises DuctusError if the file is not there or is none."""
    return read_arrays(path, "pictures of a landscape, made by `ductus landscape`", FORMS)
