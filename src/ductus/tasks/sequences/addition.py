"""Sums of numbers as strings: what is learned at a step, and how many answers are right."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ductus.data.sequences.addition import END, sums
from ductus.learning.predictors import Loss
from ductus.networks.predictor import ReaderWriter
from ductus.tasks.sequences import STATIC, Row

BATCH = 64  # sums of a step, of numbers with as many digits
TESTED = 500  # sums of each length
UNSEEN = 12345  # seed of the sums to test with


def loss_of(seed: int, digits: int) -> Loss:
    """The loss of a step: sums of numbers that have all a number of digits up to `digits`."""

    def loss(network: nn.Module, step: int) -> Tensor:
        rng = np.random.default_rng([seed, step])
        questions, answers = map(torch.from_numpy, sums(rng, int(rng.integers(digits)) + 1, BATCH))
        odds = network(questions, answers, END)
        return cross_entropy(odds.flatten(0, 1), answers.flatten())

    return loss


def measure(network: ReaderWriter, digits: int) -> tuple[list[Row], list[tuple[str, str]]]:
    """How many answers are right in every digit, up to one digit more than was learned.

    Returns
    -------
    Rows of right answers by digits of the numbers; and some sums as they were answered.
    """
    rows, said = [], []
    for count in range(1, digits + 2):
        rng = np.random.default_rng([UNSEEN, count])
        questions, answers = map(torch.from_numpy, sums(rng, count, TESTED))
        written = answered(network, questions, len(answers))
        right = float((written == answers).all(dim=0).float().mean())
        case = f"{count} digit{'s' * (count > 1)}"
        rows.append((STATIC, "right answers", case, right, TESTED))
        said += [(case, _as_read(questions[:, i], written[:, i])) for i in range(3)]
    return rows, said


@torch.no_grad()
def answered(network: ReaderWriter, questions: Tensor, length: int) -> Tensor:
    """What the writer holds likeliest at each place, having written what went before: (T, B)."""
    state, written = network.read(questions), [torch.full((questions.shape[1],), END)]
    for _ in range(length):
        odds, state = network.writer(written[-1][None], state)
        written.append(odds[0].argmax(dim=1))
    return torch.stack(written[1:])


def _as_read(question: Tensor, answer: Tensor) -> str:
    """``47+86=133``, the first digit first."""
    signs = "0123456789+"
    left = "".join(signs[one] for one in question.tolist())
    digits = [one for one in answer.tolist() if one < END]
    return f"{left}={''.join(signs[one] for one in digits[::-1])}"
