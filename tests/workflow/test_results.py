"""What a run leaves behind."""

import hashlib
import json
import re
import sqlite3

import numpy as np
import pandas as pd
import pytest
import yaml
from checkout import FIGURES, SMOKE

EXEMPLAR_WRITERS = ["w01", "w03"]  # two, spread over the three of the smoke preset
CODE = [f"code_{symbol}" for symbol in "aduvy"]  # all symbols of the smoke preset's split
COLUMNS = {
    "training": "seed step samples loss floor excess",
    "generation": "seed exemplar_writer character condition iterations mse dtw",
    "variation": "seed exemplar_writer character noise draw dtw_to_example nearest",
    "classification_cases": "seed exemplar_writer method condition noise character writer "
    "instance predicted predicted_among_new correct correct_among_new mse " + " ".join(CODE),
    "classification": "seed method condition noise n correct accuracy low high correct_among_new "
    "accuracy_among_new low_among_new high_among_new",
    "blending": "seed exemplar_writer first second weight dtw_to_first dtw_to_second",
    "states": "seed claim character reference distance",
    "confusion": "method condition noise character predicted n share",
    "difficulty": "character measure method condition noise n mean low high",
    "headline": "section measure method condition noise mean low high seeds exemplar_writers n",
    "claims": "section claim paper ours verdict rule mean low high",
}


@pytest.fixture
def results(finished):
    return finished.folder / "results" / "smoke"


@pytest.mark.parametrize("name", COLUMNS)
def test_table_has_its_columns_and_rows(results, name):
    table = pd.read_csv(results / "tables" / f"{name}.csv")
    assert set(COLUMNS[name].split()) <= set(table.columns)
    assert len(table) > 0
    assert len((results / "tables" / f"{name}.md").read_text().splitlines()) == len(table) + 2


def test_every_new_character_is_generated_in_every_condition(results):
    table = pd.read_csv(results / "tables" / "generation.csv")
    found = set(zip(table.exemplar_writer, table.character, table.condition, strict=True))
    conditions = ("inferred", "not_inferred", "untrained")
    assert found == {(w, c, k) for w in EXEMPLAR_WRITERS for c in "vy" for k in conditions}


def test_every_probe_of_the_config_is_identified(results):
    cases = pd.read_csv(results / "tables" / "classification_cases.csv")
    counts = cases[cases.method == "paper"].groupby(["exemplar_writer", "condition"]).size()
    of_each = {"generated": 2, "same_writer": 4, "other_writer": 4}
    assert counts.to_dict() == {(w, c): n for w in EXEMPLAR_WRITERS for c, n in of_each.items()}
    same, other = (cases[cases.condition == c] for c in ("same_writer", "other_writer"))
    assert (same.writer == same.exemplar_writer).all()
    assert (other.writer != other.exemplar_writer).all()


def test_every_exemplar_writer_has_its_examples_in_the_files_of_a_character(results):
    for character in "vy":
        with np.load(results / "seed1" / "oneshot" / f"{character}.npz") as kept:
            assert kept["writers"].tolist() == EXEMPLAR_WRITERS
            assert kept["column_inferred"].shape == (2, 32)
            assert not np.allclose(*kept["column_inferred"])


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_there_as_vector_and_bitmap(results, name):
    assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (results / "figures" / f"{name}.svg").read_text()[:2000]


def test_blends_move(results):
    assert (results / "figures" / "blending.gif").read_bytes().startswith(b"GIF8")


def test_report_holds_all_figures_and_tables(results):
    page = (results / "report.html").read_text()
    for name in FIGURES:
        assert f"{name}.png" in page
    for name in COLUMNS:
        assert f"{name}.csv" in page
    pictures = sum((results / "figures" / f"{name}.png").stat().st_size for name in FIGURES)
    assert len(page) > pictures  # embedded, not linked
    first = re.search("var workflow_desc = (.*);", page)[1]
    assert "What came out" in first
    assert "One-shot inference re-generates a new character" in first
    assert "single drawings: seed 1, writer w0" in first  # the headline figure, inline
    assert "system-message" not in first


def test_resolved_config_repeats_the_run(finished, results):
    default = yaml.safe_load((finished.folder / "config.yaml").read_text())
    config = yaml.safe_load((results / "config.resolved.yaml").read_text())
    assert config["training"]["steps"] == 60  # of the preset
    assert config["training"]["betas"] == default["training"]["betas"]
    repeated = finished.planned("--configfile", "results/smoke/config.resolved.yaml")
    assert not repeated


def test_provenance_names_data_and_versions(results):
    told = json.loads((results / "provenance.json").read_text())
    data = (results / "data" / "trajectories.parquet").read_bytes()
    assert told["data"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert told["versions"]["torch"]
    assert {"commit", "dirty", "python", "platform"} <= set(told)
    assert told["command"] == "snakemake --configfile workflow/presets/smoke.yaml"


def test_runs_are_logged_beside_the_results(finished):
    with sqlite3.connect(finished.folder / "results" / "mlflow.db") as store:
        names = {name for (name,) in store.execute("select name from runs")}
    assert {"seed 1", "training", "oneshot v", "oneshot y", "classification"} <= names


def test_every_job_leaves_a_log_and_a_benchmark(results):
    logs = {p.relative_to(results / "logs").with_suffix("") for p in results.glob("logs/**/*.txt")}
    measured = results.glob("benchmarks/**/*.tsv")
    assert logs == {p.relative_to(results / "benchmarks").with_suffix("") for p in measured}


def test_nothing_half_written_is_left(results):
    assert not [path for path in results.rglob(".*.*") if path.parent.name != ".resume"]
    assert not list((results / ".resume").glob("*"))


def test_a_run_says_what_it_does_and_where_to_look_and_little_else(finished):
    lines = (finished.folder / "said.txt").read_text().splitlines()
    assert len(lines) < 40  # there are 27 jobs
    assert max(map(len, lines)) < 100
    (line,) = [line for line in lines if line.endswith("Train the network, seed 1")]
    assert re.match(r" \d/28  ~ \d+ (s|min) +Train", line)
    assert lines[-2] == "Results: results/smoke/report.html"
    assert re.fullmatch(r"Runs: \S*ductus ui", lines[-1])


def test_jobs_compute_with_the_threads_of_their_rule(again):
    seen = again.folder / "threads.txt"
    (again.folder / "src" / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if any(word.endswith('/ductus') for word in sys.orig_argv):\n"
        f"    open({str(seen)!r}, 'a').write(os.environ.get('OMP_NUM_THREADS', 'unset') + '\\n')\n"
    )
    again.snakemake(*SMOKE, "--forcerun", "data", "--until", "data")
    assert re.fullmatch("1\n", seen.read_text())
