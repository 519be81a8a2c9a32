"""Networks that predict, compared: what the tables say, claims, figures and the page."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml
from configs import DEFAULT
from figure_text import unreadable
from PIL import Image
from test_figures import text_of

from ductus.errors import DuctusError
from ductus.figures import sequences as figure_of_all
from ductus.figures import sequences_cells, sequences_scheduled, sequences_written
from ductus.pages.sequences import publish
from ductus.sweep.sequences import GENERATED, ROWS, Lesson, examine, tags_lesson
from ductus.sweep.sequences_claims import judge
from ductus.sweep.tables import combine_sequences
from ductus.tables.files import read_table, write
from ductus.tasks.sequences import tags

SEEDS = (1, 2, 3)
COMPARED = DEFAULT["sequences"]["compared"]


def test_each_network_of_a_lesson_is_trained_and_measured(monkeypatch):
    monkeypatch.setattr(tags, "STREAMS", 40)
    monkeypatch.setattr(tags, "TESTED", 4)
    lesson = tags_lesson(1)._replace(beside={"nothing": [("static", "x", "", 1.0, 1)]})
    assert isinstance(lesson, Lesson)
    assert lesson.shown == GENERATED
    names, how = ["rnn", "associative"], {"seed": 1, "hidden": 8, "steps": 2, "progress": False}
    rows, written, cells = examine("tags", lesson, names, **how)
    again, _, _ = examine("tags", lesson, names, **how)
    assert list(rows.columns) == ROWS
    assert list(dict.fromkeys(rows.network)) == ["nothing", "rnn", "associative"]
    same = rows.measure != "CPU s of training"
    pd.testing.assert_frame_equal(rows[same], again[same])
    weights = rows[rows.measure == "weights"].value
    assert weights.max() < 1.1 * weights.min()
    assert written.empty
    assert cells.empty


def made(better=()):
    """Rows of all networks that the default compares; those of `better` have half the loss."""
    rows = []

    def add(task, name, evaluation, measure, case, value):
        network, _, regularisation = name.partition("-")
        worth = 0.5 if (name, evaluation) in better or name in better else 1.0
        key = (task, network, regularisation or "none", evaluation, measure, case)
        rows.extend((seed, *key, value * worth + 0.001 * seed, 10) for seed in SEEDS)

    for task, names in COMPARED.items():
        for name in names:
            for at in ("static", "dynamic"):
                if task == "text":
                    add(task, name, at, "bits a character", "", 2.0)
                if task == "pen":
                    add(task, name, at, "nats a point", "", 3.0)
            if task == "pen":
                for kind in ("moves", "tokens"):
                    add(task, name, "", f"distance of {kind} written", "temperature 1", 0.1)
            if task == "addition":
                add(task, name, "static", "right answers", "1 digit", 0.9)
                add(task, name, "static", "right answers", "2 digits", 0.2)
            if task == "tags":
                add(task, name, "static", "nats beyond the least", "", 0.4)
    for name in ("gzip", "xz"):
        add("text", name, "static", "bits a character", "", 1.7)
    add("pen", "marginals", "static", "nats a point", "", 6.0)
    add("pen", "marginals", "", "distance of moves written", "temperature 1", 0.4)
    add("pen", "marginals", "", "distance of moves written", "letters to learn from", 0.03)
    add("text", "lstm", "", "cells that tell any property", "", 0.05)
    add("text", "lstm", "", "words known", "temperature 1", 0.5)
    return pd.DataFrame(rows, columns=["seed", *ROWS])


@pytest.fixture
def table(tmp_path):
    def combined(rows):
        rows.to_csv(tmp_path / "all.csv", index=False)
        return combine_sequences([tmp_path / "all.csv"])

    return combined


def verdicts(table):
    return {row.claim: row.verdict for row in judge(table).itertuples()}


def test_claims_follow_the_table(table):
    helps = ["multiplicative", "lstm-fixed", "lstm-adaptive", ("lstm", "dynamic"), "associative_4"]
    rows = made(helps)
    end = (rows.regularisation == "sampled_0") & (rows.measure == "nats a point")
    rows.loc[end, "value"] = 5.95
    rows.loc[(rows.task == "tags") & (rows.network == "multiplicative"), "value"] = 0.4
    assert set(verdicts(table(rows)).values()) == {"reproduced"}
    hurts = [("lstm", "static"), "rnn"]
    other = made(hurts)
    few = other.measure == "cells that tell any property"
    other.loc[few, "value"] = 0.6
    assert set(verdicts(table(other)).values()) == {"not"}


def test_with_two_seeds_nothing_is_judged_and_what_was_not_compared_is_left_out(table):
    rows = made()
    assert set(verdicts(table(rows[rows.seed < 3])).values()) == {"not judged"}
    assert list(verdicts(table(rows[rows.network != "lstm"]))) == [
        "A multiplicative RNN predicts text better than an RNN of as many weights",
        "An associative LSTM is ahead on nested tags",
    ]


def test_figures_show_every_network(table):
    numbers = table(made())
    figure = figure_of_all.draw(numbers)
    assert not unreadable(figure)
    for said in ("lstm-adaptive", "transformer", "associative_4", "gzip", "bits a character"):
        assert said in text_of(figure)
    figure = sequences_scheduled.draw(numbers)
    assert not unreadable(figure)
    assert "marginals by place" in text_of(figure)
    assert "people's letters" in text_of(figure)


def written():
    keys = {"seed": 1, "network": "lstm", "regularisation": "none"}
    rows = [
        (task, f"temperature {t}", said)
        for t in (0.3, 1)
        for task, said in (("text", 'a "b|c\n  $d'), ("pen", "0.1,0.2,0 0.3,-0.1,1 0,0.2,0"))
    ]
    return pd.DataFrame(rows, columns=["task", "case", "text"]).assign(**keys)


def cells():
    text = (
        'help("x")\n  more of $it$, a long line that goes on and on and on and on and on and on\n'
    )
    steps = pd.DataFrame({"text": list(text), "step": range(len(text))})
    steps = steps.assign(state=np.linspace(-1, 1, len(text)), seed=1, task="text", network="lstm")
    steps = steps.assign(regularisation="none", cell=3, score=0.8)
    names = ("quotation", "line length")
    return pd.concat([steps.assign(property=name) for name in names], ignore_index=True)


def test_cells_and_letters_are_drawn_as_tables_have_them(tmp_path):
    columns = {"sequences_written": written(), "sequences_cells": cells()}
    for name, own in columns.items():
        write(own, tmp_path / "tables", name)
    figure = sequences_cells.draw(read_table(tmp_path, "sequences_cells"))
    assert not unreadable(figure)
    assert "cell 3, score 0.80" in text_of(figure)
    figure = sequences_written.draw(read_table(tmp_path, "sequences_written"))
    assert not unreadable(figure)
    assert "temperature 0.3" in text_of(figure)


def test_the_page_says_what_the_tables_say(table, tmp_path):
    numbers = table(made())
    tables = {"sequences": numbers, "sequences_claims": judge(numbers), "sequences_cells": cells()}
    for name, own in {**tables, "sequences_written": written()}.items():
        write(own, tmp_path / "tables", name)
    (tmp_path / "sequences_config.yaml").write_text(yaml.safe_dump(DEFAULT))
    noted = {"command": "snakemake sequences", "commit": None, "dirty": False}
    (tmp_path / "sequences_provenance.json").write_text(json.dumps(noted))
    (tmp_path / "figures").mkdir()
    for kind in ("", "_scheduled", "_written", "_cells"):
        noise = np.random.default_rng(1).integers(255, size=(20, 30, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / "figures" / f"sequences{kind}.png")
    out, images = tmp_path / "docs" / "sequences.md", tmp_path / "docs" / "images"
    publish([tmp_path], out, images)
    said = out.read_text()
    assert "snakemake --cores 8 sequences" in said
    assert "| `lstm-adaptive`" in said
    assert "2 [2, 2]" in said
    assert '"b|c\n  $d' in said
    assert said.count("**partly**") + said.count("**reproduced**") + said.count("**not**") == 8
    assert (images / "sequences_cells.png").exists()
    (tmp_path / "figures" / "sequences.png").unlink()
    with pytest.raises(DuctusError, match="no such figure; make it with: snakemake sequences"):
        publish([tmp_path], out, images)
