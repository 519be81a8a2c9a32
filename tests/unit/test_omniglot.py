import io
import os
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from ductus.data.sources.catalogue import OMNIGLOT, OMNIGLOT_WRITERS
from ductus.data.sources.omniglot import parse_drawing, read_omniglot
from ductus.data.trajectory import COLUMNS, KEYS, as_trajectories
from ductus.errors import DuctusError

ROOT = Path(__file__).parents[2]

# A "t": down, then the bar; time in milliseconds, y upwards and negative.
LETTER_T = b"""START
50,-10,0
50.5,-60,140
BREAK
30,-30,1000
70,-30,1200
BREAK
"""


def test_drawing_becomes_rows_of_the_one_table():
    t = parse_drawing(LETTER_T, "t.txt")
    assert t.x.tolist() == [50, 50.5, 30, 70]
    assert t.y.tolist() == [-10, -60, -30, -30]  # not turned round: the bar is above the foot
    assert t.stroke.tolist() == [0, 0, 1, 1]
    assert t.frame.tolist() == [0, 1, 2, 3]
    assert t.time.tolist() == [0, 0.14, 1.0, 1.2]
    assert t.pressure.tolist() == [1, 1, 1, 1]
    as_trajectories(t.assign(writer="01", symbol="t", instance=0), "t.txt")


def test_stroke_without_a_point_does_not_count():
    t = parse_drawing(b"START\nBREAK\n1,-1,0\nBREAK\nBREAK\n2,-2,5\nBREAK\n", "x.txt")
    assert t.stroke.tolist() == [0, 1]


def test_clock_that_was_set_back_stands_still_instead():
    t = parse_drawing(b"START\n1,-1,0\n2,-1,30\n3,-1,20\n4,-1,40\nBREAK\n", "x.txt")
    assert t.time.tolist() == [0, 0.03, 0.03, 0.04]


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1: expected START, got ''"),
        (b"1,2,3\n", "line 1: expected START, got '1,2,3'"),
        (b"START\n", "holds no points"),
        (b"START\nBREAK\n", "holds no points"),
        (b"START\n1,2\n", "line 2: expected x,y,time or BREAK, got '1,2'"),
        (b"START\n1,2,3,4\n", "line 2: expected x,y,time or BREAK"),
        (b"START\n1,2,0\nBREAK\n1,two,3\n", "line 4: expected x,y,time or BREAK, got '1,two,3'"),
        (b"START\n1,2,0\n\n", "line 3: expected x,y,time or BREAK, got ''"),
        (b"START\n1,nan,0\n", "line 2: holds a value that is not a finite number"),
        (b"START\n\xff\xfe,1,2\n", "line 2: expected x,y,time or BREAK"),
    ],
)
def test_malformed_drawing_names_the_line(content, expected):
    with pytest.raises(DuctusError) as caught:
        parse_drawing(content, "x.txt")
    assert str(caught.value).startswith(f"x.txt: {expected}")
    assert "\n" not in str(caught.value)


def zipped(alphabet, symbols, drawing=LETTER_T):
    """Make a zip as upstream's, with the files of some symbols, and return it with its sha256."""
    known, buffer = OMNIGLOT[alphabet], io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("strokes_background_small1/.DS_Store", b"\0")
        archive.writestr("../../evil", b"evil")
        for symbol in symbols:
            place = known.symbols.index(symbol)
            for writer in OMNIGLOT_WRITERS:
                folder = f"strokes_background_small1/{alphabet}/character{place + 1:02}"
                archive.writestr(f"{folder}/{known.first_number + place:04}_{writer}.txt", drawing)
    return buffer.getvalue(), sha256(buffer.getvalue()).hexdigest()


def test_asked_for_symbols_are_read_for_every_writer(tmp_path):
    content, checksum = zipped("Greek", "βω")
    path = tmp_path / "copy.zip"
    path.write_bytes(content)
    table = read_omniglot(path, ["ω", "β", "ω"], "Greek", checksum=checksum)
    assert list(table.columns) == COLUMNS
    assert sorted(table.symbol.unique()) == ["β", "ω"]
    assert sorted(table.writer.unique()) == OMNIGLOT_WRITERS
    assert set(table.instance) == {0}
    assert len(table) == 2 * 20 * 4
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["copy.zip"]


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
@pytest.mark.parametrize("change", [b"", b"PK", lambda good: good[:-1], lambda good: good + b"\0"])
def test_any_other_zip_is_refused_before_it_is_opened(tmp_path, monkeypatch, change):
    content, checksum = zipped("Latin", "a")
    path = tmp_path / "copy.zip"
    path.write_bytes(change(content) if callable(change) else change)

    def opened(*args):
        raise AssertionError("opened")

    monkeypatch.setattr(zipfile, "ZipFile", opened)
    with pytest.raises(DuctusError, match=r"copy\.zip: checksum is .*, expected ") as caught:
        read_omniglot(path, ["a"], "Latin", checksum=checksum)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("archive", "symbols", "alphabet", "expected"),
    [
        ("no.zip", "a", "Latin", "no.zip: no such file"),
        ("no.zip", "ä", "Latin", "symbol 'ä' is not in Latin; it has a to z"),
        ("no.zip", "a", "Greek", "symbol 'a' is not in Greek; it has α to ω"),
        ("no.zip", "a", "Klingon", "no alphabet 'Klingon'; it has Balinese, Early_Aramaic, Greek"),
        ("http://example.org/x.zip", "a", "Latin", "expected an https address"),
    ],
)
def test_what_is_not_there_is_one_line(archive, symbols, alphabet, expected):
    with pytest.raises(DuctusError) as caught:
        read_omniglot(archive, symbols, alphabet)
    assert expected in str(caught.value)


def test_alphabets_name_each_symbol_once():
    names = [symbol for alphabet in OMNIGLOT.values() for symbol in alphabet.symbols]
    assert len(names) == len(set(names)) == 24 + 22 + 24 + 40 + 26
    assert max(map(len, names)) <= 16  # of a symbol in a config


@pytest.fixture(scope="module")
def real():
    """Return the path of the real zip."""
    named = os.environ.get("DUCTUS_OMNIGLOT")
    found = [Path(named)] if named else sorted(ROOT.glob("../shared/data/omniglot-*.zip"))
    if not found:
        pytest.skip("no zip of Omniglot here: set DUCTUS_OMNIGLOT to the path of one")
    return found[0]


@pytest.mark.parametrize("alphabet", OMNIGLOT)
def test_real_alphabet_is_whole(real, alphabet):
    symbols = OMNIGLOT[alphabet].symbols
    table = read_omniglot(real, symbols, alphabet)
    assert len(table[KEYS].drop_duplicates()) == 20 * len(symbols)
    assert table.time.max() < 300


def test_real_letters_are_the_right_way_up_and_what_their_names_say(real):
    table = read_omniglot(real, list("hiovl"), "Latin")
    drawn = table.groupby(["symbol", "writer"])
    box = drawn[["x", "y"]].max() - drawn[["x", "y"]].min()
    way = drawn[["x", "y"]].last() - drawn[["x", "y"]].first()

    def median(values):
        return values.groupby("symbol").median()

    assert median(way.y)["h"] < 0  # it ends at its foot
    assert median(box.y / box.x.clip(lower=1)).idxmax() == "l"
    assert median(drawn.stroke.max())["i"] == 1  # two strokes
    ends_apart = median(np.hypot(way.x, way.y) / box.max(axis=1))
    assert ends_apart["o"] < 0.3 < ends_apart["v"]
