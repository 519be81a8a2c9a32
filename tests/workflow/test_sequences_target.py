"""The target `sequences`: networks on next-step tasks."""

import pandas as pd
import pytest
from checkout import SMOKE

JOBS = {"sequences_seed", "sequences_tables", "sequences_provenance", "sequences_tracking_seed"}
FIGURES = {f"figure_sequences{kind}" for kind in ("", "_scheduled", "_written", "_cells")}


def test_sequences_are_no_part_of_a_run_and_need_only_the_data(fresh):
    assert not (JOBS | FIGURES) & set(fresh.planned())
    jobs = fresh.planned("sequences", "--configfile", "workflow/presets/sequences.yaml")
    assert set(jobs) == JOBS | FIGURES | {"data"}
    assert jobs["sequences_seed"] == 3 * 4  # seeds x tasks


def test_sequences_are_learned_measured_judged_and_drawn(studied, tmp_path):
    results = studied.folder / "results" / "smoke"
    table = pd.read_csv(results / "tables" / "sequences.csv", keep_default_na=False)
    assert set(table.task) == {"text", "pen", "addition", "tags"}
    text = table[table.measure == "bits a character"]
    assert {"gzip", "xz", "lstm", "transformer"} <= set(text.network)
    assert set(text[text.network == "lstm"].evaluation) == {"static", "dynamic"}
    assert set(table[table.task == "pen"].regularisation) == {"none", "adaptive", "sampled_0"}
    written = pd.read_csv(results / "tables" / "sequences_written.csv")
    assert {"temperature 0.3", "1 digit"} <= set(written.case)
    claims = pd.read_csv(results / "tables" / "sequences_claims.csv")
    assert set(claims.verdict) == {"not judged"}  # of one seed
    for name in FIGURES:
        path = results / "figures" / f"{name.removeprefix('figure_')}.png"
        assert path.read_bytes().startswith(b"\x89PNG")
    # Another text: that task anew, and no other.
    (tmp_path / "mine.txt").write_text('He said "no".\n  And so on, and on.\n' * 100)
    other = ("--config", f"sequences={{text: {tmp_path}/mine.txt}}")
    jobs = studied.planned("sequences", *SMOKE, *other)
    assert jobs["sequences_seed"] == 1


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        ("sequences={compared: {text: [mamba]}}", "sequences.compared.text[0]: expected a network"),
        ("sequences={compared: {addition: [transformer]}}", "expected a network such as lstm or"),
        ("sequences={text: nowhere.txt}", "sequences.text: nowhere.txt: no such file"),
    ],
)
def test_wrong_sequences_are_told_in_one_line(fresh, leaf, message):
    assert message in fresh.says("sequences", "--config", leaf, code=1)
