"""Training on a to m to the same excess loss: Ductus's stage against a plain loop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

import cpu
import plain
from conftest import SYMBOLS, TRAINED
from ductus.data.features import Drawings
from ductus.learning.objectives import SymbolMeans, excess
from ductus.learning.training import train
from ductus.learning.training_data import Schedule, TrainingData
from ductus.networks.lstm import GenerativeLSTM

LOG_EVERY = 20  # updates of Ductus between points of the curve; evaluating counts in its time
PLAIN_EVERY = 50  # of the plain loop; evaluating does not count
SAY_EVERY = 60.0  # seconds

Curve = list[tuple[float, int, float]]  # CPU seconds, updates, excess


# Where the machine slows down in the long one in between, the ones around it disagree.
@pytest.mark.parametrize(
    ("way", "seed"), [("ductus", 1), ("plain", 1), ("ductus", 2), ("ductus", 3)]
)
def bench_training(way, seed, once, benchmark, drawings, schedule, untrained, size):
    drawings, network = drawings.where(symbol=TRAINED), untrained(seed)
    if way == "plain":
        every = TrainingData(drawings, SYMBOLS, schedule, seed).all

        def run() -> Curve:
            return plain_curve(drawings, network, every, seed, size.goals[-1], size.cap)
    else:

        def run() -> Curve:
            return ductus_curve(drawings, network, schedule, seed)

    curve = once(run, what="training", way=way, seed=seed)
    benchmark.extra_info.update(
        curve=curve,
        goals=size.goals,
        drawings=len(drawings),
        objective=schedule.objective,
        steps=schedule.steps,
    )
    assert curve[-1][2] < curve[0][2]


def ductus_curve(
    drawings: Drawings, network: GenerativeLSTM, schedule: Schedule, seed: int
) -> Curve:
    """The training stage as config.yaml has it, with all that it does besides computing."""
    curve: Curve = []
    begin = cpu.seconds()

    def add(point: dict[str, float]) -> None:
        curve.append((cpu.seconds() - begin, int(point["step"]), point["excess"]))

    train(
        network,
        drawings,
        replace(schedule, log_every=LOG_EVERY),
        seed,
        report=lambda: add,
        progress=False,
    )
    return curve


def plain_curve(
    drawings: Drawings,
    start: GenerativeLSTM,
    every: SymbolMeans,
    seed: int,
    goal: float,
    cap: float,
) -> Curve:
    """The plain loop until it reaches the goal or the cap; the points at which it was best."""
    network = plain.Network(start)
    best: Curve = [(0.0, 0, excess_of(network, every))]
    said = time.monotonic()
    for spent, updates in timed(plain.train(network, plain.Letters(drawings, SYMBOLS), seed)):
        if updates % PLAIN_EVERY and spent < cap:
            continue
        now = excess_of(network, every)
        if now < best[-1][2]:
            best.append((spent, updates, now))
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            print(f"\n  plain: {spent:.0f} CPU s, excess {best[-1][2]:.6f}", end="", flush=True)
        if best[-1][2] <= goal or spent >= cap:
            return [*best, (spent, updates, best[-1][2])]  # the last says how far it went
    raise AssertionError("the plain loop ended")


def timed(updates: Iterator[int]) -> Iterator[tuple[float, int]]:
    """CPU seconds that the updates took, without what is done between them."""
    spent, begin = 0.0, cpu.seconds()
    for update in updates:
        spent += cpu.seconds() - begin
        yield spent, update
        begin = cpu.seconds()


@torch.no_grad()
def excess_of(network: plain.Network, every: SymbolMeans) -> float:
    """The excess over all drawings, as Ductus measures its own."""
    codes = torch.eye(len(SYMBOLS))[every.label]
    written = network(codes[:, None].expand(-1, len(every.mean), -1))
    return float(excess(written.transpose(0, 1), every))
