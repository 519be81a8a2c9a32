"""New variants of a letter: noise on the code at every step (paper, Section 3.2)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import torch

from ductus.data.distances import dtw, shape
from ductus.data.written import written_table
from ductus.networks import Network


def write_variants(
    model: Network, symbol: str, steps: int, noise: float, draws: int, seed: int
) -> list[np.ndarray]:
    """Variants of a symbol, as features (steps, 4) of each.

    Normally distributed noise with standard deviation `noise` is added to each entry of the code
    anew at every step; the same seed draws the same noise, so that variants of different
    strengths differ in strength alone.
    """
    generator = torch.Generator().manual_seed(seed)
    shape = (steps, draws, len(model.symbols))
    codes = model.codes([symbol]) + noise * torch.randn(shape, generator=generator)
    return model.write(codes, [steps] * draws)


def compare(
    model: Network,
    examples: Mapping[str, np.ndarray],
    *,
    noise: Sequence[float],
    draws: int,
    seed: int,
    writer: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write variants of each character and measure how far they are from its example.

    Parameters
    ----------
    examples : features (T, 4) of the one example of each character.
    noise, draws : standard deviations, and variants of each character for each of them.
    writer : who drew them; each exemplar writer has noise of its own.

    Returns
    -------
    numbers : seed, character, noise, draw, dtw_to_example, nearest (the character whose example is
        nearest to the variant, by the same distance).
    written : character, noise, draw, frame and the features.
    """
    shapes = {c: shape(steps) for c, steps in examples.items()}
    rows, trajectories = [], []
    for place, (character, example) in enumerate(examples.items()):
        for level in noise:
            variants = write_variants(
                model, character, len(example), level, draws, noise_seed(seed, writer, place)
            )
            for draw, written in enumerate(variants):
                keys = {"character": character, "noise": level, "draw": draw}
                trajectories.append((keys, written))
                distance = {c: dtw(shape(written), other) for c, other in shapes.items()}
                rows.append(
                    {
                        "seed": seed,
                        **keys,
                        "dtw_to_example": distance[character],
                        "nearest": min(distance, key=distance.get),
                    }
                )
    return pd.DataFrame(rows), written_table(trajectories)


def noise_seed(seed: int, writer: str, place: int) -> int:
    """A seed for the noise of the character at a place, of its own for each run and writer."""
    entropy = [seed, zlib.crc32(writer.encode()), place]
    return int(np.random.SeedSequence(entropy).generate_state(1)[0])
