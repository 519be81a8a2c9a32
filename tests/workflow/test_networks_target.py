"""The targets `networks`, other networks with as many weights, and `prediction`."""

import pandas as pd
import pytest

PREDICTION = {"prediction_seed", "prediction_tables", "prediction_provenance"}
PREDICTION |= {"figure_prediction", "figure_prediction_density", "prediction_tracking_seed"}
JOBS = {"networks_seed", "cells_seed", "networks_tables", "networks_provenance", "sweep_probes"}
JOBS |= {"networks_tracking_seed"}
FIGURES = {f"figure_networks{kind}" for kind in ("", "_training", "_traces", "_atlas")}


def test_networks_are_no_part_of_a_run_and_need_only_the_data(fresh):
    assert not (JOBS | FIGURES | PREDICTION) & set(fresh.planned())
    jobs = fresh.planned("networks", "--configfile", "workflow/presets/networks.yaml")
    assert set(jobs) == JOBS | FIGURES | {"data"}
    assert jobs["networks_seed"] == 3 * 18  # seeds x networks


def test_networks_are_measured_judged_and_drawn(studied):
    results = studied.folder / "results" / "smoke"
    table = pd.read_csv(results / "tables" / "networks.csv", keep_default_na=False)
    total = table[table.seed == "all"]
    assert total.network.nunique() == 2
    assert {"mse", "smooth blends", "excess", "Henrici number", "half-life of a trace"} <= set(
        total.measure
    )
    weights = total[total.measure == "weights"]["mean"].astype(float)
    assert weights.max() < 1.1 * weights.min()
    course = pd.read_csv(results / "tables" / "networks_training.csv")
    assert course.groupby("network").step.max().to_dict()["rnn-2-orthogonal-hessian_free"] == 2
    claims = pd.read_csv(results / "tables" / "networks_claims.csv")
    assert set(claims.verdict) == {"not judged"}  # of one seed
    predicted = pd.read_csv(results / "tables" / "prediction.csv")
    assert predicted.groupby("seed").predictor.nunique().to_dict() == {"1": 5, "all": 5}
    assert (results / "tables" / "prediction_claims.csv").exists()
    for study in ("networks", "prediction"):
        assert '"new": true' in (results / "seed1" / f"{study}_tracking.json").read_text()
    for name in [*FIGURES, "figure_prediction", "figure_prediction_density"]:
        path = results / "figures" / f"{name.removeprefix('figure_')}.png"
        assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        ("networks={compared: [mamba]}", "networks.compared[0]: expected a network such as lstm"),
        ("networks={compared: [gru-mixed]}", "networks.compared: gru-mixed: model.start: mixed is"),
        ("networks={steps: 0}", "networks.steps: expected a whole number of 1 to"),
    ],
)
def test_wrong_networks_are_told_in_one_line(fresh, leaf, message):
    said = fresh.says("networks", "--config", leaf, code=1)
    assert message in said
