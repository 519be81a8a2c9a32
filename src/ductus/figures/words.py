"""Words that people have written beside the same texts by the network, at each bias."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from ductus.figures.style import COLOUR
from ductus.figures.word_panels import named, panels, words_in


def draw(shown: pd.DataFrame) -> Figure:
    """A row for each text, a column for people and for each bias; `shown` is `words_shown`."""
    people = {word.text.iloc[0]: word for word in words_in(shown[shown.whose == "people"])}
    samples = shown[shown.whose == "samples"]
    biases = sorted(samples.bias.unique())
    written = [
        {word.text.iloc[0]: word for word in words_in(samples[samples.bias == bias])}
        for bias in biases
    ]
    grid = [[word, *(each.get(text) for each in written)] for text, word in people.items()]
    columns = ["people", *(f"bias {bias:g}" for bias in biases)]
    colours = [COLOUR["example"], *[COLOUR["inferred"]] * len(biases)]
    return panels(grid, [named(text) for text in people], columns, colours)
