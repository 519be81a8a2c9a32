"""The page that asks people, one file that needs nothing else; who made what is not in it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from ductus.data.features import to_positions
from ductus.tasks.asking import Question


def page(questions: Sequence[Question], title: str) -> str:
    """The page, as HTML."""
    asked = [
        {
            "question": number,
            **{side: _strokes(getattr(one, side)) for side in ("example", "left", "right")},
        }
        for number, one in enumerate(questions)
    ]
    environment = Environment(
        loader=PackageLoader(__package__), undefined=StrictUndefined, autoescape=True
    )
    drawings = json.dumps(asked, separators=(",", ":"))
    return environment.get_template("asking.html.jinja").render(title=title, drawings=drawings)


def key(questions: Sequence[Question]) -> pd.DataFrame:
    """Who made what: question, exemplar_writer, character, source, level, side (the network's)."""
    rows = [
        (number, one.writer, one.character, one.source, one.level, one.network)
        for number, one in enumerate(questions)
    ]
    columns = ["question", "exemplar_writer", "character", "source", "level", "side"]
    return pd.DataFrame(rows, columns=columns)


def _strokes(steps: np.ndarray) -> list[list[list[float]]]:
    """Positions by stroke, in a box of one unit, y down; pressure would tell who drew it."""
    table = to_positions(steps)
    points = table[["x", "y"]].to_numpy() * [1, -1]
    low, high = points.min(axis=0), points.max(axis=0)
    side = (high - low).max() or 1.0
    points = ((points - (low + high) / 2) / side + 0.5).round(3)
    return [
        points[(table.stroke == stroke).to_numpy()].tolist() for stroke in table.stroke.unique()
    ]
