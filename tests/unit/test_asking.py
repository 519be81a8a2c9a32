"""The page that asks people, and what their answers say."""

import json
import re

import numpy as np
import pandas as pd
import pytest

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
