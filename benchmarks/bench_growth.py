"""What grows with the data: reading, the class statistics, 100 training steps; and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import NEW, TRAINED
from ductus.data.trajectory import KEYS, PART

STEPS = 100
JITTER = 0.02  # of a drawing's extent, each position by itself
ROWS = 2**20  # held in memory before they are written
STAGE = Path(__file__).with_name("growth_stage.py")


@pytest.fixture(scope="module")
def tables(table, size, tmp_path_factory) -> dict[int, tuple[Path, Path]]:
    """Return the tables, with a split, by about how many drawings they hold."""
    folder = tmp_path_factory.mktemp("growth")
    (folder / "written").mkdir()
    trained = table[table.symbol.isin(TRAINED)]
    drawings = len(trained[KEYS].drop_duplicates())
    made = {}
    for wanted in (0, *size.drawings):
        times = max(round(wanted / drawings), 1)
        few = trained[trained.writer.isin(trained.writer.unique()[:2])]
        rows = replicated(few if wanted == 0 else trained, times, np.random.default_rng(0))
        made[wanted] = written(rows, folder / f"{wanted}.parquet")
    return made


@pytest.mark.parametrize("what", ["reading", "training"])
def bench_growth(what, turn, wanted, once, benchmark, tables, config, tmp_path):
    out = tmp_path / "marks.json"
    command = [sys.executable, str(STAGE), what, "--out", str(out)]
    command += ["--small", *map(str, tables[0]), "--large", *map(str, tables[wanted])]
    sections = {key: config[key] for key in ("preprocessing", "model", "training", "trainer")}
    sections["training"] = sections["training"] | {"steps": STEPS}
    command += ["--config", json.dumps(sections)]
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    done = once(lambda: subprocess.run(command, **said), what=f"growth_{what}", n=wanted)
    path = tables[wanted][0]
    parquet = pq.ParquetFile(path)
    first = pd.read_parquet(path, columns=["frame"]).frame.eq(0)
    benchmark.extra_info.update(
        **(json.loads(out.read_text()) if done.returncode == 0 else {"marks": None}),
        failed=done.returncode,
        drawings=int(first.sum()),
        rows=parquet.metadata.num_rows,
        megabytes=path.stat().st_size / 1e6,
    )
    assert done.returncode in (0, -9), done.stdout  # -9: out of memory, which is a result


def replicated(table: pd.DataFrame, times: int, rng: np.random.Generator) -> Iterator[pd.DataFrame]:
    """The drawings so many times, each time by another writer's name and jittered; in order."""
    for writer, mine in table.groupby("writer", sort=True):
        drawing = mine.groupby(KEYS, sort=False)
        extent = np.hypot(
            drawing.x.transform("max") - drawing.x.transform("min"),
            drawing.y.transform("max") - drawing.y.transform("min"),
        )
        for number in range(times):
            moved = {
                axis: mine[axis] + JITTER * extent * rng.standard_normal(len(mine)) * (number > 0)
                for axis in ("x", "y")
            }
            yield mine.assign(writer=f"{writer}-{number:04d}", **moved)


def written(pieces: Iterator[pd.DataFrame], path: Path) -> tuple[Path, Path]:
    """Write pieces as one table, and the split that lets all writers train; their paths."""
    waiting, writers, file = [], [], None
    for piece in pieces:
        waiting.append(piece)
        writers.append(piece.writer.iloc[0])
        if sum(map(len, waiting)) >= ROWS:
            file, waiting = appended(file, path, waiting), []
    if waiting:
        file = appended(file, path, waiting)
    file.close()
    split = path.with_suffix(".json")
    chosen = {
        "trained": TRAINED,
        "new": NEW,
        "training_writers": writers,
        "exemplars": {"writers": writers[:1], "instance": 0},
        "same_writer": [],
        "other_writer": [],
    }
    split.write_text(json.dumps(chosen))
    return path, split


def appended(file: pq.ParquetWriter | None, path: Path, pieces: list[pd.DataFrame]):
    rows = pa.Table.from_pandas(pd.concat(pieces), preserve_index=False)
    file = file or pq.ParquetWriter(path, rows.schema)
    file.write_table(rows, row_group_size=PART)  # as `ductus data` writes them
    return file
