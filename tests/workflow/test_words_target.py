"""The target `words`: a network that writes a text."""

import pandas as pd
import pytest

JOBS = {"words_data", "words_training_seed", "words_seed", "words_tables"}


def test_words_are_no_part_of_a_run_and_need_no_network_of_it(fresh):
    assert not JOBS & set(fresh.planned())
    jobs = fresh.planned("words")
    assert set(jobs) >= JOBS | {"data", "split", "words_html", "words_tracking_seed"}
    assert not {"training_seed", "learner_seed", "tables"} & set(jobs)
    # Words from elsewhere need nothing of the run's own data.
    elsewhere = fresh.planned("words", "--configfile", "workflow/presets/cursive.yaml")
    assert set(elsewhere) >= JOBS
    assert not {"data", "split"} & set(elsewhere)


def test_words_are_learned_measured_drawn_and_logged(studied):
    results = studied.folder / "results" / "smoke"
    words = pd.read_csv(results / "tables" / "words.csv", keep_default_na=False)
    assert {"people", "samples", "primed", "one letter new", "new hand"} <= set(words.whose)
    for name in ("words", "words_window", "words_primed", "words_new", "words_numbers"):
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "words_window.png" in (results / "words" / "report.html").read_text("utf-8")
    assert '"new": true' in (results / "seed1" / "words_tracking.json").read_text()


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        ("words={source: iam}", "words.folder: expected the folder of IAM-OnDB"),
        ("words={bias: []}", "words.bias: expected a list of at least 1"),
    ],
)
def test_wrong_words_are_told_in_one_line(fresh, leaf, message):
    assert message in fresh.says("words", "--config", leaf, code=1)
