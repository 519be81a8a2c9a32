"""Who trains the network, which drawings are the examples, which ones probe it.

One writer shows each new symbol once. Everything is done for several such *exemplar writers*, each
by itself. The split is a small dictionary, kept as ``data/split.json`` without probes, so that
other probes are no reason to train again, and as ``data/probes.json`` with them::

    trained, new       symbols, in the order of the code
    training_writers   writers whose drawings of the trained symbols train the network
    exemplars          {writers, instance}: a writer's one example of every new symbol
    same_writer        [exemplar writer, symbol, writer, instance] of probes by that writer
    other_writer       [exemplar writer, symbol, writer, instance] of probes by others
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ductus.data.features import Drawings, join
from ductus.errors import DuctusError, listed

Split = dict[str, Any]
Instances = Mapping[tuple[str, str], list[int]]  # of a writer and a symbol, sorted


def make_split(
    keys: pd.DataFrame,
    *,
    trained: Sequence[str],
    new: Sequence[str],
    training_writers: Sequence[str] | str,
    exemplar: Mapping[str, Any],
    same_writer: int = 0,
    other_writers: int = 0,
    further: int = 0,
) -> Split:
    """Choose drawings for training, as examples and as probes.

    Parameters
    ----------
    keys : DataFrame with a row per drawing: writer, symbol, instance.
    trained, new : symbols; of a string, its code points.
    training_writers : ``all``, or the writers who train the network.
    exemplar : ``writers``, who show the new symbols; or how many, spread evenly over the sorted
        writers who drew ``instance`` of each, which is the example, and `further` other instances.
    same_writer : probes per new symbol and exemplar writer: further instances, in order.
    other_writers : probes per new symbol and exemplar writer: the first instance each of so many
        other writers (see `spread_after`); fewer where fewer drew that symbol.

    Raises
    ------
    DuctusError
        A symbol, writer or instance that is asked for is not in the data.
    """
    writers = sorted(keys.writer.unique())
    drawn: Instances = {
        key: sorted(map(int, group)) for key, group in keys.groupby(["writer", "symbol"]).instance
    }
    known = set(keys.symbol)
    for symbol in [*trained, *new]:
        if symbol not in known:
            there = listed(sorted(known), symbol)
            raise DuctusError(f"nobody in the data wrote {symbol!r}; there are {there}")
    train_by = writers if training_writers == "all" else list(training_writers)
    instance = exemplar["instance"]
    if isinstance(exemplar["writers"], int):
        lacks = {w: _lacks(drawn, w, new, instance, further) for w in writers}
        shown_by = _evenly(lacks, exemplar["writers"])
    else:
        shown_by = list(exemplar["writers"])
    for name in [*train_by, *shown_by]:
        if name not in writers:
            raise DuctusError(f"there is no writer {name!r}; the data has {_some(writers)}")
    if other_writers > len(writers) - 1:
        raise DuctusError(
            f"classification.other_writers is {other_writers}, "
            f"but beside the exemplar's writer there are {len(writers) - 1}"
        )
    same: list[list[Any]] = []
    other: list[list[Any]] = []
    for writer in shown_by:
        lack = _lacks(drawn, writer, new, instance, max(same_writer, further))
        if lack:
            raise DuctusError(lack)
        for symbol in new:
            rest = [i for i in drawn[writer, symbol] if i != instance]
            same += [[writer, symbol, writer, i] for i in rest[:same_writer]]
            others = [w for w in writers if w == writer or (w, symbol) in drawn]
            for who in spread_after(others, writer, other_writers):
                other.append([writer, symbol, who, drawn[who, symbol][0]])
    return {
        "trained": list(trained),
        "new": list(new),
        "training_writers": train_by,
        "exemplars": {"writers": shown_by, "instance": instance},
        "same_writer": same,
        "other_writer": other,
    }


def spread_after(writers: Sequence[str], writer: str, count: int) -> list[str]:
    """Return `count` of the other writers (all, if there are fewer), spread evenly.

    They are taken from those after `writer` in order and then round from the first, so that
    different exemplar writers are compared with different others.
    """
    place = writers.index(writer)
    others = [*writers[place + 1 :], *writers[:place]]
    count = min(count, len(others))
    return [others[i * len(others) // count + len(others) // (2 * count)] for i in range(count)]


def training_drawings(drawings: Drawings, split: Split) -> Drawings:
    """What trains the network; raises DuctusError as `training_parts`."""
    return join(training_parts([drawings], split))


def training_parts(parts: Iterable[Drawings], split: Split) -> Iterator[Drawings]:
    """What trains the network, of each part of the drawings.

    Raises
    ------
    DuctusError
        After the last part: there is no drawing of a trained symbol by any of the writers.
    """
    drawn: set[str] = set()
    for part in parts:
        found = part.where(symbol=split["trained"], writer=split["training_writers"])
        drawn |= set(found.keys.symbol)
        if len(found):
            yield found
    for symbol in (s for s in split["trained"] if s not in drawn):
        raise DuctusError(
            f"{part.origin}: no drawing of {symbol!r} by any of the training writers, which "
            "the split names; they belong to different runs"
        )


def examples(drawings: Drawings, split: Split, symbols: Sequence[str], writer: str) -> Drawings:
    """The one example of each of the given new symbols by an exemplar writer, in their order."""
    instance = split["exemplars"]["instance"]
    return pick(drawings, [(writer, s, instance) for s in symbols])


def shown_by(drawings: Drawings, split: Split, writer: str) -> dict[str, np.ndarray]:
    """The one example (T, 4) of every new symbol by an exemplar writer, in the order of `new`."""
    new = split["new"]
    return dict(zip(new, examples(drawings, split, new, writer), strict=True))


def probes(drawings: Drawings, split: Split, condition: str, writer: str) -> Drawings:
    """The probes of a condition, ``same_writer`` or ``other_writer``, for an exemplar writer."""
    return pick(drawings, [(w, s, i) for e, s, w, i in split[condition] if e == writer])


def pick(drawings: Drawings, wanted: Sequence[tuple[str, str, int]]) -> Drawings:
    """Drawings by (writer, symbol, instance), in the order asked for.

    Raises
    ------
    DuctusError
        One of them is not there.
    """
    keys = drawings.keys
    row = {k: i for i, k in enumerate(zip(keys.writer, keys.symbol, keys.instance, strict=True))}
    for writer, symbol, instance in wanted:
        if (writer, symbol, instance) not in row:
            raise DuctusError(
                f"{drawings.origin}: no instance {instance} of {symbol!r} by {writer}, which the "
                "split names; they belong to different runs"
            )
    rows = [row[k] for k in wanted]
    pieces = list(drawings)
    steps = [pieces[i] for i in rows] or [drawings.steps[:0]]
    return replace(
        drawings, keys=keys.iloc[rows].reset_index(drop=True), steps=np.concatenate(steps)
    )


def writing_lengths(drawings: Drawings, split: Split, writer: str) -> dict[str, int]:
    """Steps for which each symbol is written, as the network has no sign of the end.

    A new symbol takes the length of the exemplar writer's example, a trained one the median over
    the drawings that train it.
    """
    trained = training_drawings(drawings, split).keys.groupby("symbol").length.median()
    new = examples(drawings, split, split["new"], writer).keys
    return {
        **{s: round(float(trained[s])) for s in split["trained"]},
        **{s: int(n) for s, n in zip(new.symbol, new.length, strict=True)},
    }


def _lacks(
    drawn: Instances, writer: str, symbols: Sequence[str], instance: int, further: int
) -> str | None:
    """Say which drawing a writer lacks to show the symbols and be probed with `further` others."""
    for symbol in symbols:
        mine = drawn.get((writer, symbol), [])
        if instance not in mine:
            there = ", ".join(map(str, mine)) or "none"
            return f"writer {writer} has no instance {instance} of {symbol!r}; there are {there}"
        if len(mine) - 1 < further:
            return (
                f"classification.same_writer is {further}, but writer {writer} drew {symbol!r} "
                f"only {len(mine) - 1} times beside the example"
            )
    return None


def _evenly(lacks: Mapping[str, str | None], count: int) -> list[str]:
    """Spread so many evenly over the writers who lack nothing."""
    able = [writer for writer, lack in lacks.items() if lack is None]
    if count > len(able):
        lack = next((lack for lack in lacks.values() if lack), "there are no more")
        raise DuctusError(
            f"split.exemplar.writers is {count}, but only {len(able)} can show the new symbols "
            f"({lack})"
        )
    return [able[i] for i in np.linspace(0, len(able) - 1, count).round().astype(int)]


def _some(names: Sequence[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")
