"""Small handwriting for unit tests: a few made-up letters, no data file needed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from browsers import opened
from configs import schedule, shot, split_of

from ductus.data.features import Drawings, to_features
from ductus.data.split import examples, writing_lengths
from ductus.data.trajectory import as_trajectories
from ductus.learning.oneshot import learn
from ductus.learning.training import train
from ductus.networks.catalogue import new_network
from ductus.tasks.methods import Task

SYMBOLS, TRAINED, NEW = list("abcde"), list("abc"), list("de")


def scribble(rng: np.random.Generator, symbol: str, length: int) -> pd.DataFrame:
    """A curve whose frequencies depend on the symbol, in two strokes, with some noise."""
    t = np.linspace(0, 1, length)
    k = SYMBOLS.index(symbol) + 1
    return pd.DataFrame(
        {
            "frame": range(length),
            "x": np.cos(2 * k * t) + 0.3 * t + 0.01 * rng.standard_normal(length),
            "y": np.sin(3 * t + k) + 0.01 * rng.standard_normal(length),
            "pressure": 0.3 + 0.4 * t,
            "stroke": (t > 0.6).astype(int),
            "time": 0.02 * np.arange(length),
        }
    )


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    """3 writers x 5 symbols x 4 instances of 8 to 14 steps, as the one table."""
    rng = np.random.default_rng(0)
    drawings = []
    for writer in ("w01", "w02", "w03"):
        for symbol in SYMBOLS:
            for instance in range(4):
                drawing = scribble(rng, symbol, int(rng.integers(8, 15)))
                drawings.append(drawing.assign(writer=writer, symbol=symbol, instance=instance))
    return as_trajectories(pd.concat(drawings), "test")


@pytest.fixture(scope="session")
def drawings(table: pd.DataFrame) -> Drawings:
    return to_features(table)


@pytest.fixture(scope="session")
def split(drawings):
    return split_of(drawings.keys, TRAINED, NEW, same_writer=3, other_writers=2)


@pytest.fixture(scope="session")
def inferences(drawings, split):
    """A small network that learned a to c well enough, and what it made of d and e by w01."""
    network = new_network(SYMBOLS, dense=24, hidden=24, bias=False, seed=0)
    untrained = new_network(SYMBOLS, dense=24, hidden=24, bias=False, seed=0)
    plan = schedule(steps=400, learning_rate=0.01, log_every=100)
    train(network, drawings.where(symbol=TRAINED), plan, seed=0, progress=False)
    shown = list(examples(drawings, split, NEW, "w01"))
    results = learn(network, untrained, NEW, shown, mode="apart", **shot(400, 0.02))
    return network, [
        {"character": s, "iterations": 400, **r} for s, r in zip(NEW, results, strict=True)
    ]


@pytest.fixture(scope="session")
def learner(inferences):
    network, results = inferences
    columns = {r["character"]: torch.from_numpy(r["column_inferred"]) for r in results}
    return network.with_own(columns)


@pytest.fixture(scope="session")
def task(learner, drawings, split):
    """What a method of recognition may know, after the examples of writer w01."""
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    untrained = new_network(SYMBOLS, dense=24, hidden=24, bias=False, seed=0)
    lengths = writing_lengths(drawings, split, "w01")
    return Task(learner, untrained, TRAINED, NEW, shown, lengths)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A SQLite database of MLflow without runs, to be copied: its tables take a second to make."""
    from ductus.tracking.store import SQLITE, Store

    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    Store(f"{SQLITE}{path}", "none", 1, None)
    return path


@pytest.fixture(scope="session")
def chromium():
    """A browser for the tests of a process; skips where there is none."""
    with opened() as browser:
        yield browser
