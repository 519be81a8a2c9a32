"""Words with a letter that was learned from one example, and words in a new writer's hand."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR
from ductus.figures.word_panels import named, panels, words_in

COLUMNS = {
    "example": ("the one example", "example"),
    "one letter new": ("one letter new", "inferred"),
    "new hand": ("all letters of this hand", "untrained"),
    "the writer": ("other letters of this writer", "example"),
}
MOST = 3  # writers


def draw(shown: pd.DataFrame) -> Figure:
    """A row for each word and exemplar writer; `shown` is `words_shown`."""
    learned = shown[shown.whose.isin(COLUMNS)]
    writers = list(dict.fromkeys(learned.exemplar_writer))[:MOST]
    grid, rows = [], []
    for writer in writers:
        mine = learned[learned.exemplar_writer == writer]
        for words in zip(*(words_in(mine[mine.whose == whose]) for whose in COLUMNS), strict=True):
            grid.append(list(words))
            rows.append(f"{named(words[1].text.iloc[0])}\n{writer}")
    if not grid:
        grid, rows = [[None] * len(COLUMNS)], ["no letters are new"]
    names = [name for name, _ in COLUMNS.values()]
    return panels(grid, rows, names, [COLOUR[colour] for _, colour in COLUMNS.values()])
