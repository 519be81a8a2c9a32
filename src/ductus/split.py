"""Who trains the network, which drawing is the one example, which ones probe it.

The split is a small dictionary, kept as ``data/split.json`` without probes, so that other probes
are no reason to train again, and as ``data/probes.json`` with them::

    trained, new       symbols, in the order of the code
    training_writers   writers whose drawings of the trained symbols train the network
    exemplar           {writer, instance}: the one example of every new symbol
    same_writer        [symbol, writer, instance] of probes by the exemplar's writer
    other_writer       [symbol, writer, instance] of probes by others
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ductus.errors import DuctusError
from ductus.preprocessing import Drawings

Split = dict[str, Any]


def make_split(
    keys: pd.DataFrame,
    trained: Sequence[str],
    new: Sequence[str],
    training_writers: Sequence[str] | str = "all",
    exemplar_writer: str = "first",
    exemplar_instance: int = 0,
    *,
    same_writer: int,
    other_writers: int,
) -> Split:
    """Choose drawings for training, as examples and as probes.

    Parameters
    ----------
    keys : DataFrame with a row per drawing: writer, symbol, instance.
    training_writers : ``all``, or the writers who train the network.
    exemplar_writer : a writer, or ``first`` in sorted order.
    same_writer : probes per new symbol: further instances of the exemplar's writer, in order.
    other_writers : probes per new symbol: an instance each of so many other writers, spread
        evenly over the sorted writers.

    Raises
    ------
    DuctusError
        A symbol, writer or instance that is asked for is not in the data.
    """
    writers = sorted(keys.writer.unique())
    known = set(keys.symbol)
    for symbol in [*trained, *new]:
        if symbol not in known:
            raise DuctusError(f"nobody in the data wrote {symbol!r}")
    train_by = writers if training_writers in ("all", ["all"]) else list(training_writers)
    writer = writers[0] if exemplar_writer == "first" else exemplar_writer
    for name in [*train_by, writer]:
        if name not in writers:
            raise DuctusError(f"there is no writer {name!r}; the data has {_some(writers)}")
    others = [w for w in writers if w != writer]
    if other_writers > len(others):
        raise DuctusError(
            f"classification.other_writers is {other_writers}, "
            f"but beside the exemplar's writer there are {len(others)}"
        )

    spread = np.linspace(0, len(others) - 1, other_writers).round().astype(int)

    def instances(symbol: str, who: str) -> list[int]:
        rows = keys[(keys.symbol == symbol) & (keys.writer == who)]
        return sorted(int(i) for i in rows.instance)

    same: list[list[Any]] = []
    other: list[list[Any]] = []
    for symbol in new:
        drawn = instances(symbol, writer)
        if exemplar_instance not in drawn:
            raise DuctusError(
                f"writer {writer} has no instance {exemplar_instance} of {symbol!r}; "
                f"there are {drawn or 'none'}"
            )
        further = [i for i in drawn if i != exemplar_instance]
        if len(further) < same_writer:
            raise DuctusError(
                f"classification.same_writer is {same_writer}, but writer {writer} drew "
                f"{symbol!r} only {len(further)} times beside the example"
            )
        same += [[symbol, writer, i] for i in further[:same_writer]]
        for who in (others[i] for i in spread):
            drawn = instances(symbol, who)
            if drawn:
                other.append([symbol, who, drawn[0]])
    return {
        "trained": list(trained),
        "new": list(new),
        "training_writers": train_by,
        "exemplar": {"writer": writer, "instance": exemplar_instance},
        "same_writer": same,
        "other_writer": other,
    }


def training_drawings(drawings: Drawings, split: Split) -> Drawings:
    """What trains the network."""
    return drawings.where(symbol=split["trained"], writer=split["training_writers"])


def examples(drawings: Drawings, split: Split, symbols: Sequence[str]) -> Drawings:
    """The one example of each of the given new symbols, in their order."""
    exemplar = split["exemplar"]
    wanted = [(exemplar["writer"], s, exemplar["instance"]) for s in symbols]
    return pick(drawings, wanted)


def probes(drawings: Drawings, split: Split, condition: str) -> Drawings:
    """The probes of a condition, ``same_writer`` or ``other_writer``."""
    return pick(drawings, [(w, s, i) for s, w, i in split[condition]])


def pick(drawings: Drawings, wanted: Sequence[tuple[str, str, int]]) -> Drawings:
    """Drawings by (writer, symbol, instance), in the order asked for."""
    keys = drawings.keys
    row = {k: i for i, k in enumerate(zip(keys.writer, keys.symbol, keys.instance, strict=True))}
    rows = [row[k] for k in wanted]
    pieces = list(drawings)
    steps = [pieces[i] for i in rows] or [drawings.steps[:0]]
    return Drawings(keys.iloc[rows].reset_index(drop=True), np.concatenate(steps))


def writing_lengths(drawings: Drawings, split: Split) -> dict[str, int]:
    """Steps for which each symbol is written, as the network has no sign of the end.

    A new symbol takes the length of its example, a trained one the median over its drawings.
    """
    trained = training_drawings(drawings, split).keys.groupby("symbol").length.median()
    new = examples(drawings, split, split["new"]).keys
    return {
        **{s: round(float(trained[s])) for s in split["trained"]},
        **{s: int(n) for s, n in zip(new.symbol, new.length, strict=True)},
    }


def _some(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")
