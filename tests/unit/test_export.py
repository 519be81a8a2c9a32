"""Letters to write with: sizes, words, strokes as SVG and G-code, a font that a browser takes."""

import json
import math
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from configs import given
from fontTools.ttLib import TTFont

from ductus.cli import main
from ductus.data.split import pick
from ductus.errors import DuctusError
from ductus.pages.export.font import code_points, write_font
from ductus.pages.export.gcode import gcode
from ductus.pages.export.letters import Alphabet, as_alphabet, recorded
from ductus.pages.export.outlines import area, outlines
from ductus.pages.export.setting import sheet, symbols_in, words
from ductus.pages.export.strokes import beziers, polyline
from ductus.pages.export.svg import svg
from ductus.pages.export.writing import in_one_hand, measured, shown, with_strokes, written

ONESHOT = {"iterations": 200, "learning_rate": 0.01, "falling": True, "start": "zero"}
ONESHOT |= {"noise": 0.0, "mixing": 0.0, "distortion": 0.0, "pull": 0.0}
PLOT = {"title": "t", "size": 10, "feed": 900, "pen_up": "M5", "pen_down": "M3 S9"}
DRAW = {"title": "t", "size": 10, "pen": 0.5, "pressure": False}


def drawing(*strokes, pressure=1.0):
    """A drawing of strokes given as lists of (x, y)."""
    parts = [pd.DataFrame(s, columns=["x", "y"]).assign(stroke=i) for i, s in enumerate(strokes)]
    return pd.concat(parts, ignore_index=True).assign(pressure=pressure)


def of_symbols(symbols, ways=2):
    """An alphabet of right angles, each letter wider than the one before, each way less high."""
    return as_alphabet(
        {
            symbol: [drawing([(0, 1 - way / 9), (0, 0), (1 + i / 9, 0)]) for way in range(ways)]
            for i, symbol in enumerate(symbols)
        }
    )


# Letters as they stand beside each other.


def test_letters_keep_their_sizes_and_stand_on_the_line():
    low, tall, deep = [(3, 2), (4, 3)], [(8, 2), (8, 4)], [(0, 3), (0, 1)]
    alphabet = as_alphabet({s: [drawing(d)] for s, d in zip("xlp", (low, tall, deep), strict=True)})
    reach = {
        symbol: (stroke[:, 1].min(), stroke[:, 1].max())
        for symbol, ((((stroke,), _),)) in alphabet.glyphs.items()
    }
    expected = {"x": (0, 1 / 3), "l": (0, 2 / 3), "p": (-1 / 3, 1 / 3)}
    assert reach == {symbol: pytest.approx(ends) for symbol, ends in expected.items()}
    assert (alphabet.top, alphabet.bottom) == pytest.approx((2 / 3, -1 / 3))
    assert alphabet.glyphs["x"][0].width == pytest.approx(1 / 3)
    assert alphabet.on_a_line


def test_letters_drawn_here_and_there_stand_on_the_line():
    places = {"a": 0, "b": 50, "c": 100}
    drawn = {s: [drawing([(0, y), (1, y + 1 + y / 100)])] for s, y in places.items()}
    alphabet = as_alphabet(drawn)
    assert not alphabet.on_a_line
    lowest = [way.strokes[0][:, 1].min() for (way,) in alphabet.glyphs.values()]
    assert lowest == pytest.approx([0, 0, 0])


@pytest.mark.parametrize(
    "points", [[(2, 2)], [(2, 2)] * 3, [(0, 5), (4, 5)]], ids=["a point", "a rest", "a level line"]
)
def test_letters_without_height_are_letters(points):
    alphabet = as_alphabet({"-": [drawing(points, pressure=0.0)]})
    setting = words(alphabet, "--")
    assert np.isfinite([setting.width, setting.height]).all()
    assert svg(setting, **DRAW).count("<path") == 2
    assert gcode(setting, **PLOT).count("M3 S9") == 2


def test_recordings_are_the_first_drawings_and_what_was_not_drawn_is_left_out(table):
    own = table[table.writer == "w02"]
    drawn = recorded(own[own.symbol != "c"], list("abc"), 3)
    assert {symbol: len(ways) for symbol, ways in drawn.items()} == {"a": 3, "b": 3}
    first = own[(own.symbol == "b") & (own.instance == 0)]
    np.testing.assert_array_equal(drawn["b"][0].x, first.x)


def test_a_letter_is_written_in_as_many_strokes_as_it_was_shown_in():
    steps = np.zeros((9, 4))
    steps[:, 3] = [0.9, 0.1, 0.2, 0.35, 0.1, 0, 0.3, -0.2, -0.1]
    for count, begins in ((1, [0]), (2, [0, 3]), (3, [0, 3, 6]), (9, [0, 3, 6])):
        assert np.flatnonzero(with_strokes(steps, count)[:, 3]).tolist() == begins


def test_letters_are_written_at_the_size_and_place_of_what_was_shown(
    learner, table, drawings, split
):
    found = measured(table, drawings)
    after = shown(found, split, "w01", "example")
    assert list(after.index) == list("abcde")
    example = found[(found.writer == "w01") & (found.instance == 0)].set_index("symbol")
    assert list(after.length) == list(example.length)
    own = found[found.writer == "w01"].groupby("symbol").extent.median()
    np.testing.assert_allclose(after.extent[:3].astype(float), own[:3])
    np.testing.assert_allclose(after.extent[3:].astype(float), example.extent[3:])

    drawn = written(learner, after, variants=3, noise=0.1, seed=1, writer="w01")
    for symbol, (plain, *others) in drawn.items():
        assert max(np.ptp(plain.x), np.ptp(plain.y)) == pytest.approx(after.extent[symbol])
        assert (plain.y.min() + plain.y.max()) / 2 == pytest.approx(after.middle[symbol])
        assert len(others) == 2
        assert all(plain.stroke.max() == 1 and not plain.equals(other) for other in others)


def test_trained_letters_are_learned_from_the_writer_where_there_is_a_drawing(
    learner, table, drawings, split
):
    rest = ~((table.writer == "w01") & (table.symbol == "b"))
    after = shown(measured(table[rest], drawings), split, "w01", "example")
    assert after.instance.to_dict() == {"a": 0, "b": -1, "c": 0, "d": 0, "e": 0}
    some = drawings.where(symbol="b", writer=["w02", "w03"]).keys
    assert after.length["b"] == some.length.median()
    model = in_one_hand(learner, drawings, split, "w01", after, seed=1, mode="apart", **ONESHOT)
    same = {s: torch.equal(model.own([s]), learner.own([s])) for s in "abcde"}
    assert same == {"a": False, "b": True, "c": False, "d": True, "e": True}

    def distance(network, symbol):
        (example,) = pick(drawings, [("w01", symbol, 0)])
        (steps,) = network.write(network.codes([symbol]), [len(example)])
        return np.mean((steps - example) ** 2)

    assert all(distance(model, s) < distance(learner, s) for s in "ac")

    left = shown(measured(table, drawings), split, "w01", "mean")
    assert left.instance.to_dict() == {"a": -1, "b": -1, "c": -1, "d": 0, "e": 0}
    assert in_one_hand(learner, drawings, split, "w01", left, seed=1, **ONESHOT) is learner


# Words.


def test_a_text_takes_the_longest_letters_and_one_form_of_an_accent():
    assert symbols_in("->a- >", ["a", "-", ">", "->"]) == ["->", "a", "-", None, ">"]
    assert symbols_in("e\u0301", ["é"]) == ["é"]
    assert symbols_in("é", ["e\u0301"]) == ["e\u0301"]


@pytest.mark.reliability("Bad input: texts to set: letters that were not learned, nothing to write")
@pytest.mark.parametrize(
    ("text", "said"),
    [("abQ", "'Q' is none of the letters: a, b"), (" \n\t", "nothing"), ("a\udc80", "none of")],
)
def test_a_text_that_cannot_be_set_is_told(text, said):
    with pytest.raises(DuctusError, match=said):
        words(of_symbols("ab"), text)


def test_a_letter_takes_turns_among_its_ways():
    placed = words(of_symbols("ab", ways=3), "aabaa a").placed
    ways = of_symbols("ab", ways=3).glyphs
    heights = [way.strokes[0][:, 1].max() for way in ways["a"]]
    used = [one.glyph.strokes[0][:, 1].max() for one in placed if one.symbol == "a"]
    assert used == pytest.approx([heights[i % 3] for i in range(5)])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ab", "ab"),
        ("אב", "בא"),
        ("אב ab", "abבא"),
        ("ab אב ba", "abבאba"),
        ("אב1אב", "בא1בא"),
        ("12", "12"),
        ("אב 12", "12בא"),
    ],
)
def test_what_runs_from_right_to_left_does_so(text, seen):
    placed = words(of_symbols("abאב12"), text).placed
    assert "".join(one.symbol for one in sorted(placed, key=lambda one: one.x)) == seen


def test_lines_are_one_below_the_other_and_letters_do_not_overlap():
    setting = words(of_symbols("ab"), "abba\nab")
    rows = sorted({one.y for one in setting.placed}, reverse=True)
    assert [sum(one.y == y for one in setting.placed) for y in rows] == [4, 2]
    assert rows[0] - rows[1] > 1
    for y in rows:
        row = [one for one in setting.placed if one.y == y]
        for one, after in pairwise(row):
            assert one.x + one.glyph.width < after.x


def test_a_sheet_has_every_way_to_write_every_letter_once():
    placed = sheet(of_symbols("abcdefghijklmnop", ways=3)).placed
    assert [one.symbol for one in placed] == [s for s in "abcdefghijklmnop" for _ in range(3)]
    assert len({(one.x, one.y) for one in placed}) == len(placed)


# Strokes.

HOOK = np.array([[0, 0, 1], [0.1, 0, 1], [0.1, 0, 1], [0.3, 0.4, 0.5], [0.3, 0.1, 0]])


def test_a_stroke_is_smooth_and_passes_through_its_positions():
    curves = beziers(HOOK)
    np.testing.assert_allclose([*curves[:, 0], curves[-1, 3]], HOOK[[0, 1, 3, 4]])
    way = (
        [curves[i, 3] - curves[i, 2] for i in range(2)],
        [curves[i, 1] - curves[i, 0] for i in (1, 2)],
    )
    for before, after in zip(*way, strict=True):  # no corner: the directions agree
        assert before[0] * after[1] == pytest.approx(before[1] * after[0], abs=1e-12)
    line = polyline(HOOK, 0.02)
    assert np.hypot(*np.diff(line[:, :2], axis=0).T).max() < 0.03
    assert len(polyline(HOOK[1:3], 0.02)) == 1


def test_svg_is_strokes_within_the_page():
    setting = words(of_symbols(["a", "<&", "\x1b"]), "a<&\x1b")
    text = svg(setting, **DRAW, learned=["<&"])
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    groups = root.findall(f"{space}g")
    assert [g.findtext(f"{space}title") for g in groups] == ["a", "<&", "\ufffd"]
    assert [g.get("stroke") for g in groups] == [None, "#1f4fb4", None]
    assert all(len(g.findall(f"{space}path")) == 1 for g in groups)
    assert root.get("fill") == "none"
    _, _, width, height = map(float, root.get("viewBox").split())
    assert (root.get("width"), root.get("height")) == (f"{width:.2f}mm", f"{height:.2f}mm")
    numbers = [
        float(n) for p in root.iter(f"{space}path") for n in re.findall(r"-?[\d.]+", p.get("d"))
    ]
    assert 0 < min(numbers[::2]) < max(numbers[::2]) < width
    assert 0 < min(numbers[1::2]) < max(numbers[1::2]) < height


def test_lines_are_wide_where_the_pen_was_pressed():
    alphabet = as_alphabet({"a": [drawing([(0, 0), (1, 0), (2, 3)]).assign(pressure=[1, 1, 0.2])]})
    text = svg(words(alphabet, "a"), **DRAW | {"pressure": True})
    first, last = map(float, re.findall(r'<path stroke-width="([\d.]+)"', text))
    assert 0.17 < last < first == 0.5


def test_gcode_lowers_the_pen_for_strokes_only_and_stays_on_the_page():
    alphabet = as_alphabet({"t": [drawing([(0, 2), (0, 0)], [(-1, 1), (1, 1)], [(2, 0)])]})
    setting = words(alphabet, "tt\nt")
    lines = gcode(setting, **PLOT).splitlines()
    assert [line for line in lines if line.startswith("G1 F")] == ["G1 F900"]
    down, ups = False, 0
    for line in lines:
        if line in ("M5", "M3 S9"):
            down, ups = line != "M5", ups + (line == "M5")
        elif " X" in line:
            assert line.startswith("G1" if down else "G0")
            x, y = map(float, re.fullmatch(r"G\d X(\S+) Y(\S+)", line).groups())
            assert 0 <= x <= 10 * setting.width
            assert 0 <= y <= 10 * setting.height
    assert ups == 1 + 3 * 3
    assert not down
    assert lines[-2:] == ["G0 X0 Y0", "M2"]


# Outlines.

RING = np.array([[math.cos(t), math.sin(t)] for t in np.linspace(0, 2 * math.pi, 90)])
COVERED = {
    "a dot": ([np.zeros((1, 2))], math.pi / 100),
    "a line": ([np.array([[0, 0], [1, 0]])], 0.2 + math.pi / 100),
    "there and back": ([np.array([[0, 0], [1, 0], [0, 0]])], 0.2 + math.pi / 100),
    "a cross": ([np.array([[-1, 0], [1, 0]]), np.array([[0, -1], [0, 1]])], 0.76 + math.pi / 50),
    "a ring": ([RING], math.pi * (1.1**2 - 0.9**2)),
}


@pytest.mark.parametrize(("strokes", "covered"), COVERED.values(), ids=COVERED)
def test_outlines_enclose_what_the_pen_covers(strokes, covered):
    widths = [np.full(len(stroke), 0.2) for stroke in strokes]
    rings = outlines(strokes, widths, 1 / 500)
    assert sum(map(area, rings)) / 500**2 == pytest.approx(covered, rel=0.02)
    assert [area(ring) > 0 for ring in rings].count(False) == (covered == COVERED["a ring"][1])


def test_an_outline_narrows_with_the_stroke():
    (ring,) = outlines([np.array([[0, 0], [1, 0]])], [np.array([0.2, 0.1])], 1 / 1000)
    left, right = (ring[np.abs(ring[:, 0] - x) < 100][:, 1] for x in (0, 1000))
    assert np.ptp(left) == pytest.approx(200, abs=5)
    assert np.ptp(right) == pytest.approx(100, abs=15)


# The font.

SYMBOLS = ["a", "b", "l", "ß", "א", "😀", "->", "ab", "Aramaic01"]


@pytest.fixture(scope="module")
def font_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("font") / "letters.ttf"
    write_font(path, of_symbols(SYMBOLS, ways=3), "Mine, “ß”", pen=0.05, pressure=False)
    return path


def test_a_font_comes_back_whole(font_file, tmp_path):
    with TTFont(font_file, checkChecksums=2, lazy=False) as font:
        font.ensureDecompiled()
        cmap, metrics = font.getBestCmap(), font["hmtx"].metrics
        assert {chr(code) for code in cmap} == {*" \xa0ablßא😀", "\ue000", "\ue001", "\ue002"}
        assert font["name"].getDebugName(1) == "Mine, “ß”"
        assert font["name"].getDebugName(6) == "Mine-Regular"
        assert metrics[cmap[ord("b")]][0] > metrics[cmap[ord("a")]][0]
        for name in font.getGlyphOrder():
            glyph = font["glyf"][name]
            assert metrics[name][1] == getattr(glyph, "xMin", 0)
            assert bool(glyph.numberOfContours) == ("uni0020" not in name)
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert tags == {"calt", "ccmp"}
        font.saveXML(tmp_path / "font.ttx")
    again = TTFont()
    again.importXML(tmp_path / "font.ttx")
    again.save(tmp_path / "again.ttf")
    assert TTFont(tmp_path / "again.ttf").getBestCmap() == cmap


def test_letters_without_a_code_point_are_in_the_private_area():
    codes = code_points(of_symbols(SYMBOLS))
    assert (codes["😀"], codes["->"], codes["Aramaic01"]) == (0x1F600, 0xE000, 0xE002)


def test_a_letter_in_the_private_area_keeps_its_place():
    assert code_points(of_symbols(["fi", "\ue000", "ß"])) == {
        "fi": 0xE001,
        "\ue000": 0xE000,
        "ß": 0xDF,
    }


FAR = drawing([(0, 0), (0, 1)]), drawing([(0, 0), (0, 40)])
MANY = Alphabet({"a": of_symbols("a").glyphs["a"] * 20_000}, 1.0, 0.0, True)
TOO_MUCH = {
    "a thin pen": (of_symbols("a"), 0.0001, "export.pen: expected 0.005 to 1 of export.size"),
    "a thick pen": (of_symbols("a"), 3, "export.pen: expected 0.005 to 1 of export.size"),
    "a wild variant": (as_alphabet({"a": FAR}), 0.05, "'a' is written 40.0 ems large"),
    "many glyphs": (MANY, 0.05, "export.variants: a font holds 65000"),
}


@pytest.mark.reliability("Bad input: letters and pens that no font can hold")
@pytest.mark.parametrize(("alphabet", "pen", "said"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_a_font_cannot_hold_is_told(alphabet, pen, said, tmp_path):
    with pytest.raises(DuctusError, match=said):
        write_font(tmp_path / "a.ttf", alphabet, "a", pen=pen, pressure=False)
    assert not list(tmp_path.iterdir())


def test_a_long_dash_fits_a_font(tmp_path):
    alphabet = as_alphabet({"-": [drawing([(0, 0), (900, 1)])]})
    write_font(tmp_path / "a.ttf", alphabet, "a", pen=0.05, pressure=False)
    with TTFont(tmp_path / "a.ttf") as font:
        assert font["head"].xMax == pytest.approx((4 + 0.065 + 0.025) * 2048, abs=2)


def test_the_same_letters_make_the_same_font(font_file, tmp_path):
    path = tmp_path / "letters.ttf"
    write_font(path, of_symbols(SYMBOLS, ways=3), "Mine, “ß”", pen=0.05, pressure=False)
    assert path.read_bytes() == font_file.read_bytes()


PAGE = """<!doctype html><meta charset="utf-8"><pre id="said">nothing</pre><script>
const face = new FontFace("Mine", "url(data:font/ttf;base64,@FONT@)");
function ink(text) {
  const paper = document.createElement("canvas");
  paper.width = 1500; paper.height = 300;
  const pen = paper.getContext("2d");
  pen.font = "100px Mine";
  pen.fillText(text, 100, 200);
  const pixels = pen.getImageData(0, 0, 1500, 300).data;
  let sum = 0;
  for (let i = 3; i < pixels.length; i += 4) sum += pixels[i] / 255;
  return [pen.measureText(text).width, sum];
}
face.load().then(() => {
  document.fonts.add(face);
  document.getElementById("said").textContent = JSON.stringify(@TEXTS@.map(ink));
}, error => { document.getElementById("said").textContent = String(error); });
</script>"""


@pytest.fixture
def browser():
    return shutil.which("chromium") or pytest.skip("Chromium is not installed")


def test_a_browser_writes_with_the_font(browser, font_file, tmp_path):
    """Widths and ink are those of the outlines, and each position takes the next way."""
    texts = ["a", "b", "ß", "א", "😀", "\ue000", " ", "aaaa", "ab", "l" * 8]
    ways = [*([[s, 0]] for s in SYMBOLS[:1]), [["b", 0]], [["ß", 0]], [["א", 0]], [["😀", 0]]]
    ways += [[["->", 0]], [[" ", 0]], [["a", i % 3] for i in range(4)]]
    ways += [[["ab", 0]], [["l", i % 3] for i in range(8)]]
    page = PAGE.replace("@FONT@", b64encode(font_file.read_bytes()).decode())
    (tmp_path / "page.html").write_text(page.replace("@TEXTS@", json.dumps(texts)), "utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", f"--user-data-dir={tmp_path}/browser"]
    command += ["--virtual-time-budget=20000", "--dump-dom", f"file://{tmp_path}/page.html"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    said = re.search(r'<pre id="said">(.*?)</pre>', shown, re.DOTALL)[1]
    measured = json.loads(said)

    with TTFont(font_file) as font:
        codes = {" ": 32, **code_points(of_symbols(SYMBOLS))}
        cmap = font.getBestCmap()
        for text, used, (width, ink) in zip(texts, ways, measured, strict=True):
            names = [cmap[codes[s]] + f".{way}" * bool(way) for s, way in used]
            em = font["head"].unitsPerEm
            advance = sum(font["hmtx"][name][0] for name in names) * 100 / em
            covered = sum(covered_by(font, name) for name in names) * (100 / em) ** 2
            assert width == pytest.approx(advance, abs=0.6), text
            assert ink == pytest.approx(covered, rel=0.04, abs=1), text


def covered_by(font, name):
    glyph = font["glyf"][name]
    points, ends, _ = glyph.getCoordinates(font["glyf"])
    rings = np.split(np.array(points), [end + 1 for end in ends][:-1]) if len(points) else []
    return sum(map(area, rings))


# The command.


@pytest.fixture
def results(table, tmp_path):
    """A folder of results with recordings and a table of two learners, and no networks."""
    (tmp_path / "data").mkdir()
    table.to_parquet(tmp_path / "data" / "trajectories.parquet")
    split = {"trained": list("abc"), "new": list("de"), "training_writers": ["w01"]}
    split |= {"exemplars": {"writers": ["w01"], "instance": 0}}
    split |= {"same_writer": [], "other_writer": []}
    (tmp_path / "data" / "split.json").write_text(json.dumps(split))
    (tmp_path / "seed1").mkdir()
    rows = ["1,w01,d,inferred,3,0.1,0.2", "1,w02,d,inferred,3,0.1,0.3"]
    columns = "seed,exemplar_writer,character,condition,iterations,mse,dtw"
    (tmp_path / "seed1" / "generation.csv").write_text("\n".join([columns, *rows, ""]))
    return tmp_path


def export(results, *more, out="letters.svg"):
    words = ["export", "--results", results, "--config", given(), "--out", results / out, *more]
    return main([str(word) for word in words])


@pytest.mark.parametrize("out", ["letters.svg", "letters.gcode", "letters.ttf"])
def test_recordings_are_exported_without_any_network(results, out, capsys):
    assert export(results, "--recorded", "w02", "--set", "variants=2", out=out) == 0
    assert (results / out).stat().st_size > 1000
    assert "writer w02: 5 letters, up to 2 ways" in capsys.readouterr().out


def test_options_are_those_of_the_config(results):
    export(results, "--recorded", "w01", "--text", "abe", "--set=size=30", "--set=pen_up=M5")
    export(results, "--recorded", "w01", "--text", "abe", "--set=pen_up=M5", out="a.gcode")
    assert "\nM5\n" in (results / "a.gcode").read_text()
    tall = float(re.search(r'height="([\d.]+)mm', (results / "letters.svg").read_text())[1])
    assert tall == pytest.approx(60)


REFUSED = {
    "--recorded=nobody": "expected drawings of",
    "--recorded=w01 --seed=1": "expected neither --seed nor --writer",
    "--recorded=w01 --text=Q": "'Q' is none of the letters: a, b, c, d, e",
    "--recorded=w01 --text=": "nothing to write",
    "--recorded=w01 --set=sise=3": "--set: expected one of trained, variants",
    "--recorded=w01 --set=size": "as KEY=VALUE, got 'size'",
    "--recorded=w01 --set=size=0": "export.size: expected a number of 1 to 1000, got 0",
    "--recorded=w01 --set=size=many": "export.size: expected a number of 1 to 1000, got 'many'",
    "--recorded=w01 --set=noise=2001-01-01": "export.noise: expected a number",
    "--recorded=w01 --set=pen_up=ü": "export.pen_up: expected a line of G-code, got 'ü'",
    "--seed=3": "--seed: no learner of 3; there are 1",
    "--writer=w03": "--writer: no learner of 'w03'; there are w01, w02",
    "": "seed1/learner.pt: expected learners",
}


@pytest.mark.reliability("Bad input: texts to set: letters that were not learned, nothing to write")
@pytest.mark.parametrize(("words", "said"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_exported_is_told_in_one_line(results, words, said, capsys):
    (results / "letters.svg").write_text("old")
    assert export(results, *words.split()) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert (results / "letters.svg").read_text() == "old"


def test_results_without_a_learner_are_told(results, capsys):
    shutil.rmtree(results / "seed1")
    assert export(results) == 2
    assert "no learner is there; `snakemake export` makes them" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "said"), [("letters.png", "expected .svg, .gcode, .ttf"), ("x.ttf", "has no words")]
)
def test_a_file_of_another_kind_is_told(results, out, said, capsys):
    assert export(results, "--recorded", "w01", "--text", "a", out=out) == 2
    assert said in capsys.readouterr().err
