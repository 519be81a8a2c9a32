"""What is varied while a new letter is learned: its code, by noise, and its one example.

A column that fits one example to the last point says nothing of other drawings of the letter. With
the code and the example a little different at each iteration, it becomes one for all that is near.
And for a code between the new letter and a known one it learns to write what lies between the
example and that letter, as it is in training (`ductus.learning.mixtures`): the way from letter to
letter is straight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from ductus.data.features import FEATURES
from ductus.learning.copies import turned
from ductus.networks import Network


def varied_loss(
    model: Network,
    symbols: Sequence[str],
    examples: Tensor,
    lengths: Tensor,
    *,
    noise: float,
    mixing: float,
    distortion: float,
    known: Sequence[str],
    seed: int,
) -> Callable[[Tensor], Tensor]:
    """The loss (B,) of examples by their columns (B, D), varied anew at each call.

    Each example has a generator of its own, from seed and symbol. Parameters are those of
    `ductus.learning.oneshot.infer_columns`.
    """
    as_it_is = model.own_loss_to(examples, lengths, known)
    entropies = [[seed, model.symbols.index(symbol)] for symbol in symbols]
    noises = [_generator(entropy) for entropy in entropies]
    maps = [_generator([*entropy, 1]) for entropy in entropies]
    shares = [_generator([*entropy, 2]) for entropy in entropies]
    written = _written(model, known, len(examples)) if mixing else None

    def loss(columns: Tensor) -> Tensor:
        code = _noise(noises, lengths, len(known), noise) if noise or mixing else None
        shown = distorted(examples, distortion, maps) if distortion else examples
        if mixing:
            code, shown = _mixed(code, shown, written, mixing, shares)
        drawn = [] if code is None else [code]
        if shown is examples:
            return as_it_is(columns, *drawn)
        return model.own_loss_to(shown, lengths, known)(columns, *drawn)

    return loss


def distorted(examples: Tensor, distortion: float, sources: Sequence[torch.Generator]) -> Tensor:
    """Drawings (T, B, 4), each slanted, turned and stretched by a random linear map.

    Its entries are those of the identity and normal deviations with standard deviation
    `distortion`. The longest step of each keeps its length, as features have it.
    """
    maps = torch.stack([torch.randn(2, 2, generator=source) for source in sources])
    maps = torch.eye(2) + distortion * maps
    slanted = turned(examples, maps)
    longest, now = (each[..., :2].norm(dim=-1).amax(dim=0) for each in (examples, slanted))
    scale = torch.where(now > 0, longest / now.clamp(min=1e-6), 1.0)
    return torch.cat([slanted[..., :2] * scale[:, None], examples[..., 2:]], dim=-1)


def _noise(sources: Sequence[torch.Generator], lengths: Tensor, known: int, noise: float) -> Tensor:
    """Noise on codes (T, B, K + 1), zero behind each end."""
    drawn = torch.zeros(int(lengths.max()), len(sources), known + 1)
    for i, (length, source) in enumerate(zip(lengths.tolist(), sources, strict=True)):
        drawn[:length, i] = torch.randn(length, known + 1, generator=source)
    return noise * drawn


def _written(model: Network, known: Sequence[str], steps: int) -> Tensor:
    """What the network writes for known symbols: (K, T, 4), zero behind an end of its own."""
    drawings = model.write(model.codes(known), [steps] * len(known))
    written = torch.zeros(len(known), steps, len(FEATURES))
    for symbol, drawing in zip(written, drawings, strict=True):
        symbol[: len(drawing)] = torch.from_numpy(drawing)
    return written


def _mixed(
    code: Tensor,
    shown: Tensor,
    written: Tensor,
    mixing: float,
    sources: Sequence[torch.Generator],
) -> tuple[Tensor, Tensor]:
    """Changes of codes (T, B, K + 1) and drawings (T, B, 4), some mixed with a known symbol's."""
    code, shown = code.clone(), shown.clone()
    for i, source in enumerate(sources):
        share, chance = torch.rand(2, generator=source).tolist()
        other = int(torch.randint(len(written), (), generator=source))
        if chance < mixing:
            code[:, i, other] += share
            code[:, i, -1] -= share
            shown[:, i] += share * (written[other] - shown[:, i])
    return code, shown


def _generator(entropy: Sequence[int]) -> torch.Generator:
    return torch.Generator().manual_seed(int(np.random.default_rng(entropy).integers(2**63)))
