"""One stage by itself, in a process of its own: what its phases take, and its memory.

`ductus training` is run by its own command, once on a small table, so that everything is imported
and warm, and then on the table in question. A mark is set where its first update begins; what goes
into the class statistics is added up, as drawings are read in parts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cpu


def peak() -> float:
    """The most memory that this process has had so far, in MiB.

    Linux's own word: what getrusage says begins with the memory of whoever started the process.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)[1]) / 1024


class Marks:
    """CPU seconds and the peak of memory so far, at named moments; CPU seconds within functions."""

    def __init__(self) -> None:
        self.made: dict[str, dict[str, float]] = {}
        self.within = 0.0

    def set(self, name: str) -> None:
        self.made.setdefault(name, {"cpu": cpu.seconds(), "peak": peak()})

    def at(self, holder: Any, function: str, name: str) -> None:
        """Mark the beginning of the first call of a function."""
        inner = getattr(holder, function)

        def call(*args: Any, **kwargs: Any) -> Any:
            self.set(name)
            return inner(*args, **kwargs)

        setattr(holder, function, call)

    def add_up(self, holder: Any, function: str) -> None:
        """Add the CPU seconds of a function to those within."""
        inner = getattr(holder, function)

        def call(*args: Any, **kwargs: Any) -> Any:
            begin = cpu.seconds()
            try:
                return inner(*args, **kwargs)
            finally:
                self.within += cpu.seconds() - begin

        setattr(holder, function, call)


def reading(config: str) -> Callable[[Path, Path], None]:
    """All drawings of the trained characters as features, as stages read them."""
    from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

    preprocessing = json.loads(config)["preprocessing"]

    def run(table: Path, split: Path) -> None:
        parser = argparse.ArgumentParser()
        add_drawings_arguments(parser)
        how = parser.parse_args(["--trajectories", str(table), "--split", str(split)])
        chosen = read_split(split)
        read_drawings(how, preprocessing, chosen["trained"], chosen["training_writers"])

    return run


def training(config: str) -> Callable[[Path, Path], None]:
    """The training stage with this config."""
    from ductus.cli import main

    def run(table: Path, split: Path) -> None:
        beside = table.parent / "written"
        files = {"model": "m.ckpt", "untrained": "u.ckpt", "curve": "c.csv"}
        out = [word for k, v in files.items() for word in (f"--out-{k}", str(beside / v))]
        given = ["--config", config, "--trajectories", str(table), "--split", str(split)]
        if main(["training", *given, "--quiet", "--seed", "1", *out]):
            raise SystemExit(1)

    return run


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["reading", "training"])
    parser.add_argument("--small", type=Path, nargs=2, help="table and split to get warm with")
    parser.add_argument("--large", type=Path, nargs=2, help="table and split to measure")
    parser.add_argument("--config", help="what both read of the config, as JSON")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(arguments)
    run = {"reading": reading, "training": training}[args.what](args.config)
    run(*args.small)
    marks = Marks()
    if args.what == "training":
        from ductus.learning.objectives import SymbolSums
        from ductus.learning.training import TrainingModule

        marks.at(TrainingModule, "training_step", "begun")
        marks.add_up(SymbolSums, "add")
        marks.add_up(SymbolSums, "means")
    marks.set("start")
    run(*args.large)
    marks.set("end")
    args.out.write_text(json.dumps({"marks": marks.made, "statistics": marks.within}))


if __name__ == "__main__":
    main(sys.argv[1:])
