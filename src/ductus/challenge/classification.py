"""Identification: which letter is this trajectory? (paper, Section 3.3)

The network has no recogniser. Its input is adapted until it writes the probe: a code, constant
over time, starts at zero and follows the gradient of the loss; its largest entry names the letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from ductus.model import GenerativeLSTM
from ductus.objectives import masked_mse
from ductus.oneshot import frozen
from ductus.preprocessing import Drawings, pad
from ductus.written import features_of, written_table

CHUNK = 64  # probes in one batch: beyond, a step costs in proportion


def infer_codes(
    model: GenerativeLSTM,
    probes: Tensor,
    lengths: Tensor,
    iterations: int,
    learning_rate: float,
    start: str = "zero",
) -> tuple[Tensor, Tensor]:
    """Infer the code with which the network writes each probe.

    Probes do not influence each other: the loss is summed over them and Adam scales each entry
    of each code by itself. They are taken in batches of similar length to save padding.

    Parameters
    ----------
    probes : (T, P, 4) features, lengths (P,) their steps.
    start : ``zero``, as in the paper, or ``uniform``, 1 / S in each entry.

    Returns
    -------
    codes (P, S), and the masked mean squared error (P,) with which they write the probes.
    """
    value = 0.0 if start == "zero" else 1 / len(model.symbols)
    codes = torch.full((len(lengths), len(model.symbols)), value)
    losses = torch.empty(len(lengths))
    with frozen(model):
        for chunk in torch.argsort(lengths, stable=True).split(CHUNK):
            longest = int(lengths[chunk].max())
            codes[chunk], losses[chunk] = _infer_batch(
                model,
                probes[:longest, chunk],
                lengths[chunk],
                codes[chunk],
                iterations,
                learning_rate,
            )
    return codes, losses


def _infer_batch(
    model: GenerativeLSTM,
    probes: Tensor,
    lengths: Tensor,
    codes: Tensor,
    iterations: int,
    learning_rate: float,
) -> tuple[Tensor, Tensor]:
    codes = codes.clone().requires_grad_()
    optimiser = torch.optim.Adam([codes], lr=learning_rate)
    for _ in range(iterations):
        optimiser.zero_grad()
        masked_mse(model(codes, len(probes)), probes, lengths).sum().backward()
        optimiser.step()
    with torch.no_grad():
        return codes.detach(), masked_mse(model(codes, len(probes)), probes, lengths)


def largest_entry(codes: np.ndarray, symbols: list[str], among: list[str]) -> list[str]:
    """The symbol of the largest entry of each code (P, S), looking only at those in `among`."""
    columns = [symbols.index(s) for s in among]
    return [among[i] for i in np.asarray(codes)[:, columns].argmax(axis=1)]


def gather_cases(
    variants: pd.DataFrame, people: Mapping[str, Drawings], seed: int
) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Collect the probes of all conditions.

    Parameters
    ----------
    variants : written trajectories by character, noise and draw.
    people : drawings by people, by condition (``same_writer``, ``other_writer``).

    Returns
    -------
    cases : a row per probe: seed, condition (also ``generated``), noise (NaN for people),
        character, writer, instance (of a variant: which draw).
    probes : features (T, 4) of each.
    """
    rows, probes = [], []
    for (character, noise, draw), steps in variants.groupby(
        ["character", "noise", "draw"], sort=False
    ):
        rows.append(("generated", noise, character, "", draw))
        probes.append(features_of(steps))
    for condition, drawings in people.items():
        keys = drawings.keys
        for writer, symbol, instance in zip(keys.writer, keys.symbol, keys.instance, strict=True):
            rows.append((condition, np.nan, symbol, writer, instance))
        probes.extend(drawings if len(drawings) else [])
    columns = ["condition", "noise", "character", "writer", "instance"]
    cases = pd.DataFrame(rows, columns=columns)
    cases.insert(0, "seed", seed)
    return cases, probes


def identify(
    model: GenerativeLSTM,
    cases: pd.DataFrame,
    probes: Sequence[np.ndarray],
    new: list[str],
    iterations: int,
    learning_rate: float,
    start: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Identify every probe and say how it went.

    Parameters
    ----------
    cases : DataFrame with a row per probe; `character` is what it is meant to be.
    probes : features (T, 4) of each.
    new : the characters learned from one example, for the narrower choice among these alone.

    Returns
    -------
    numbers : the cases with predicted, predicted_among_new, correct, correct_among_new, mse (of
        the probe written from its inferred code), and the code in columns ``code_<symbol>``.
    written : case (row of `cases`), kind (``probe`` or ``written``), frame and the features.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    codes, losses = infer_codes(model, padded, lengths, iterations, learning_rate, start)
    with torch.no_grad():
        written = model(codes, len(padded)).numpy()

    numbers = cases.reset_index(drop=True).copy()
    for column, among in (("", model.symbols), ("_among_new", new)):
        numbers[f"predicted{column}"] = largest_entry(codes.numpy(), model.symbols, among)
    for column in ("", "_among_new"):
        numbers[f"correct{column}"] = numbers[f"predicted{column}"] == numbers.character
    numbers["mse"] = losses.numpy()
    entries = pd.DataFrame(codes.numpy(), columns=[f"code_{s}" for s in model.symbols])

    trajectories = []
    for case, probe in enumerate(probes):
        trajectories.append(({"case": case, "kind": "probe"}, probe))
        trajectories.append(({"case": case, "kind": "written"}, written[: len(probe), case]))
    return pd.concat([numbers, entries], axis=1), written_table(trajectories)
