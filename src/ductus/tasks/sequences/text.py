"""Text: what is learned at a step, and how well each next character is predicted."""

from __future__ import annotations

import re

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ductus.data.sequences.text import Text, encode
from ductus.learning.predictors import Loss
from ductus.tasks.sequences import DYNAMIC, STATIC, Row
from ductus.tasks.sequences.following import (
    Adapting,
    Followed,
    best_rate,
    follow,
    usual_gradients,
)
from ductus.tasks.sequences.writing import write

BATCH, LENGTH = 32, 50  # places of a text at which is learned at once, and characters of each
GRADIENTS = 20  # batches by which usual gradients are known
CHOSEN_BY = 4  # the rate of adapting: this part of the characters to test with, of the valid part
TEMPERATURES = (0.3, 0.7, 1.0)
WRITTEN, SAMPLES = 240, 8  # characters of a sample, and how many


def loss_of(text: Text) -> Loss:
    """The loss of a step: `BATCH` places of the text, spread evenly, each goes on where it was."""
    codes = torch.from_numpy(encode(text.train, text.symbols))
    batch = min(BATCH, len(codes) // (LENGTH + 1))
    rows = codes[: len(codes) // batch * batch].view(batch, -1).T  # (places, batch)
    steps = max((len(rows) - 1) // LENGTH, 1)
    kept = {}

    def loss(network: nn.Module, step: int) -> Tensor:
        begin = step % steps * LENGTH
        piece = rows[begin : begin + LENGTH + 1]
        state = network.begin(batch) if begin == 0 or not kept else kept["state"]
        odds, state = network(piece[:-1], state)
        kept["state"] = [tuple(one.detach() for one in layer) for layer in state]
        return cross_entropy(odds.flatten(0, 1), piece[1:].flatten())

    return loss


def measure(network: nn.Module, text: Text, characters: int, loss: Loss) -> list[Row]:
    """How well each next character of the test part is predicted, static and dynamic.

    Parameters
    ----------
    characters : to test with, at most, from the beginning of that part.
    loss : of a step of the training, by which usual gradients are known.
    """
    parts = {
        "valid": pieces(encode(text.valid[: characters // CHOSEN_BY], text.symbols)),
        "test": pieces(encode(text.test[:characters], text.symbols)),
    }
    usual = usual_gradients(network, loss, GRADIENTS)

    def adapted(part: str, rate: float) -> list[Followed]:
        return follow(network, parts[part], goes_on=True, adapting=Adapting(rate, usual))

    rate = best_rate(lambda rate: float(joined(adapted("valid", rate)).nats.mean()))
    rows = told(STATIC, joined(follow(network, parts["test"], goes_on=True)))
    rows += told(DYNAMIC, joined(adapted("test", rate)))
    return [*rows, (DYNAMIC, "rate chosen", "", rate, 1)]


def told(evaluation: str, found: Followed) -> list[Row]:
    """Bits a character, perplexity and error of characters that were followed."""
    nats, count = float(found.nats.mean()), len(found.nats)
    return [
        (evaluation, "bits a character", "", nats / np.log(2), count),
        (evaluation, "perplexity", "", float(np.exp(nats)), count),
        (evaluation, "error", "", 1 - float(found.right.float().mean()), count),
    ]


def samples(network: nn.Module, text: Text, seed: int) -> tuple[list[Row], list[tuple[str, str]]]:
    """What a network writes by itself, by temperature.

    Returns
    -------
    Rows of the share of words that the training part knows; and a sample of each temperature.
    """
    known = set(re.findall(r"\w+", text.train))
    given = torch.from_numpy(encode(text.valid[:LENGTH], text.symbols))[:, None]
    rows, written = [], []
    for temperature in TEMPERATURES:
        generator = torch.Generator().manual_seed(seed)
        codes = write(network, given.expand(-1, SAMPLES), WRITTEN, generator, temperature)
        texts = ["".join(text.symbols[code] for code in one) for one in codes.T.tolist()]
        words = [word for one in texts for word in re.findall(r"\w+", one)[1:-1]]
        case = f"temperature {temperature:g}"
        share = float(np.mean([word in known for word in words])) if words else 0.0
        rows.append(("", "words known", case, share, len(words)))
        written.append((case, texts[0]))
    return rows, written


def pieces(codes: np.ndarray) -> list[Tensor]:
    """Codes in pieces (LENGTH + 1,), each of which begins with the last of the one before."""
    whole = torch.from_numpy(codes)
    return [whole[begin : begin + LENGTH + 1] for begin in range(0, len(whole) - 1, LENGTH)]


def joined(found: list[Followed]) -> Followed:
    """All pieces as one."""
    return Followed(*(torch.cat(each) for each in zip(*found, strict=True)))
