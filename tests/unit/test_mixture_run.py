"""The character challenge, stage by stage, with a network that gives drawings a probability."""

import json
import shutil

import pandas as pd
import pytest
import tiny_run
import yaml
from configs import CHECKOUT, given, merged
from PIL import Image

from ductus.cli import main
from ductus.figures.catalogue import FIGURES
from ductus.pages.samples import MARKS
from ductus.tables.columns import PREDICTORS
from ductus.tracking.beside import study_run

PRESET = yaml.safe_load((CHECKOUT / "workflow/presets/mixture.yaml").read_text(encoding="utf-8"))
TINY = {
    "model": {"dense": 8, "hidden": 8, "mixture": {"units": 8, "components": 2}},
    "training": {"steps": 60, "batch_size": 16, "log_every": 20},
    "oneshot": {"iterations": 3},
    "classification": {"methods": ["likelihood", "nearest_code_dtw", "nn_dtw"], "iterations": 2},
}

DRAWN = [name for name in FIGURES if FIGURES[name].target in ("figures", "samples", "prediction")]
STAGES = (
    *("data", "split", "probes", "training", "oneshot", "learner", "generation", "variation"),
    *(
        "classification",
        "blending",
        "states",
        "export",
        "tables",
        "samples",
        "asking",
        "samples-table",
        "prediction",
        "prediction-tables",
    ),
    *(f"figure {name}" for name in DRAWN),
)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder in which every stage of the challenge has run, and letters are exported."""
    folder = tmp_path_factory.mktemp("likely")
    config = given(**merged(tiny_run.SECTIONS, merged(PRESET, TINY)))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for stage in STAGES:
            asked = tiny_run.COMMANDS[stage].replace(tiny_run.CONFIG, config)
            asked = asked.replace(" --recogniser seed1/recogniser.pt", "")
            assert main(asked.split()) == 0, stage
    return folder


def test_every_stage_of_the_challenge_runs_with_the_mixture_network(results):
    cases = pd.read_csv(results / "tables" / "classification_cases.csv", keep_default_na=False)
    named = cases[cases.method == "likelihood"]
    assert set(named.condition) == {"generated", "same_writer", "other_writer"}
    assert set(named.predicted_among_new) <= {"v", "y"}
    samples = pd.read_csv(results / "tables" / "samples.csv")
    assert set(samples[samples.source == "sample"].level) == {0, 2}
    training = pd.read_csv(results / "tables" / "training.csv")
    assert training.loss.iloc[-1] < training.loss.iloc[0]
    predicted = pd.read_csv(results / "tables" / "prediction.csv")
    assert set(predicted.predictor) == set(PREDICTORS)
    for name in DRAWN:
        assert (results / "figures" / f"{name}.svg").stat().st_size > 0


@pytest.fixture
def noted(results):
    """The same with what prediction and samples were made with."""
    for study in ("prediction", "samples"):
        config = {"name": "likely", "seeds": [1], "data": {"source": "own"}}
        config[study] = tiny_run.SECTIONS[study]
        (results / f"{study}_config.yaml").write_text(yaml.safe_dump(config))
        note = {"command": "snakemake", "commit": "abc", "dirty": None}
        (results / f"{study}_provenance.json").write_text(json.dumps(note))
    return results


def test_a_study_is_a_run_with_its_numbers_config_and_files(noted):
    run = study_run(noted, "prediction", 1)
    metrics = {name: value for name, value, _ in run.metrics}
    table = pd.read_csv(noted / "tables" / "prediction.csv")
    mine = table[(table.seed == "1") & (table.condition == "new")]
    for name in PREDICTORS:
        (nats,) = mine[(mine.predictor == name) & (mine.measure == "nats a point")]["mean"]
        assert metrics[f"{name}_new_nats_a_point"] == nats
    assert "three_layers_noise_trained_squared_error" in metrics
    assert run.params["prediction.hidden"] == 4
    assert run.tags["mlflow.source.git.commit"] == "abc"
    names = {path.name for path, _ in run.artifacts}
    assert {"prediction_config.yaml", "prediction.csv", "prediction_density.svg"} <= names
    metrics = {name: value for name, value, _ in study_run(noted, "samples", 1).metrics}
    cases = pd.read_csv(noted / "seed1" / "samples.csv")
    right = cases[(cases.source == "sample") & (cases.level == 2)]
    right = right[right.measure == "recognised"]
    assert metrics["sample_level_2_recognised"] == pytest.approx(right.value.mean())
    assert "same_writer_recognised" in metrics


def test_a_study_is_logged_once(noted, empty_store, tmp_path):
    shutil.copy(empty_store, tmp_path / "mlflow.db")
    out = tmp_path / "said.json"
    words = ["tracking", "--results", noted, "--seed", 1, "--experiment", "likely-prediction"]
    words += ["--tracking-uri", f"sqlite:///{tmp_path}/mlflow.db", "--out", out]
    for new in (True, False):
        assert main([str(word) for word in [*words, "--study", "prediction"]]) == 0
        assert json.loads(out.read_text())["new"] is new
    assert main([str(word) for word in [*words, "--study", "poems"]]) == 2


def test_the_page_tells_what_came_out_of_samples(noted, tmp_path):
    page, images = tmp_path / "docs" / "mixture.md", tmp_path / "docs" / "images"
    page.parent.mkdir()
    page.write_text("before\n\n" + "\n\n".join(MARKS) + "\n\nafter\n")
    figures = ("samples", "samples_drawn", "generation", "blending")
    for name in figures:
        Image.new("RGB", (4, 4)).save(noted / "figures" / f"{name}.png")
    words = ["study-doc", "samples", "--results", noted, "--out", page, "--images", images]
    assert main([str(word) for word in words]) == 0
    text = page.read_text()
    assert text.startswith("before")
    assert text.endswith("after\n")
    samples = pd.read_csv(noted / "tables" / "samples.csv")
    row = samples[(samples.source == "sample") & (samples.level == 2)]
    (diversity,) = row[row.measure == "diversity"]["mean"]
    assert f"bias 2 | {100 * row[row.measure == 'recognised']['mean'].item():.3g} %" in " ".join(
        text.split()
    )
    assert f"{diversity:.3g}" in text
    assert "`likelihood`" in text
    for name in figures:
        assert (images / f"{name}.png").stat().st_size > 0
    page.write_text("no place for it")
    assert main([str(word) for word in words]) == 2
