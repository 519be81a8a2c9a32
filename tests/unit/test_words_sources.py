"""Words from elsewhere: cursive words in a zip, lines of IAM-OnDB in a folder."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest

from ductus.data.sources import cursive
from ductus.data.sources.cursive import json_of, read_cursive, words_of
from ductus.data.sources.iam import read_iam
from ductus.data.words import HELD_OUT, TRAIN, UNKNOWN
from ductus.errors import DuctusError

# Cursive words.


def item(text="ab", ratio=2.0, points=None):
    points = points or [[0, 0.5, 1], [0.5, 0.5, 0], [0.5, 0.1, 1], [0.5, 0.3, 1], [0.6, 0.3, 0]]
    return {"metadata": {"asciiSequence": text, "aspectRatio": ratio}, "points": points}


def zipped(content, name="words.json", more=()):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
        for other in more:
            archive.writestr(other, "{}")
    return held.getvalue()


def test_cursive_words_are_read_with_x_stretched_and_y_up(tmp_path, monkeypatch):
    whole = zipped(json.dumps([item()] * 20), more=["__MACOSX/._words.json"])
    (tmp_path / "c.zip").write_bytes(whole)
    monkeypatch.setattr(cursive, "CURSIVE_CHECKSUM", hashlib.sha256(whole).hexdigest())
    words = read_cursive(str(tmp_path / "c.zip"), None, held_out=5, spacing=0.5)
    assert (words.keys.part == HELD_OUT).sum() == 2  # one in ten
    assert set(words.places) == {UNKNOWN}
    text, steps, _ = next(iter(words))
    assert text == ("a", "b")
    assert np.flatnonzero(steps[:, 2]).tolist() == [0, 6]  # a bar 1 wide over 0.4 high
    np.testing.assert_allclose(steps[6, :2], [0, 1], atol=1e-6)  # in words' heights


def test_another_file_is_refused_before_it_is_opened(tmp_path):
    (tmp_path / "c.zip").write_bytes(zipped("[]"))
    with pytest.raises(DuctusError, match=r"c.zip: checksum is .*, expected 4a4259897741"):
        read_cursive(str(tmp_path / "c.zip"), None, held_out=5, spacing=0.5)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zip", "not a .zip that can be read"),
        (zipped("[]", name="words.txt"), "expected one .json, got 0"),
        (zipped("[]", more=["two.json"]), "expected one .json, got 2"),
        (zipped("[" * 100_000), "expected JSON"),
        (zipped("[1, 2"), "expected JSON"),
    ],
)
def test_what_is_no_zip_with_json_is_told_in_one_line(content, message):
    with pytest.raises(DuctusError, match=message) as told:
        json_of(content, "c.zip")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"a": 1}, "expected a list of words, got dict"),
        ([], "expected a list of words, got list"),
        ([item(), {}], "item 1: .*metadata"),
        ([item(text=7)], "item 0: .*the text is '7'"),
        ([item(text="a" * 101)], "the text is"),
        ([item(text="a\n")], "the text is"),
        ([item(ratio=float("nan"))], "the aspect ratio is nan"),
        ([item(ratio="wide")], "could not convert"),
        ([item(points=[[0, 0, 1]])], r"the points have the shape \(1, 3\)"),
        ([item(points=[[0, 0], [1, 1]])], r"the points have the shape \(2, 2\)"),
        ([item(points=[[0, 0, 1], [1, 1]])], "item 0: expected asciiSequence"),
        ([item(points=[[0, float("inf"), 1], [1, 1, 1]])], "a point is not finite"),
        ([item(points=[[0, 1e300, 1], [1, 1, 1]])], "out of all bounds"),
        ([item(points="abc")], "item 0: expected asciiSequence"),
    ],
)
def test_hostile_words_are_told_in_one_line(items, message):
    with pytest.raises(DuctusError, match=message) as told:
        words_of(items, "c.zip")
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 600


# IAM-OnDB.

STROKES = [[(0, 0), (5, 0), (10, 0), (10, 10)], [(4, -3)]]  # a bar down, and a dot
LINE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<WhiteboardCaptureSession><WhiteboardDescription><SensorLocation corner="top_left"/>
</WhiteboardDescription><StrokeSet>{}</StrokeSet></WhiteboardCaptureSession>"""


def line(strokes=STROKES):
    points = (
        "".join(f'<Point x="{x}" y="{y}" time="1.0"/>' for x, y in stroke) for stroke in strokes
    )
    return LINE.format("".join(f'<Stroke colour="black">{each}</Stroke>' for each in points))


def put(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def form(folder, top, name, letter, lines, writer="10001"):
    inner = f"{top}/{top}-{name}"
    text = f"OCR:\n\nwhat a machine read\n\nCSR:\n\n{chr(10).join(lines)}\n"
    put(folder, f"ascii/{inner}/{top}-{name}{letter}.txt", text)
    for number in range(1, len(lines) + 1):
        put(folder, f"lineStrokes/{inner}/{top}-{name}{letter}-{number:02}.xml", line())
    said = f'<Capture><General><Form writerID="{writer}" id="1"/></General></Capture>'
    put(folder, f"original/{inner}/strokes{letter}.xml", said)


@pytest.fixture
def iam(tmp_path):
    """A folder as IAM-OnDB's archives make it, with three forms."""
    form(tmp_path, "a01", "000", "u", ["A move to", "stop Mr. Gaitskell"])
    form(tmp_path, "a01", "001", "z", ["By Trevor"], writer="10002")
    form(tmp_path, "b02", "003", "w", ['& "so" on'], writer="10003")
    for name, forms in {
        "trainset": "a01-000u\n",
        "testset_v": "",
        "testset_t": "a01-001z\n",
        "testset_f": "b02-003w\n",
    }.items():
        put(tmp_path, f"task1/{name}.txt", forms)
    return tmp_path


def test_lines_are_read_by_the_published_split(iam):
    words, remarks = read_iam(iam, held_out=5, spacing=0.5)
    assert not remarks
    assert list(zip(words.keys.writer, words.keys.part, strict=True)) == [
        *[("10001", TRAIN)] * 2,
        ("10002", HELD_OUT),
        ("10003", HELD_OUT),
    ]
    assert ["".join(text) for text in words.keys.text] == [
        "A move to",
        "stop Mr. Gaitskell",
        "By Trevor",
        '& "so" on',
    ]
    _, steps, places = next(iter(words))
    assert np.flatnonzero(steps[:, 2]).tolist() == [0, len(steps) - 1]  # a stroke of one point
    assert steps[:-1, 1].sum() < 0  # y counts up
    assert set(places) == {UNKNOWN}


def test_a_form_whose_lines_differ_in_number_is_left_out_and_told(iam):
    (iam / "lineStrokes/a01/a01-001/a01-001z-01.xml").unlink()
    words, remarks = read_iam(iam, held_out=5, spacing=0.5)
    assert remarks == ["a01-001z: left out, it has 1 lines of text and 0 drawn"]
    assert set(words.part(HELD_OUT).keys.writer) == {"10003"}


def test_a_bad_recording_is_left_out_and_told(iam):
    far = [[(0, 0), (5, 0), (10, 0), (15, 0), (900, 0)]]
    put(iam, "lineStrokes/a01/a01-000/a01-000u-02.xml", line(far))
    words, remarks = read_iam(iam, held_out=5, spacing=0.5)
    assert remarks == ["a01-000u-02: left out, a step is over 60 times the median"]
    assert len(words.part(TRAIN)) == 1


def test_a_form_that_the_split_names_without_its_text_is_left_out_and_told(iam):
    put(iam, "task1/testset_f.txt", "b02-003w z01-000z")
    words, remarks = read_iam(iam, held_out=5, spacing=0.5)
    assert len(words) == 4
    assert remarks[0].startswith("z01-000z: left out")


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("task1/trainset.txt", "a01", "expected names such as a01-000u, got 'a01'"),
        ("task1/trainset.txt", "../../etc", "expected names such as a01-000u"),
        ("task1/trainset.txt", "", "expected lines of train, got none"),
        ("ascii/a01/a01-000/a01-000u.txt", "A move to", "expected a line CSR:"),
        ("original/a01/a01-000/strokesu.xml", "<a/>", "expected a Form with a writerID"),
        ("lineStrokes/a01/a01-000/a01-000u-01.xml", "<a>", "not whole XML"),
        ("lineStrokes/a01/a01-000/a01-000u-01.xml", line([]), "expected strokes with points"),
        ("lineStrokes/a01/a01-000/a01-000u-01.xml", line([[(1, "x")]]), "numbers x and y"),
        ("lineStrokes/a01/a01-000/a01-000u-01.xml", line([[(1, "nan")]]), "is not finite"),
        (
            "lineStrokes/a01/a01-000/a01-000u-01.xml",
            '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
            "declares entities of its own",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_one_line(iam, path, content, message):
    put(iam, path, content)
    with pytest.raises(DuctusError, match=message) as told:
        read_iam(iam, held_out=5, spacing=0.5)
    assert "\n" not in str(told.value)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DuctusError, match=r"ascii: no such file.*expected IAM-OnDB's"):
        read_iam(tmp_path, held_out=5, spacing=0.5)
