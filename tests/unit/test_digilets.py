import hashlib
import io
import os
import string
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ductus.data.sources.catalogue import digilets_writers
from ductus.data.sources.digilets import SYMBOLS, parse_writer, read_digilets
from ductus.data.sources.synthetic import synthesise
from ductus.data.trajectory import KEYS, as_trajectories
from ductus.errors import DuctusError

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "data" / "digilets"  # synthetic handwriting, by `as_digilets`
FOLDER = "data/preprocessed/complete"


def as_digilets(table):
    """Return the one table as DigiLeTs files, name -> text; every writer under the same date."""
    files = {}
    for writer, drawings in table.groupby("writer"):
        lines = []
        order = sorted(drawings.symbol.unique(), key=SYMBOLS.index)
        for symbol in order:
            for _, points in drawings[drawings.symbol == symbol].groupby("instance"):
                pen_down = points.stroke.diff().ne(0).astype(int)
                rows = points.assign(pen_down=pen_down)[["x", "y", "pressure", "pen_down", "time"]]
                form = "{:.6f} {:.6f} {:.6f} {:.0f} {:.6f}".format
                lines.append(" ".join(form(*row) for row in rows.to_numpy()))
                lines.append(" ".join("1.0" if s == symbol else "0.0" for s in SYMBOLS))
        files[f"{FOLDER}/{writer}-x-0-right_2000-01-01-00-00-00_preprocessed"] = "\n".join(lines)
    return {name: f"{text}\n" for name, text in files.items()}


def packed(folder, files):
    """Write files into a .tar.gz under a top folder, and the list of their checksums beside it."""
    archive, checksums = folder / "archive.tar.gz", folder / "list.sha256"
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(f"top/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    checksums.write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()))
    return archive, checksums


def line_of(content, symbols=SYMBOLS):
    with pytest.raises(DuctusError) as caught:
        parse_writer(content, "w", symbols, "the/member")
    line = str(caught.value)
    assert line.startswith("the/member: ")
    assert "\n" not in line
    return line


LABEL_0 = b"1.0" + b" 0.0" * 61
POINT = b"0.5 0.5 0.5 1 0.0"


def test_what_was_written_is_read_back(tmp_path):
    table = synthesise("at7", writers=3, instances=2, seed=1)
    archive, checksums = packed(tmp_path, as_digilets(table))
    result = read_digilets(archive, "at7", checksums=checksums)
    pd.testing.assert_frame_equal(result, table, rtol=0, atol=6e-7)


def test_the_committed_files_are_read(tmp_path):
    files = {
        str(path.relative_to(TINY)): path.read_text(encoding="ascii")
        for path in sorted(TINY.rglob("*_preprocessed"))
    }
    archive, checksums = packed(tmp_path, files)
    table = read_digilets(archive, "at7", checksums=checksums)
    assert list(table.writer.unique()) == ["w01", "w02"]
    assert set(table.symbol) == set("at7")
    assert table[KEYS].drop_duplicates().shape[0] == 2 * 3 * 2
    assert table[(table.symbol == "t")].stroke.max() == 1


def test_only_the_symbols_asked_for_are_read(tmp_path):
    table = synthesise("at7", writers=1, instances=1, seed=1)
    archive, checksums = packed(tmp_path, as_digilets(table))
    assert set(read_digilets(archive, ["t"], checksums=checksums).symbol) == {"t"}


def test_instances_are_numbered_in_file_order_per_symbol():
    label_1 = b"0.0 1.0" + b" 0.0" * 60
    blocks = [(b"0.1", LABEL_0), (b"0.2", label_1), (b"0.3", LABEL_0), (b"0.4", label_1)]
    content = b"".join(x + b" 0 0.5 1 0.0\n" + label + b"\n" for x, label in blocks)
    table = parse_writer(content, "w", "01", "the/member")
    numbered = dict(zip(zip(table.symbol, table.instance, strict=True), table.x, strict=True))
    assert numbered == {("0", 0): 0.1, ("1", 0): 0.2, ("0", 1): 0.3, ("1", 1): 0.4}


def test_strokes_begin_where_the_pen_comes_down():
    down = [1, 0, 0, 1, 1, 0]
    points = " ".join(f"0 0 0.5 {d} {i / 50}" for i, d in enumerate(down)).encode()
    table = parse_writer(points + b"\n" + LABEL_0 + b"\n", "w", "0", "the/member")
    assert list(table.stroke) == [0, 0, 0, 1, 2, 2]


def test_y_is_not_flipped_and_pressure_below_zero_is_zero():
    content = b"0.1 0.9 -0.2 1 0.0 0.1 0.2 0.4 0 0.02\n" + LABEL_0
    table = parse_writer(content, "w", "0", "the/member")
    assert list(table.y) == [0.9, 0.2]
    assert list(table.pressure) == [0.0, 0.4]


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (POINT, "line 1: expected two lines a drawing"),
        (POINT + b"\n" + LABEL_0 + b"\n" + POINT + b"\n", "line 3: expected two lines a drawing"),
        (b"\n" + LABEL_0, "line 1: expected points of 5 values"),
        (POINT + b" 0.5 0.5\n" + LABEL_0, "line 1: expected points of 5 values"),
        (b"0.5 0.5 0.5 1\n" + LABEL_0, "line 1: expected points of 5 values"),
        (b"0.5 O.5 0.5 1 0.0\n" + LABEL_0, "line 1: expected numbers"),
        (b"0.5 nan 0.5 1 0.0\n" + LABEL_0, "line 1: holds a value that is not a finite number"),
        (b"0.5 1e999 0.5 1 0.0\n" + LABEL_0, "line 1: holds a value that is not a finite number"),
        (b"0.5 0.5 0.5 0 0.0\n" + LABEL_0, "line 1: expected pen_down 1 at the first point"),
        (b"0.5 0.5 0.5 2 0.0\n" + LABEL_0, "line 1: expected pen_down 1 at the first point"),
        (POINT + b"\n" + LABEL_0 + b" 0.0", "line 2: expected a one-hot label"),
        (POINT + b"\n" + LABEL_0[:-4], "line 2: expected a one-hot label"),
        (POINT + b"\n" + b"0.0" + b" 0.0" * 61, "line 2: expected a one-hot label"),
        (POINT + b"\n" + b"1.0 1.0" + b" 0.0" * 60, "line 2: expected a one-hot label"),
        (POINT + b"\n" + b"0.5 0.5" + b" 0.0" * 60, "line 2: expected a one-hot label"),
        (POINT + b"\n" + b"a" + b" 0.0" * 61, "line 2: expected numbers"),
        (b"0.5 \xff 0.5 1 0.0\n" + LABEL_0, "line 1: expected numbers"),
        ((POINT + b"\n" + LABEL_0).decode().encode("utf-16"), "expected numbers"),
        (bytes(range(256)), "line"),
    ],
)
def test_malformed_file_is_one_line_with_member_and_line(content, expected):
    assert expected in line_of(content)


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_a_drawing_whose_time_runs_backwards_is_refused(tmp_path):
    text = f"0 0 0.5 1 0.0 0 0 0.5 0 -0.02\n{LABEL_0.decode()}\n"
    archive, checksums = packed(tmp_path, {f"{FOLDER}/001-x_preprocessed": text})
    with pytest.raises(DuctusError, match="writer 001, symbol 0, instance 0, frame 1: time"):
        read_digilets(archive, "0", checksums=checksums)


def test_unknown_symbol_is_named(tmp_path):
    with pytest.raises(DuctusError, match="symbol 'ß' is not in it"):
        read_digilets(tmp_path / "none.tar.gz", ["a", "ß"])


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
def test_an_archive_of_something_else_is_refused(tmp_path):
    table = synthesise("a", writers=1, instances=1, seed=1)
    archive, _ = packed(tmp_path, as_digilets(table))
    with pytest.raises(DuctusError, match="77 of 77 expected files are missing"):
        read_digilets(archive, "a")


@pytest.fixture(scope="module")
def real():
    """Return a-z of the real DigiLeTs."""
    named = os.environ.get("DUCTUS_DIGILETS")
    found = [Path(named)] if named else sorted(ROOT.glob("../shared/data/DigiLeTs-*.tar.gz"))
    if not found:
        pytest.skip("no DigiLeTs archive here: set DUCTUS_DIGILETS to the path of one")
    return read_digilets(found[0], string.ascii_lowercase)


def test_real_handwriting_is_complete(real):
    assert sorted(real.writer.unique()) == digilets_writers()
    counts = real[KEYS].drop_duplicates().groupby(["writer", "symbol"]).size()
    assert len(counts) == 77 * 26
    assert set(counts) == {5}
    pd.testing.assert_frame_equal(as_trajectories(real, "again"), real)


def test_real_handwriting_is_upright(real):
    """Ascenders rise above small letters, and the letters end lower than they begin."""
    drawings = real.groupby(KEYS)
    fall = (drawings.y.first() - drawings.y.last()).unstack("symbol")
    assert ((fall[list("hkmn")] > 0).mean() > 0.95).all()
    height = drawings.y.max().unstack("symbol").mean()
    assert height[list("bdhkl")].min() > height[list("acemn")].max()


def test_real_handwriting_is_as_the_documentation_says(real):
    drawings = real.groupby(KEYS)
    lengths = drawings.size()
    assert (len(lengths), lengths.min(), lengths.median(), lengths.max()) == (10010, 7, 26, 209)
    step = real[["time", "stroke"]].diff()[drawings.cumcount() > 0]
    within, lifted = step.time[step.stroke == 0], step.time[step.stroke == 1]
    assert within.median() == pytest.approx(0.0206, abs=1e-4)
    assert (within > 0.05).sum() == 1
    assert (lifted <= 0.03).sum() == 112
    assert np.isclose(real.pressure.max(), 1)
    assert (real.pressure == 0).sum() == 10
    outside = ~(real.x.between(0, 1) & real.y.between(0, 1))
    assert len(real[outside][KEYS].drop_duplicates()) == 9
