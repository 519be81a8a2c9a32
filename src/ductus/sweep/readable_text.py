"""Cells of a network that predicts text, and what of its place in the text each follows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch
from torch import nn

from ductus.data.sequences.text import Text, encode, places
from ductus.sweep.readable import readable
from ductus.tasks.sequences import Row

PIECES, LENGTH = 16, 120  # of the text's test part, by which cells are read
SHOWN = 400  # characters of the figure


@torch.no_grad()
def read_cells(network: nn.Module, text: Text, seed: int) -> tuple[list[Row], pd.DataFrame]:
    """Which cells can be read, and the states of those that tell each property best.

    Returns
    -------
    Rows as `ductus.tasks.sequences` has them; and property, cell, score, step, text (the
    character), state, of the part with most in quotation marks.
    """
    characters = text.test[: PIECES * LENGTH]
    codes = torch.from_numpy(encode(characters, text.symbols))[:, None]
    hidden = network.states(codes, network.begin(1))[0][:, 0].double().numpy()
    named = places(characters)
    starts = range(0, len(characters) - LENGTH + 1, LENGTH)
    cells = [hidden[begin : begin + LENGTH] for begin in starts]
    cut = [{n: each[begin : begin + LENGTH] for n, each in named.items()} for begin in starts]
    found, scores = readable(cells, cut, seed)
    rows = [("", row.measure, "", row.value, row.n) for row in found.itertuples()]
    most = max(starts, key=lambda begin: named["quotation"][begin : begin + SHOWN].sum())
    part, tables = slice(most, most + SHOWN), []
    for name in scores.columns[scores.notna().any()]:
        best = int(scores[name].argmax())
        shown = pd.DataFrame({"text": list(characters[part]), "state": hidden[part, best]})
        shown = shown.assign(property=name, cell=best, score=scores[name][best])
        tables.append(shown.assign(step=np.arange(len(shown))))
    return rows, pd.concat(tables, ignore_index=True)
