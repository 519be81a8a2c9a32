"""What a visitor can do on the page, in Chromium."""

from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from configs import DEFAULT
from letter_pages import ITERATIONS, learned, page_of, said, saved, teach
from pens import curve, touch, write

from ductus.cli import main
from ductus.data.sources.own import examine
from ductus.errors import DuctusError
from ductus.learning.learners import Learner
from ductus.networks.catalogue import new_network
from ductus.pages.letter.carried import Tempo, carried
from ductus.pages.letter.page import page as page_text
from ductus.pages.letter.weights import check_carried


@pytest.fixture(scope="module")
def file(task, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "letter.html"
    path.write_text(page_of(task), encoding="utf-8")
    return path


@pytest.fixture
def tab(chromium, file):
    """The page as a new visitor opens it; whatever goes wrong in it fails the test."""
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    wrong, asked = [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: line.type == "error" and wrong.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    assert not wrong
    # The worker is text of the page itself; nothing else is ever loaded.
    assert {url for url in asked if not url.startswith("blob:")} == {file.as_uri()}
    context.close()


def recordings(tab):
    return pd.read_csv(io.StringIO(saved(tab, "#save-csv")), dtype={"symbol": "str"})


def shown(tab, place):
    """The drawings below a place, as they are drawn."""
    groups = tab.locator(f"{place} svg g").all()
    return [group.inner_html() for group in groups]


def slide(tab, place, value):
    tab.locator(place).evaluate(
        "(s, value) => { s.value = value; s.dispatchEvent(new Event('input')); }", value
    )


def test_a_letter_by_pen_is_learned_and_compared_with_its_example(tab):
    teach(tab, "ö", [curve(2), [(0.4, 0.1, 0.5), (0.5, 0.12, 0.6), (0.6, 0.1, 0.2)]])
    captions = tab.locator("#compare figcaption").all_text_contents()
    assert [re.split("distance", one)[0] for one in captions] == [
        *("the example", "with one-shot inference", "without inference"),
        "in the untrained network",
    ]
    assert tab.text_content("#which-letter") == ": ö (yours)"
    assert tab.evaluate("hasVectors()")
    loss = {}
    for iteration in (ITERATIONS, 0):
        slide(tab, "#iteration", iteration)
        told = tab.text_content("#learning")
        loss[iteration] = float(
            re.search(rf"Iteration {iteration}\. .*?loss (\S+), .*took", told)[1]
        )
    assert loss[ITERATIONS] < loss[0]


def test_recordings_go_through_import_as_they_were_written(tab, tmp_path, capsys):
    for symbol, turns in (("ö", 2), ("a, b", 3), ("क्ष", 1)):
        teach(tab, symbol, [curve(turns), curve(1, 0.5, points=12)])
    tab.fill("#writer", 'Zoë "Z"')
    file = tmp_path / "mine.csv"
    file.write_text(saved(tab, "#save-csv"), encoding="utf-8")
    assert main(["import", str(file), "--out", str(tmp_path / "own.yaml")]) == 0
    assert "3 symbols" in capsys.readouterr().err
    table = examine(file).table
    assert set(table.writer) == {'Zoë "Z"'}
    assert set(table.symbol) == {"ö", "a, b", "क्ष"}
    assert table.groupby("symbol").pressure.nunique().gt(10).all()
    assert table.groupby("symbol").stroke.max().eq(1).all()
    rising = table[table.symbol == "ö"].head(10)  # from the bottom of the place
    assert rising.y.is_monotonic_increasing
    kept = json.loads(saved(tab, "#save-json"))["letters"]
    for letter in kept:
        drawn = [point for stroke in letter["drawings"][0] for point in stroke]
        rows = table[table.symbol == letter["symbol"]]
        for name in ("x", "y", "pressure", "time"):
            np.testing.assert_allclose(rows[name], [one[name] for one in drawn], atol=1e-6)


@pytest.mark.parametrize(("by", "missing"), [("pen", False), ("mouse", True), ("finger", True)])
def test_pressure_counts_where_it_was_measured(chromium, file, by, missing):
    context = chromium.new_context(has_touch=True)
    tab = context.new_page()
    tab.goto(file.as_uri())
    if by == "finger":
        teach(tab, "x", by=touch)
    else:
        teach(tab, "x", kind=by)
    table = recordings(tab)
    assert len(table) > 20
    assert (table.pressure.nunique() == 1) == missing
    if missing:
        assert (table.pressure == 1).all()
    context.close()


LINE = [(0.3 + 0.004 * i, 0.5, 0.5) for i in range(2)]


NO_LETTERS = [
    ([], "x", "There is nothing to learn yet: write a letter first."),
    ([[(0.5, 0.5, 0.5)]], "x", "A dot alone has no shape to learn"),
    ([[(0.3, 0.5, 0.5), (0.6, 0.5, 0.5)]], "x", "positions of the pen are too few"),
    ([LINE] * 60, "x", "more than this network writes"),
    ([curve(2)], "x" * 17, "A name has at most 16 characters; this one has 17."),
    ([curve(2)], "", "Give the letter a name first"),
]


def test_what_is_no_letter_gets_one_line_and_stays(tab):
    for strokes, name, line in NO_LETTERS:
        tab.evaluate("document.getElementById('clear').click()")
        write(tab, "#pad", strokes)
        tab.fill("#symbol", name)
        tab.click("#teach")
        assert line in said(tab)
        assert tab.locator("#undo").is_enabled() == bool(strokes)  # it can still be mended
        assert tab.input_value("#symbol") == name
    tab.fill("#symbol", "y")
    tab.click("#teach")
    learned(tab, "y")


def test_two_thousand_positions_are_a_letter(tab):
    tab.evaluate(
        """() => {
            const pad = document.getElementById("pad");
            const box = pad.getBoundingClientRect();
            for (let i = 0; i < 2000; i++) {
                const angle = i / 300;
                const at = { clientX: box.left + box.width * (0.5 + 0.3 * Math.sin(2 * angle)),
                    clientY: box.top + box.height * (0.5 + 0.4 * Math.cos(angle)) };
                const type = i ? "pointermove" : "pointerdown";
                pad.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 7, pointerType: "pen",
                    pressure: 0.2 + i / 4000 }));
            }
            pad.dispatchEvent(new PointerEvent("pointerup", { pointerId: 7 }));
        }"""
    )
    tab.fill("#symbol", "∞")
    tab.click("#teach")
    learned(tab, "∞")
    assert "2000 positions became" in said(tab)


def test_undo_takes_a_stroke_away_and_clear_all(tab):
    write(tab, "#pad", [curve(2), curve(1)])
    tab.click("#undo")
    tab.fill("#symbol", "x")
    tab.click("#teach")
    learned(tab, "x")
    assert set(recordings(tab).stroke) == {0}
    write(tab, "#pad", [curve(2), curve(1)])
    tab.click("#clear")
    assert tab.locator("#undo").is_disabled()


def test_variants_and_blends_follow_their_sliders(tab):
    teach(tab, "ö")
    letter = shown(tab, "#compare")[1]
    slide(tab, "#noise", 0)
    assert shown(tab, "#variants") == [letter] * 6
    slide(tab, "#noise", 0.1)
    assert len({letter, *shown(tab, "#variants")}) == 7
    before = shown(tab, "#variants")
    tab.click("#other-noise")
    assert not set(before) & set(shown(tab, "#variants"))
    tab.select_option("#other", "a")
    ways = []
    for share in (0, 50, 100):
        slide(tab, "#share", share)
        ways.append(shown(tab, "#blended")[0])
    assert ways[0] == letter
    assert len(set(ways)) == 3
    assert tab.text_content("#share-value") == "0 % ö, 100 % a"
    slide(tab, "#share", 0)
    tab.click("#play-blend")
    tab.wait_for_timeout(400)
    assert float(tab.input_value("#share")) > 0


def test_a_second_drawing_is_recognised_and_can_be_kept(tab):
    teach(tab, "ö", [curve(2)])
    teach(tab, "ü", [curve(1, 1.0), curve(3, points=15)])
    write(tab, "#second-pad", [curve(2, 0.05)])
    tab.click("#recognise")
    tab.locator("#answers li").first.wait_for()
    assert re.fullmatch(r"\d of 4 methods say .+\.", said(tab, "#second-said"))
    answers = tab.locator("#answers > li > p").all_text_contents()
    assert [answer.split()[-1] for answer in answers] == [
        *("nn_dtw", "nearest_code_dtw", "nearest_code", "paper"),
    ]
    assert answers[0].startswith("ö (yours), clearly")
    tab.select_option("#as", label="ö")
    tab.click("#keep-as")
    assert "it has 2 now" in said(tab, "#second-said")
    counts = recordings(tab).groupby("symbol").instance.nunique()
    assert counts.to_dict() == {"ö": 2, "ü": 1}


def test_units_and_steps_can_be_picked(tab):
    tab.locator(".chip").filter(has_text="a").click()
    before = shown(tab, "#coloured")
    slide(tab, "#unit", 5)
    assert shown(tab, "#coloured") != before
    box = tab.locator("#states").bounding_box()
    tab.locator("#states").click(position={"x": box["width"] - 2, "y": 2})
    assert tab.input_value("#unit") == "1"
    assert tab.input_value("#step") == tab.get_attribute("#step", "max")
    hidden = shown(tab, "#coloured")
    tab.check("[name=which][value=c]")
    assert shown(tab, "#coloured") != hidden


def test_letters_come_back_with_the_next_visit_and_from_their_file(tab, chromium, file, tmp_path):
    teach(tab, "ö")
    drawn = shown(tab, "#compare")
    text = saved(tab, "#save-json")
    tab.reload()
    assert said(tab, "#kept-said") == "1 letter from your last visit."
    assert shown(tab, "#compare")[:2] == drawn[:2]
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.click("#forget")
    assert tab.locator(".chip").filter(has_text="ö").count() == 0
    assert not json.loads(tab.evaluate("localStorage.getItem(Object.keys(localStorage)[0])"))[
        "letters"
    ]

    (tmp_path / "letters.json").write_text(text, encoding="utf-8")
    tab.set_input_files("#bring", tmp_path / "letters.json")
    tab.locator("#kept-said").filter(has_text="1 letter brought back").wait_for()
    assert shown(tab, "#compare")[:2] == drawn[:2]


def test_letters_of_another_network_are_learned_once_more(tab, tmp_path):
    teach(tab, "ö")
    drawn = shown(tab, "#compare")
    kept = json.loads(saved(tab, "#save-json"))
    kept["experiment"]["mark"] = "another"
    kept["letters"][0]["columns"]["trained"] = [0.0] * 3
    kept["letters"][0]["symbol"] = "ø"
    file = tmp_path / "letters.json"
    file.write_text(json.dumps(kept), encoding="utf-8")
    tab.set_input_files("#bring", file)
    learned(tab, "ø")
    assert shown(tab, "#compare")[0] == drawn[0]  # the example
    assert tab.locator(".chip").filter(has_text="ø").count() == 1


NONSENSE = [
    *("nonsense", "{}", "", "[1, 2]", '{"format": "ductus letters 1", "letters": [{}]}'),
    '{"format": "ductus letters 1", "letters": [{"symbol": "x", "drawings": [[[{"x": 1}]]]}]}',
]


def test_a_file_of_nonsense_is_one_line_and_changes_nothing(tab):
    teach(tab, "ö")
    for i, text in enumerate(NONSENSE):
        tab.evaluate(
            """([name, text]) => {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([text], name));
                document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
            }""",
            [f"{i}.json", text],
        )
        tab.locator("#kept-said").filter(has_text=f"{i}.json").wait_for()
        line = said(tab, "#kept-said")
        assert re.search(r"json: (it is no file|a letter in it has no).+ Nothing was .+", line)
        assert tab.locator(".chip").filter(has_text="ö").count() == 1


def test_drawings_are_saved_as_svg_in_the_colours_of_the_paper(tab):
    teach(tab, "<ö>")
    sheet = ElementTree.fromstring(saved(tab, "#save-svg"))
    groups = sheet.findall("{http://www.w3.org/2000/svg}g")
    assert len({group.get("stroke") for group in groups}) == len(groups) == 4
    assert all(len(group) > 5 for group in groups)
    assert "<ö>" in [text.text for text in sheet.findall("{http://www.w3.org/2000/svg}text")]


def test_where_storage_is_forbidden_letters_can_still_be_learned_and_saved(chromium, file):
    context = chromium.new_context()
    context.add_init_script(
        """Object.defineProperty(window, "localStorage",
            { get() { throw new DOMException("forbidden", "SecurityError"); } });"""
    )
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert said(tab, "#kept-said").startswith("This browser keeps nothing between visits")
    teach(tab, "ö")
    assert len(recordings(tab)) > 20
    context.close()


@pytest.mark.parametrize(
    ("feature", "line"),
    [
        ("PointerEvent", "it has no pointer events"),
        ("Worker", "it has no workers"),
        (None, "its JavaScript is too old"),
    ],
)
def test_a_browser_that_lacks_something_is_told_in_one_line(
    chromium, file, tmp_path, feature, line
):
    context = chromium.new_context()
    path = file
    if feature:
        context.add_init_script(f"delete window.{feature}")
    else:  # as a browser sees it that does not know the language of today
        path = tmp_path / "old.html"
        text = file.read_text(encoding="utf-8").replace("class Network", "class Network ###")
        path.write_text(re.sub("<meta http-equiv.*>", "", text), encoding="utf-8")
    tab = context.new_page()
    tab.goto(path.as_uri())
    assert said(tab, "#lacking").startswith(f"This browser cannot run the page: {line}")
    context.close()


def test_without_vectors_it_learns_as_well(chromium, file):
    context = chromium.new_context()
    tab = context.new_page()
    text = file.read_text(encoding="utf-8").replace("'wasm-unsafe-eval'", "")
    tab.route("http://page.test/", lambda route: route.fulfill(body=text, content_type="text/html"))
    tab.goto("http://page.test/")
    assert not tab.evaluate("hasVectors()")
    teach(tab, "ö")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (360, "dark")])
def test_the_page_is_accessible_and_as_wide_as_the_screen(chromium, file, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(file.as_uri())
    teach(tab, "ö")
    write(tab, "#second-pad", [curve(2)])
    tab.click("#recognise")
    tab.locator("#answers li").first.wait_for()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(tab, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 20
    assert tab.evaluate("document.scrollingElement.scrollWidth") <= width
    context.close()


def test_all_of_it_can_be_done_by_keyboard(tab):
    def reach(place):
        for _ in range(80):
            if tab.evaluate("(p) => document.activeElement.matches(p)", place):
                return
            tab.keyboard.press("Tab")
        raise AssertionError(f"{place} is not reached")

    reach("#borrow")
    tab.keyboard.type("d")  # the example of d
    assert "example of d" in said(tab)
    reach("#symbol")
    tab.keyboard.press("Control+a")
    tab.keyboard.type("ð")
    tab.keyboard.press("Enter")
    learned(tab, "ð")
    for place in ("#iteration", "#again", ".chip", "#noise", "#other", "#share", "#play-blend"):
        reach(place)
    reach("#second-borrow")
    tab.keyboard.type("e")
    tab.keyboard.press("Shift+Tab")
    reach("#unit")
    reach("#save-json")
    reach("#bring")


@pytest.mark.parametrize(("key", "other"), [("network", "mixture"), ("cell", "gru"), ("layers", 2)])
def test_a_network_that_the_page_has_no_sums_for_is_one_line(key, other):
    model = {**DEFAULT["model"], "dense": 3, "hidden": 3, key: other}
    with pytest.raises(DuctusError, match=rf"model\.{key} (lstm|1); this one has {other}"):
        check_carried(new_network(["a", "b"], seed=1, **model))


def test_a_page_of_the_default_network_is_below_one_and_a_half_megabytes():
    symbols = [chr(97 + i) for i in range(26)]
    model, untrained = (
        new_network(symbols, dense=300, hidden=100, bias=True, seed=1) for _ in range(2)
    )
    steps = {symbol: np.full((60, 4), 1 / 3) for symbol in symbols[13:]}
    text = page_text(
        carried(
            Learner("w", model, untrained),
            trained=symbols[:13],
            new=symbols[13:],
            examples=steps,
            lengths=dict.fromkeys(symbols, 60),
            tempo=Tempo(50.0, 20, 60),
            config={
                "preprocessing": {"normalisation": "max_step"},
                "oneshot": {},
                "classification": {},
            },
            told={"name": "a", "seed": 1, "learners": 9},
        )
    )
    assert len(text.encode()) < 1.5e6
