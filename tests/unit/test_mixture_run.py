"""The character challenge, stage by stage, with a network that gives drawings a probability."""

import pandas as pd
import pytest
import tiny_run
import yaml
from configs import CHECKOUT, given, merged

from ductus.cli import main
from ductus.figures.catalogue import FIGURES
from ductus.tables.columns import PREDICTORS

PRESET = yaml.safe_load((CHECKOUT / "workflow/presets/mixture.yaml").read_text(encoding="utf-8"))
TINY = {
    "model": {"dense": 8, "hidden": 8},
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
