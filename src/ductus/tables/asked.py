"""What people answered who were asked which drawings are the network's."""

from __future__ import annotations

import pandas as pd
from scipy.stats import binomtest

from ductus.errors import DuctusError
from ductus.tables.intervals import CONFIDENCE
from ductus.tasks.asking import LEFT, RIGHT


def rates(answers: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """How often people told which drawing was the network's.

    Parameters
    ----------
    answers : participant, question, answer (the side).
    key : question, source, level, side (of the network's drawing).

    Returns
    -------
    source, level, n, participants, mean, low, high: the share of right answers with its 95 %
    interval (Wilson), answers taken as independent of each other.

    Raises
    ------
    DuctusError
        A question is not in the key, or an answer is no side.
    """
    for column, known in (("question", set(key.question)), ("answer", {LEFT, RIGHT})):
        wrong = ~answers[column].isin(known)
        if wrong.any():
            raise DuctusError(
                f"answers: row {int(wrong.to_numpy().argmax()) + 2}: {column} is "
                f"'{answers[column][wrong].iloc[0]}', which the page does not have"
            )
    both = answers.drop_duplicates(["participant", "question"], keep="last").merge(key)
    rows = []
    for (source, level), part in both.groupby(["source", "level"], sort=False):
        right = int((part.answer == part.side).sum())
        found = binomtest(right, len(part)).proportion_ci(CONFIDENCE, method="wilson")
        people = part.participant.nunique()
        rows.append((source, level, len(part), people, right / len(part), found.low, found.high))
    columns = ["source", "level", "n", "participants", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
