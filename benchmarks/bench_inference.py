"""One-shot inference and identification: all in one call, one by one, and as people write it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

import plain
from conftest import NEW, SYMBOLS
from ductus.data.features import Drawings, pad
from ductus.learning.oneshot import infer_columns
from ductus.tasks.methods.gradient import infer_codes

ONESHOT_RATE, CODE_RATE = 0.001, 0.01  # as the paper has them
ONESHOT = {"falling": False, "start": "zero", "noise": 0, "mixing": 0, "distortion": 0, "pull": 0}
ONESHOT |= {"known": [], "seed": 0}


@pytest.fixture(scope="module")
def found() -> dict[str, Tensor]:
    """What each way found, by which they are compared."""
    return {}


@pytest.mark.parametrize("way", ["at_once", "one_by_one", "plain"])
def bench_oneshot(way, turn, once, benchmark, drawings, network, size, found):
    examples = by_writer(drawings, 0)

    def run() -> Tensor:
        how = {"iterations": size.iterations, "learning_rate": ONESHOT_RATE}
        if way == "at_once":
            return infer_columns(network, NEW, *padded(examples), **how, **ONESHOT)[0]
        if way == "one_by_one":
            return torch.cat(
                [
                    infer_columns(network, [s], *padded([e]), **how, **ONESHOT)[0]
                    for s, e in pairs(examples)
                ]
            )
        column = [
            plain.infer_column(plain.Network(network), SYMBOLS.index(s), torch.from_numpy(e), **how)
            for s, e in pairs(examples)
        ]
        return torch.stack(column)

    result = once(run, what="oneshot", way=way, n=len(examples), turn=turn)
    benchmark.extra_info.update(iterations=size.iterations, steps=sum(map(len, examples)))
    agree(found, "columns", result)


@pytest.mark.parametrize("way", ["at_once", "one_by_one", "plain"])
def bench_identification(way, turn, once, benchmark, drawings, network, size, found):
    identify(by_writer(drawings, 1), way, turn, once, benchmark, network, size, found)


def bench_identification_of_many(once, benchmark, drawings, network, size, found):
    many = spread(drawings, size.probes)
    identify(many, "at_once", 0, once, benchmark, network, size, found)


def bench_identification_of_many_plain(once, benchmark, drawings, network, size):
    """Some of them, spread over the lengths; how long all would take is said as such."""
    some = sorted(spread(drawings, size.probes), key=len)
    some = [some[i] for i in places(len(some), size.plain_probes)]
    identify(some, "plain", 0, once, benchmark, network, size, {}, stand_for=size.probes)


def identify(
    probes, way, turn, once, benchmark, network, size, found, stand_for: int | None = None
) -> None:
    def run() -> Tensor:
        how = {"iterations": size.iterations, "learning_rate": CODE_RATE}
        if way == "at_once":
            return infer_codes(network, *padded(probes), **how)[0]
        if way == "one_by_one":
            return torch.cat([infer_codes(network, *padded([p]), **how)[0] for p in probes])
        copy = plain.Network(network)
        return torch.stack([plain.infer_code(copy, torch.from_numpy(p), **how) for p in probes])

    n = stand_for or len(probes)
    result = once(run, what="identification", way=way, n=n, turn=turn)
    benchmark.extra_info.update(
        iterations=size.iterations, steps=sum(map(len, probes)), measured=len(probes)
    )
    agree(found, f"codes {n}", result)


def agree(found: dict[str, Tensor], what: str, result: Tensor) -> None:
    """Speed counts only where the results are the same."""
    first = found.setdefault(what, result)
    torch.testing.assert_close(result, first, rtol=0.0, atol=0.02 * float(first.abs().max()))


def by_writer(drawings: Drawings, place: int) -> list[np.ndarray]:
    """The first drawing of each new symbol by the writer at this place."""
    writer = drawings.keys.writer.unique()[place]
    mine = drawings.where(writer=writer, instance=0)
    return [next(iter(mine.where(symbol=symbol))) for symbol in NEW]


def spread(drawings: Drawings, count: int) -> list[np.ndarray]:
    """So many drawings of new symbols, spread over all."""
    new = list(drawings.where(symbol=NEW))
    return [new[i] for i in places(len(new), count)]


def places(length: int, count: int) -> list[int]:
    """`count` indices below `length`, evenly spread."""
    return [i * length // count + length // (2 * count) for i in range(count)]


def pairs(examples: list[np.ndarray]) -> zip:
    return zip(NEW, examples, strict=True)


def padded(drawings: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    steps, lengths = pad(drawings)
    return torch.from_numpy(steps), torch.from_numpy(lengths)
