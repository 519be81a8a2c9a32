import os
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from ductus.data.sources import archive as archive_module
from ductus.data.sources import omniglot_zip
from ductus.data.sources.catalogue import (
    OMNIGLOT,
    OMNIGLOT_WRITERS,
    omniglot_symbol,
    source_of,
)
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
LATIN_A = "what I drew/Latin/character01/0100_07.txt"


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


def zipped(path, drawn, top="strokes", packing=zipfile.ZIP_DEFLATED, drawing=LETTER_T):
    """Write a zip in Omniglot's layout: of each alphabet, number -> drawers; return its path."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr(f"{top}/.DS_Store", b"\0")
        archive.writestr(f"__MACOSX/{top}/Latin/character01/._0001_01.txt", b"\0")
        archive.writestr("../../evil", b"evil")
        for alphabet, numbers in drawn.items():
            for number, drawers in numbers.items():
                for drawer in drawers:
                    name = f"{top}/{alphabet}/character{number:02}/{number + 99:04}_{drawer}.txt"
                    archive.writestr(name, drawing)
    return path


@pytest.fixture
def own(tmp_path):
    """Return the path of a zip of one's own making: two alphabets, three drawers, one symbol that
    one of them left out."""
    script = {3: ["1", "2", "3"], 1: ["1", "2", "3"], 2: ["1", "3"]}
    drawn = {"Script_of_(the)_Moon": script, "Latin": {n: ["07"] for n in (1, 2, 27)}}
    return zipped(tmp_path / "own.zip", drawn, top="what I drew")


def omniglot(archive, alphabet):
    return {"source": "omniglot", "omniglot": {"archive": archive, "alphabet": alphabet}}


def test_any_alphabet_of_a_zip_is_taken_with_as_many_drawers_as_there_are(own):
    source = source_of(omniglot(str(own), "Script_of_(the)_Moon"))
    assert source.symbols == ["Moon01", "Moon02", "Moon03"]
    assert (source.writers, source.instances) == (["1", "2", "3"], 1)
    assert [list(source.drawn(w, "Moon02")) for w in "123"] == [[0], [], [0]]
    table, remarks = read_omniglot(own, ["Moon02", "Moon03", "Moon02"], "Script_of_(the)_Moon")
    assert list(table.columns) == COLUMNS
    drawn = table[KEYS].drop_duplicates()
    assert sorted(zip(drawn.symbol, drawn.writer, strict=True)) == [
        *(("Moon02", "1"), ("Moon02", "3")),
        *(("Moon03", "1"), ("Moon03", "2"), ("Moon03", "3")),
    ]
    assert set(table.instance) == {0}
    assert len(table) == 5 * 4
    # What was read is told, since nobody knows it by its checksum.
    told = f"{own} has the sha256 {sha256(own.read_bytes()).hexdigest()}, which is not that of"
    assert any(line.startswith(told) for line in remarks)
    assert sorted(p.name for p in own.parent.rglob("*")) == ["own.zip"]


def test_letters_keep_their_names_and_others_are_numbered():
    assert source_of(omniglot(None, "Latin")).symbols == list("abcdefghijklmnopqrstuvwxyz")
    assert source_of(omniglot(None, "Balinese")).symbols[-1] == "Balinese24"
    assert source_of(omniglot(None, "Early_Aramaic")).symbols[0] == "Aramaic01"
    for alphabet, number, name in (
        ("Japanese_(katakana)", 47, "katakana47"),
        ("Malay_(Jawi_-_Arabic)", 1, "Arabic01"),
        ("Ojibwe_(Canadian_Aboriginal_Syllabics)", 9, "Syllabics09"),
        ("Greek", 24, "ω"),
        ("Greek", 25, "Greek25"),
        ("Latin", 0, "Latin00"),
        ("X" * 99, 9999, "X" * 12 + "9999"),
        ("_", 1, "01"),
    ):
        assert omniglot_symbol(alphabet, number) == name


def test_names_in_a_zip_may_be_in_a_mac_s_unicode(tmp_path):
    path = zipped(tmp_path / "o.zip", {"A\u0308thiopisch": {1: ["1"]}})
    assert source_of(omniglot(str(path), "\u00c4thiopisch")).symbols == ["\u00c4thiopisch01"]


def test_a_zip_that_is_known_is_not_remarked_on(own):
    checksum = sha256(own.read_bytes()).hexdigest()
    assert read_omniglot(own, ["a"], "Latin", checksum=checksum)[1] == [
        "pressure was not recorded: it is 1 throughout"
    ]


@pytest.mark.reliability(
    "Bad input: archives with links, devices, members outside the folder, wrong checksums"
)
@pytest.mark.parametrize("change", [b"", b"PK", lambda good: good[:-1], lambda good: good + b"\0"])
def test_any_other_zip_from_the_web_is_refused_before_it_is_opened(own, monkeypatch, change):
    good = own.read_bytes()
    content = change(good) if callable(change) else change

    def opened(*args):
        raise AssertionError("opened")

    monkeypatch.setattr(zipfile, "ZipFile", opened)
    monkeypatch.setattr(archive_module, "download", lambda url, path: path.write_bytes(content))
    with pytest.raises(
        DuctusError, match=r"zip: checksum is .*, expected .* by its path"
    ) as caught:
        read_omniglot(
            "https://localhost/a.zip", ["a"], "Latin", own.parent, sha256(good).hexdigest()
        )
    assert "\n" not in str(caught.value)


def refused(path, alphabet="Latin", symbol="a"):
    """The line with which a zip is refused when a config is checked, or when it is read."""

    def checked_and_read():
        source_of(omniglot(str(path), alphabet))
        read_omniglot(path, [symbol], alphabet)

    with pytest.raises(DuctusError) as caught:
        checked_and_read()
    line = str(caught.value)
    assert str(path) in line
    assert "\n" not in line
    return line


@pytest.mark.reliability("Bad input: archives that are damaged, cut or none")
def test_a_file_that_is_no_sound_zip_is_one_line(own):
    good = own.read_bytes()
    for content in (b"", b"PK", good[: len(good) // 2], good[:-1], good.replace(b"PK", b"KP")):
        own.write_bytes(content)
        assert "own.zip: not a .zip that can be read: " in refused(own)
    # A byte within a drawing: only reading it can tell.
    spoilt = bytearray(good)
    spoilt[good.index(LATIN_A.encode()) + len(LATIN_A) + 4] ^= 0xFF
    own.write_bytes(spoilt)
    assert "own.zip: not a .zip that can be read: " in refused(own)


@pytest.mark.reliability("Bad input: archives that would fill memory or never end")
def test_a_zip_that_would_fill_memory_is_refused(own, monkeypatch):
    bomb = zipped(own.with_name("b.zip"), {"Latin": {1: ["1"]}}, drawing=b"1,1,1\n" * 2**22)
    assert bomb.stat().st_size < 2**20
    assert "expected at most 16 MB" in refused(bomb)
    monkeypatch.setattr(omniglot_zip, "MAX_ALPHABET", 10)
    assert "drawings of more than" in refused(own)
    monkeypatch.setattr(omniglot_zip, "MAX_MEMBERS", 10)
    assert "holds more than 10 members" in refused(own)
    monkeypatch.setattr(omniglot_zip, "MAX_MEMBER", 500)
    assert "its directory is larger than" in refused(own)
    monkeypatch.undo()
    packed = zipped(own.with_name("l.zip"), {"Latin": {1: ["1"]}}, packing=zipfile.ZIP_LZMA)
    assert "stored or deflated" in refused(packed)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_of_another_layout_says_what_is_expected(tmp_path):
    path = zipped(tmp_path / "o.zip", {})
    line = refused(path)
    assert "holds no drawing, expected files such as <top>/<alphabet>/character<CC>/" in line
    path = zipped(tmp_path / "o.zip", {"Latin": {1: ["1", "1"]}})
    assert "expected one drawing of each symbol" in refused(path)
    assert "o.zip: no such file" in refused(tmp_path / "no.zip")
    assert "d.zip: no such file" in refused((tmp_path / "d.zip").mkdir() or tmp_path / "d.zip")


def test_alphabets_and_symbols_that_are_not_there_are_answered_with_those_that_are(own):
    assert "it has Latin, Script_of_(the)_Moon" in refused(own, "Klingon")
    with pytest.raises(DuctusError, match="symbol 'c' is not in Latin; it has a, b, Latin27"):
        read_omniglot(own, ["c"], "Latin")
    with pytest.raises(DuctusError, match=r"no 'Klingon' in strokes_background_small1\.zip, which"):
        source_of(omniglot(None, "Klingon"))
    with pytest.raises(DuctusError, match=r"archive: http://example\.org/.*: expected an https"):
        source_of(omniglot("http://example.org/x.zip", "Latin"))


def test_alphabets_name_each_symbol_once():
    names = [symbol for symbols in OMNIGLOT.values() for symbol in symbols]
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
    symbols = OMNIGLOT[alphabet]
    # What is known without the zip is what the zip says.
    assert source_of(omniglot(str(real), alphabet)).symbols == symbols
    assert source_of(omniglot(str(real), alphabet)).writers == OMNIGLOT_WRITERS
    table, remarks = read_omniglot(real, symbols, alphabet)
    assert remarks == ["pressure was not recorded: it is 1 throughout"]
    assert len(table[KEYS].drop_duplicates()) == 20 * len(symbols)
    assert table.time.max() < 300


def test_real_letters_are_the_right_way_up_and_what_their_names_say(real):
    table, _ = read_omniglot(real, list("hiovl"), "Latin")
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
