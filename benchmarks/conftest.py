"""What all benchmarks share: how much, which data, which network; and what a record says."""

from __future__ import annotations

import os
import platform
import string
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

import cpu
import sizes
from ductus.data.features import Drawings, to_features
from ductus.errors import DuctusError
from ductus.learning.training_data import Schedule
from ductus.networks.catalogue import new_network
from ductus.networks.lstm import GenerativeLSTM

ROOT = Path(__file__).parents[1]
SYMBOLS = list(string.ascii_lowercase)
TRAINED, NEW = SYMBOLS[:13], SYMBOLS[13:]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="tiny sizes, synthetic handwriting")
    parser.addoption("--cap", type=float, default=35, help="CPU minutes for the plain training")
    parser.addoption("--smoke", action="store_true", help="the workflow of smoke.yaml")


def pytest_configure(config: pytest.Config) -> None:
    torch.set_num_threads(1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let ways that are compared take turns: whatever slows the machine down meets them all."""
    chosen = sizes.QUICK if metafunc.config.getoption("quick") else sizes.WHOLE
    if "turn" in metafunc.fixturenames:
        metafunc.parametrize("turn", range(chosen.turns))
    if "wanted" in metafunc.fixturenames:
        metafunc.parametrize("wanted", chosen.drawings)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.benchmark(timer=cpu.seconds))


def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict) -> None:
    """Add what speed depends on, and take out whose machine it is."""
    chip = machine_info["cpu"]
    kept = {
        "cpu": " ".join(chip.get("brand_raw", platform.processor()).split()),
        "features": " ".join(f for f in chip.get("flags", []) if f.startswith(("avx2", "avx512f"))),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": version("torch"),
        "lightning": version("pytorch-lightning"),
        "numpy": version("numpy"),
        "load": os.getloadavg()[0],  # processes that ran in the minute before
        "quick": config.getoption("quick"),
    }
    machine_info.clear()
    machine_info.update(kept)


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> sizes.Sizes:
    if request.config.getoption("quick"):
        return sizes.QUICK
    overlays = sizes.QUICK.overlays if request.config.getoption("smoke") else ()
    cap = 60 * request.config.getoption("cap")
    return replace(sizes.WHOLE, cap=cap, overlays=overlays)


@pytest.fixture(scope="session")
def config(size: sizes.Sizes) -> dict[str, Any]:
    """Return config.yaml, with a smaller network if the benchmarks are quick ones."""
    read = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    # By the drawings alone, as the plain loop does.
    alone = {"copies": "none", "backwards": False, "reached": 0, "mixing": 0, "falling": False}
    read["training"] |= alone | {"steps": 10000}
    if size.hidden:
        read["model"] |= {"dense": size.hidden, "hidden": size.hidden}
        read["training"]["steps"] = 40
    return read


@pytest.fixture(scope="session")
def schedule(config: dict[str, Any]) -> Schedule:
    """How the network is trained here."""
    return Schedule(**config["training"])


@pytest.fixture(scope="session")
def untrained(config: dict[str, Any]) -> Callable[[int], GenerativeLSTM]:
    """Make the network of config.yaml for a seed."""
    shape = config["model"]
    return lambda seed: new_network(SYMBOLS, **shape, seed=seed)


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest):
    """Return a to z of DigiLeTs as the one table; synthetic handwriting if quick."""
    if request.config.getoption("quick"):
        from ductus.data.sources.synthetic import synthesise

        return synthesise(SYMBOLS, 2, 2, 0)
    from ductus.data.sources.catalogue import archive_of
    from ductus.data.sources.digilets import read_digilets

    archive = archive_of(
        {"source": "digilets", "digilets": {"archive": os.environ.get("DUCTUS_DIGILETS")}}
    )
    try:
        return read_digilets(archive, SYMBOLS, ROOT / "data")
    except DuctusError as error:
        pytest.exit(f"{error}\nSet DUCTUS_DIGILETS to the path or address of DigiLeTs's archive", 2)


@pytest.fixture(scope="session")
def drawings(table) -> Drawings:
    return to_features(table)


@pytest.fixture(scope="session")
def network(untrained, drawings: Drawings, schedule: Schedule, size) -> GenerativeLSTM:
    """Return a network that writes a to m, for inference; not to be changed."""
    from ductus.learning.training import train

    learning = untrained(1)
    few = replace(schedule, steps=size.pretraining)
    train(learning, drawings.where(symbol=TRAINED), few, seed=1, progress=False)
    return learning.eval()


@pytest.fixture
def once(benchmark) -> Callable[..., Any]:
    """Call a function once, and record its CPU seconds with what is said about them."""

    def call(function: Callable[[], Any], **said: Any) -> Any:
        result = benchmark.pedantic(function, rounds=1, iterations=1)
        benchmark.extra_info.update(said)
        taken = benchmark.stats.stats.total
        words = " ".join(f"{v}" for v in said.values() if isinstance(v, str | int))
        print(f"\n  {words}: {taken:.2f} CPU s", end="", flush=True)
        return result

    return call
