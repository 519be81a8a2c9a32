"""Whatever is wrong with a file or a disk, each stage says it in one line and loses nothing."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import tiny_run
import torch
from configs import given
from filelock import FileLock

from ductus.data.sources.synthetic import synthesise
from ductus.figures.catalogue import of_target
from ductus.networks.catalogue import new_network
from ductus.networks.stored import load, save
from ductus.tables import files as tables
from ductus.tables.columns import TASKS

STAGES = [stage for stage in tiny_run.COMMANDS if tiny_run.read_by(stage)]
# Figures are all saved by the same few lines: one with an animation stands for them.
MADE = [s for s in tiny_run.COMMANDS if s == "figure blending" or not s.startswith("figure ")]


@pytest.fixture(scope="session")
def made(tmp_path_factory, worker_id):
    """Results of the stages, one for all workers. Only to copy."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "stages"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = tmp_path_factory.mktemp("making")
            with contextlib.chdir(making):
                for stage in MADE:
                    assert tiny_run.run(stage) == 0, stage
            making.rename(folder)
    return folder


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    """Results of the stages, to spoil."""
    return shutil.copytree(made, tmp_path_factory.mktemp("results") / "of all stages")


@pytest.fixture
def refused(folder, capsys, monkeypatch):
    """Run a stage that has to fail in one line and change nothing; returns the line."""
    monkeypatch.chdir(folder)

    def run(stage, *more, how=contextlib.nullcontext):
        before = written(folder)
        capsys.readouterr()
        with how():
            status = tiny_run.run(stage, *more)
        said = capsys.readouterr().err
        assert status == 2, f"{stage} went on"
        assert len(said.splitlines()) == 1, said
        assert written(folder) == before, f"{stage} changed what was there"
        return said

    return run


def written(folder):
    """All files, and when each was written: anew, if only to the same, would be a change."""
    paths = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    states = {path: os.stat(path) for path in paths}
    return {path: (s.st_ino, s.st_size, s.st_mtime_ns) for path, s in states.items()}


@contextlib.contextmanager
def in_place_of(path):
    """A file's place, for something else; afterwards the file is there again."""
    kept = path.read_bytes()
    path.unlink()
    try:
        yield path
    finally:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        path.write_bytes(kept)


DAMAGE = {
    "missing": lambda path, good: None,
    "empty": lambda path, good: path.write_bytes(b""),
    "half": lambda path, good: path.write_bytes(good[: len(good) // 2]),
    "text": lambda path, good: path.write_text("not what it should be\n"),
    "UTF-16": lambda path, good: path.write_bytes("a,ß\n1,2\n".encode("utf-16")),
    "zeros": lambda path, good: path.write_bytes(bytes(500)),
    "folder": lambda path, good: path.mkdir(),
    "another CSV": lambda path, good: path.write_text("a,b\n1,2\n"),
    "another Parquet": lambda path, good: pd.DataFrame({"a": [1]}).to_parquet(path),
    "other arrays": lambda path, good: path.write_bytes(arrays(a=np.ones(2))),
    "another network": lambda path, good: torch.save({"a": torch.ones(2)}, path),
    "code": lambda path, good: torch.save({"a": Hostile()}, path),
}


class Hostile:
    """Makes a folder when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("hostile",)


def arrays(**named):
    import io

    buffer = io.BytesIO()
    np.savez(buffer, **named)
    return buffer.getvalue()


@pytest.mark.reliability(
    "Bad input: files between stages: missing, empty, cut, other encoding, other tables, "
    "arrays or networks, code"
)
@pytest.mark.parametrize("stage", STAGES)
def test_a_file_that_is_not_what_it_should_be_is_named(folder, refused, stage):
    for name in tiny_run.read_by(stage):
        good = (folder / name).read_bytes()
        for kind, damage in DAMAGE.items():
            if kind == "half" and name.endswith(".csv"):
                continue  # a table of fewer rows; what writes them renames whole files
            with in_place_of(folder / name) as path:
                damage(path, good)
                said = refused(stage)
                assert name in said, (kind, said)
                assert not (folder / "hostile").exists()


def with_nan(path, good):
    """The same file with something in it that is no number."""
    if path.suffix == ".csv":
        path.write_bytes(good)
        table = pd.read_csv(path)
        numbers = {"value", "mean", "dtw", "accuracy_among_new", "share", "excess", "distance"}
        numbers |= {
            "dtw_to_first",
            "dtw_to_example",
            "step",
            "active",
            "squared_error",
            "place",
            "dx",
        }
        column = next(c for c in reversed(table.columns) if c in numbers)
        table[column] = np.inf
        table.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        path.write_bytes(good)
        table = pd.read_parquet(path)
        table["x" if "x" in table else "dx"] = np.nan
        table.to_parquet(path)
    elif path.suffix == ".npz":
        path.write_bytes(good)
        with np.load(path) as stored:
            known = dict(stored)
        path.write_bytes(
            arrays(**{k: v * np.nan if v.dtype.kind == "f" else v for k, v in known.items()})
        )
    else:
        path.write_bytes(good)
        stored = torch.load(path, weights_only=True)
        spoil(stored)
        torch.save(stored, path)


def floats_in(path):
    """Whether a file of arrays, or a table, has any number that could be none."""
    if path.suffix == ".csv":
        return len(pd.read_csv(path)) > 0
    with np.load(path) as stored:
        return any(array.dtype.kind == "f" for array in stored.values())


def spoil(stored):
    for value in stored.values():
        if isinstance(value, dict):
            spoil(value)
        elif isinstance(value, torch.Tensor) and value.is_floating_point():
            value[...] = float("nan")


@pytest.mark.reliability("Numbers that go wrong: NaN or infinite values in files between stages")
@pytest.mark.parametrize("stage", STAGES)
def test_what_is_no_number_is_not_gone_on_with(folder, refused, stage):
    for name in tiny_run.read_by(stage):
        bare = (".npz", "landscape_spheres.csv", "_cells.csv")
        if name.endswith(bare) and not floats_in(folder / name):
            continue  # pictures are bytes; and tiny networks have nothing to look around
        if name.endswith("_written.csv"):
            continue  # texts
        without = {".json", ".csv"} if name.endswith("classification_cases.csv") else {".json"}
        if (folder / name).suffix in without or (stage, name) == ("split", name):
            continue
        if name.endswith("classification.csv") and name.startswith("seed"):
            continue  # a method may have no numbers but for the characters
        good = (folder / name).read_bytes()
        with in_place_of(folder / name) as path:
            with_nan(path, good)
            said = refused(stage)
            assert name in said, said
            assert "finite" in said or "is missing or not a number" in said, said


def other_network(symbols, units):
    return lambda path: save(
        new_network(list(symbols), dense=units, hidden=units, bias=False, seed=0), path
    )


MISFITS = {
    "a model of other symbols": ("oneshot", "seed1/model.ckpt", other_network("abcd", 8)),
    "an untrained network of another shape": (
        "oneshot",
        "seed1/untrained.ckpt",
        other_network("advy", 9),
    ),
    "networks that did not infer": ("learner", "seed1/model.ckpt", other_network("advz", 8)),
    "a model for the sweep of other symbols": (
        "oneshot-iterations",
        "seed1/model.ckpt",
        other_network("abcd", 8),
    ),
}


@pytest.mark.reliability("Bad input: a network or checkpoint of another config")
@pytest.mark.parametrize(("stage", "name", "put"), MISFITS.values(), ids=MISFITS)
def test_a_network_of_another_run_is_told(folder, refused, stage, name, put):
    with in_place_of(folder / name) as path:
        put(path)
        said = refused(stage)
        assert name in said
        assert "different runs" in said


@pytest.mark.reliability("Bad input: a network or checkpoint of another config")
@pytest.mark.parametrize("stage", ["variation", "classification", "blending", "states", "page"])
def test_learners_of_another_run_are_told(folder, refused, stage):
    good = (folder / "seed1/learner.pt").read_bytes()
    for key, value in {"writers": ["w77", "w78"], "symbols": list("pqrs")}.items():
        with in_place_of(folder / "seed1/learner.pt") as path:
            path.write_bytes(good)
            stored = torch.load(path, weights_only=True)
            if key == "writers":
                stored["writers"] = value
            else:
                for network in ("trained", "untrained"):
                    stored[network]["shape"]["symbols"] = value
            torch.save(stored, path)
            said = refused(stage)
            assert "seed1/learner.pt" in said
            assert "different runs" in said


@pytest.mark.reliability("Bad input: a checkpoint that claims 16 TB")
def test_a_hostile_shape_costs_no_memory(folder, refused):
    good = (folder / "seed1/model.ckpt").read_bytes()
    with in_place_of(folder / "seed1/model.ckpt") as path:
        path.write_bytes(good)
        stored = torch.load(path, weights_only=True)
        stored["shape"]["hidden"] = 10**6  # 16 TB
        torch.save(stored, path)
        assert "size mismatch" in refused("oneshot")


@pytest.mark.reliability("Bad input: a network or checkpoint of another config")
def test_a_seed_in_another_seeds_place_is_told(folder, refused):
    text = (folder / "seed1/blending.csv").read_text()
    with in_place_of(folder / "seed1/blending.csv") as path:
        path.write_text(text.replace("\n1,", "\n2,"))
        assert "seed1/blending.csv: expected seed 1, got 2" in refused("tables")


@pytest.mark.reliability(
    "Bad input: files between stages: missing, empty, cut, other encoding, other tables, "
    "arrays or networks, code"
)
def test_every_column_of_a_seed_is_asked_for(folder, refused):
    for task, (columns, _) in TASKS.items():
        name = f"seed1/{task}.csv"
        table = pd.read_csv(folder / name)
        for column in columns:
            with in_place_of(folder / name) as path:
                table.drop(columns=column).to_csv(path, index=False)
                assert f"{name}: column {column!r} is missing" in refused("tables")


WRITING = [stage for stage in MADE if stage != "probes"]  # a split, as `split` is


@contextlib.contextmanager
def full_disk():
    """No file may grow beyond some bytes, as on a disk that is full."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


@pytest.mark.reliability("Bad input: a full disk, in each stage")
@pytest.mark.parametrize("stage", WRITING)
def test_a_full_disk_is_one_line_and_leaves_what_was_there(refused, stage):
    assert "cannot be written" in refused(stage, how=full_disk)


FULL = """
import gc, resource, sys
from ductus.errors import DuctusError
from ductus.networks.stored import write_stored

gc.collect()
resource.setrlimit(resource.RLIMIT_FSIZE, (64, -1))
try:
    write_stored([0] * 1000, sys.argv[1])
except DuctusError as error:
    print(error)
gc.collect()
"""


@pytest.mark.reliability("Bad input: a full disk, in each stage")
def test_nothing_is_left_behind_that_the_collector_stumbles_over(tmp_path):
    """Python 3.12.1 dies of a view into a BytesIO in a cycle, later ones complain of it."""
    command = [sys.executable, "-c", FULL, str(tmp_path / "a.pt")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "cannot be written" in done.stdout


@pytest.mark.reliability("Bad input: results that cannot be written to")
@pytest.mark.parametrize("stage", WRITING)
def test_a_folder_that_cannot_be_written_to_is_one_line(folder, refused, stage, monkeypatch):
    """Below a file no folder can be made, whoever one is; `root` may write anywhere else."""
    (folder / "blocked").write_text("a file")
    option, words = "", []
    for word in tiny_run.COMMANDS[stage].split():
        option = word if word.startswith("--") else option
        words.append(f"blocked/{word}" if option.startswith("--out") and word != option else word)
    monkeypatch.setitem(tiny_run.COMMANDS, stage, " ".join(words))
    assert "blocked/" in refused(stage)


@pytest.mark.reliability("Bad input: a full disk, in each stage")
def test_a_disk_that_is_really_full(folder, refused, tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        (small / "learner.pt").write_bytes(b"old")
        words = tiny_run.COMMANDS["learner"].replace("--out seed1/", f"--out {small}/")
        monkeypatch.setitem(tiny_run.COMMANDS, "learner", words)
        assert "No space left on device" in refused("learner")
        assert [(p.name, p.read_bytes()) for p in small.iterdir()] == [("learner.pt", b"old")]
    finally:
        subprocess.run(["umount", str(small)], check=True)


# Figures that show no drawing.
OF_NUMBERS = [f"figure {n}" for t in ("networks", "sequences", "sweep") for n in of_target(t)]


@pytest.mark.reliability(
    "Bad input: letters of one point, pressure of zero everywhere, through all stages"
)
def test_letters_of_one_point_and_of_no_pressure_go_all_the_way(tmp_path, monkeypatch):
    """A dot is a letter, and a pen that was not pressed has drawn all the same."""
    table = synthesise("advy", writers=3, instances=3, seed=0).assign(pressure=0.0)
    dots = table.symbol.isin(["v", "a"]) | (table.symbol.eq("y") & table.instance.eq(0))
    table[~dots | table.frame.eq(0)].to_csv(tmp_path / "own.csv", index=False)
    monkeypatch.chdir(tmp_path)
    config = given(
        data={"source": "own", "own": {"file": "own.csv"}},
        split={"trained": ["a", "d"], "new": ["v", "y"]},
    )
    words = f"data --config {config} --out data/trajectories.parquet"
    monkeypatch.setitem(tiny_run.COMMANDS, "data", words)
    for stage in tiny_run.COMMANDS:
        if stage not in OF_NUMBERS:
            assert tiny_run.run(stage) == 0, stage
    assert load("seed1/model.ckpt").symbols == list("advy")
    cases = tables.combine(tmp_path, "classification", [1])
    assert np.isfinite(cases[cases.method == "paper"].mse).all()
    assert len(pd.read_csv("tables/headline.csv"))
