"""The page that asks people, and what their answers say."""

import io
import json
import re

import numpy as np
import pandas as pd
import pytest
import tiny_run
from letter_pages import saved

from conftest import NEW
from ductus.cli import main
from ductus.data.split import examples, probes
from ductus.errors import DuctusError
from ductus.pages.asking import key, page
from ductus.tables.asked import rates
from ductus.tasks.asking import chosen, questions


@pytest.fixture(scope="module")
def whole(learner, drawings, split):
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    others = probes(drawings, split, "same_writer", "w01")
    asked = {"bias": [0.0], "noise": [0.05, 0.3], "draws": 4}
    return questions(learner, shown, others, seed=1, writer="w01", **asked)


def test_the_network_is_as_often_left_as_right_and_never_beside_itself(whole, drawings):
    assert len(whole) == 2 * 2 * 4  # characters x noises x draws
    assert sum(one.network == "left" for one in whole) == len(whole) / 2
    people = [steps.tobytes() for steps in drawings.where(writer="w01", symbol=NEW)]
    for one in whole:
        by_people = [getattr(one, side).tobytes() in people for side in ("left", "right")]
        assert by_people == [one.network != "left", one.network != "right"]
        assert one.example.tobytes() not in (one.left.tobytes(), one.right.tobytes())


def test_a_page_asks_equally_often_of_every_noise_on_either_side(whole):
    some = key(chosen(whole, 8, seed=1))
    assert (some.groupby(["source", "level", "side"]).size() == 2).all()
    assert len(chosen(whole, 100, seed=1)) == len(whole)


def test_the_page_is_one_file_that_does_not_tell_who_made_what(whole):
    text = page(whole, "Who <wrote> this?")
    assert "Who &lt;wrote&gt; this?" in text
    assert not re.search(r"(src|href)=\"?http", text)
    drawn = json.loads(re.search(r'id="drawings">(.*?)</script>', text)[1])
    assert [set(one) for one in drawn] == [{"question", "example", "left", "right"}] * len(whole)
    points = np.array([p for one in drawn for stroke in one["left"] for p in stroke])
    assert points.min() >= 0
    assert points.max() <= 1


def test_answers_become_rates_with_intervals(whole, tmp_path, capsys):
    known = key(whole)
    known.to_csv(tmp_path / "key.csv", index=False)
    right = known.side.where(known.level == 0.3, "left")  # half are right at the weaker noise
    answers = pd.DataFrame(
        {"participant": "a1", "question": known.question, "answer": right, "milliseconds": 900}
    )
    answers.to_csv(tmp_path / "answers.csv", index=False)
    options = ["--key", str(tmp_path / "key.csv"), "--out-dir", str(tmp_path)]
    assert main(["asked", str(tmp_path / "answers.csv"), *options]) == 0
    table = pd.read_csv(tmp_path / "asked.csv").set_index("level")
    assert table["mean"][0.3] == 1
    assert table.low[0.3] == pytest.approx(1 / (1 + 1.96**2 / 8), abs=0.01)  # Wilson, all of 8
    assert table.low[0.05] < 0.5 < table.high[0.05]
    assert (table.n == 8).all()


def test_answers_to_another_page_are_told_in_one_line(whole):
    answers = pd.DataFrame({"participant": ["a"], "question": [999], "answer": ["left"]})
    with pytest.raises(DuctusError, match="row 2: question is '999', which the page does not have"):
        rates(answers, key(whole))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a tiny run, with the page and its key."""
    folder, here = tmp_path_factory.mktemp("run"), pytest.MonkeyPatch()
    here.chdir(folder)
    for stage in ("data", "split", "probes", "training", "oneshot", "learner", "asking"):
        assert tiny_run.run(stage) == 0
    here.undo()
    return folder


def visited(chromium, folder, **screen):
    """The page in a tab of its own; whatever goes wrong in it fails the test."""
    tab = chromium.new_context(**screen).new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    tab.goto((folder / "asking" / "page.html").as_uri())
    return tab


def test_answers_by_click_and_by_key_are_saved_and_read(chromium, made, capsys):
    tab, known = visited(chromium, made), pd.read_csv(made / "asking" / "key.csv")
    tab.keyboard.down("ArrowLeft")
    tab.keyboard.down("ArrowLeft")  # held down: it repeats, and answers once
    tab.keyboard.up("ArrowLeft")
    tab.keyboard.press("Control+ArrowRight")
    assert tab.text_content("#count") == f"2 of {len(known)}"
    tab.click("#right")
    for _ in range(len(known) - 2):
        assert tab.locator("#done").is_hidden()
        tab.keyboard.press("ArrowRight")
    text = saved(tab, "#save")
    tab.context.close()
    answers = pd.read_csv(io.StringIO(text))
    assert sorted(answers.question) == known.question.tolist()
    assert answers.answer.tolist() == ["left"] + ["right"] * (len(known) - 1)
    assert answers.participant.nunique() == 1
    (made / "answers.csv").write_text(text, encoding="utf-8")
    options = f"--key {made / 'asking' / 'key.csv'} --out-dir {made / 'asking'}".split()
    assert main(["asked", str(made / "answers.csv"), *options]) == 0
    told = answers.merge(known)
    rate = pd.read_csv(made / "asking" / "asked.csv")
    assert rate.n.sum() == len(known)
    assert (rate["mean"] * rate.n).sum() == pytest.approx((told.answer == told.side).sum())


@pytest.mark.parametrize("width", [1200, 320])
def test_both_drawings_stand_side_by_side_and_all_is_accessible(chromium, made, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = visited(chromium, made, viewport={"width": width, "height": 640})
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(tab, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.scrollingElement.scrollWidth") <= width
    left, right = (tab.locator(side).bounding_box() for side in ("#left", "#right"))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert right["y"] + right["height"] <= 640  # seen without scrolling
    tab.context.close()
