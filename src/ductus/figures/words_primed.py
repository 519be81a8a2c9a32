"""Words that go on from what somebody has written, in the same hand (Graves 2013, Section 5.5)."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR
from ductus.figures.word_panels import named, panels, words_in


def draw(shown: pd.DataFrame) -> Figure:
    """A row for each primer, what goes on from it beside it; `shown` is `words_shown`."""
    primers = words_in(shown[shown.whose == "primer"])
    written = words_in(shown[shown.whose == "primed"])
    texts = list(dict.fromkeys(word.text.iloc[0] for word in written))
    grid = []
    for primer in primers:
        mine = [w for w in written if w.exemplar_writer.iloc[0] == primer.exemplar_writer.iloc[0]]
        by_text = {word.text.iloc[0]: word for word in mine}
        grid.append([primer, *(by_text.get(text) for text in texts)])
    rows = [f"primer {number}" for number in range(1, len(grid) + 1)]
    colours = [COLOUR["example"], *[COLOUR["inferred"]] * len(texts)]
    return panels(grid, rows, ["people wrote", *map(named, texts)], colours)
