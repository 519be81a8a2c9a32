"""What a learner writes, at the sizes at which it was shown the letters.

A network writes features, which keep a letter's shape and lose its size and place, and it has no
sign of the end. The one table keeps them: positions in the square in which all letters were
written. So a written letter takes size, place, length and number of strokes from the drawing that
it was learned from.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pandas as pd
import torch

from ductus.data.features import Drawings, pad, peaks, to_positions
from ductus.data.split import Split, pick
from ductus.data.trajectory import KEYS
from ductus.learning.oneshot import infer_columns
from ductus.networks import Network
from ductus.tasks.variation import noise_seed, write_variants

MEASURES = ["length", "strokes", "extent", "middle"]


def measured(table: pd.DataFrame, drawings: Drawings) -> pd.DataFrame:
    """Of each drawing: writer, symbol, instance; length (steps), strokes, extent, middle.

    extent is the larger side of the drawing, and middle the height of its middle, in the unit of
    the table.

    Parameters
    ----------
    table, drawings : the same drawings as positions and as features.
    """
    groups = table.groupby(KEYS)
    low, high = groups[["x", "y"]].min(), groups[["x", "y"]].max()
    of = pd.DataFrame(
        {
            "strokes": groups.stroke.max() + 1,
            "extent": (high - low).max(axis=1),
            "middle": (high.y + low.y) / 2,
        }
    )
    return drawings.keys.merge(of.reset_index(), on=KEYS)


def shown(found: pd.DataFrame, split: Split, writer: str, trained: str) -> pd.DataFrame:
    """What each symbol is written after: by symbol the `MEASURES`, and the instance to learn from.

    A new symbol after its one example. A trained one after a drawing of the same writer, so that
    all are in one hand, at the median size and place of all that the writer drew; without such a
    drawing, or with `trained` ``mean``, after the medians of the drawings that trained it, and
    nothing is learned anew (instance -1).

    Parameters
    ----------
    found : what was `measured` of the drawings of all symbols of the split.
    """
    first = split["exemplars"]["instance"]
    rows = {}
    for symbol in [*split["trained"], *split["new"]]:
        own = found[(found.symbol == symbol) & (found.writer == writer)]
        own = own.sort_values("instance", key=lambda i: i.where(i != first, -1))
        if len(own) and (symbol in split["new"] or trained == "example"):
            rows[symbol] = own.iloc[0][[*MEASURES, "instance"]].copy()
            if symbol in split["trained"]:
                rows[symbol][["extent", "middle"]] = own[["extent", "middle"]].median()
        else:
            taught = (found.symbol == symbol) & found.writer.isin(split["training_writers"])
            rows[symbol] = pd.concat(
                [found[taught][MEASURES].median(), pd.Series({"instance": -1})]
            )
    return pd.DataFrame(rows).T


def in_one_hand(
    model: Network,
    drawings: Drawings,
    split: Split,
    writer: str,
    after: pd.DataFrame,
    *,
    seed: int,
    **oneshot: Any,
) -> Network:
    """A learner that has learned the trained symbols anew, each from one drawing of its writer.

    As training left them, they are written as nobody writes: as the mean of all hands.

    Parameters
    ----------
    after : as `shown` returns it.
    oneshot : the config's section; symbols are learned each apart.
    """
    anew = [s for s in split["trained"] if after.instance[s] >= 0]
    if not anew:
        return model
    examples = list(pick(drawings, [(writer, s, int(after.instance[s])) for s in anew]))
    padded, lengths = (torch.from_numpy(a) for a in pad(examples))
    how = {key: value for key, value in oneshot.items() if key != "mode"}
    columns, _ = infer_columns(
        model, anew, padded, lengths, known=split["trained"], seed=seed, **how
    )
    return copy.deepcopy(model).with_own(dict(zip(anew, columns, strict=True)))


def written(
    model: Network,
    after: pd.DataFrame,
    *,
    variants: int,
    noise: float,
    seed: int,
    writer: str,
) -> dict[str, list[pd.DataFrame]]:
    """Each letter as the network writes it, then variants by noise, for `as_alphabet`.

    Parameters
    ----------
    after : as `shown` returns it.
    variants : ways to write each, the first of them without noise.
    noise : standard deviation of the noise on the code (`ductus.tasks.variation`).
    """
    drawn = {}
    for place, (symbol, like) in enumerate(after.iterrows()):
        steps = max(round(like.length), 1)
        plain = model.write(model.codes([symbol]), [steps])
        drawn_by = noise_seed(seed, writer, place)
        more = write_variants(model, symbol, steps, noise, variants - 1, drawn_by)
        strokes = max(round(like.strokes), 1)
        ways = [to_positions(with_strokes(one, strokes)) for one in [*plain, *more]]
        size = max(np.ptp(ways[0].x), np.ptp(ways[0].y))
        scale = like.extent / size if size > 0 else 0.0
        drawn[symbol] = [_placed(one, scale, like.middle) for one in ways]
    return drawn


def with_strokes(steps: np.ndarray, count: int) -> np.ndarray:
    """What was written, in so many strokes: features (T, 4) with onsets that are 0 or 1.

    A network's onset is seldom near 1 where drawings of a letter differ in the moment at which the
    pen comes down again. As it is told a letter's length, it is told the number of strokes, and
    says where they begin: where its onset peaks, the highest first.
    """
    onset = steps[:, 3]
    at = np.flatnonzero(peaks(onset) & (onset > 0))
    begins = np.zeros(len(steps))
    begins[at[np.argsort(-onset[at], kind="stable")[: count - 1]]] = 1.0
    begins[0] = 1.0
    return np.column_stack([steps[:, :3], begins])


def _placed(drawing: pd.DataFrame, scale: float, middle: float) -> pd.DataFrame:
    height = (drawing.y.min() + drawing.y.max()) / 2
    return drawing.assign(x=drawing.x * scale, y=(drawing.y - height) * scale + middle)
