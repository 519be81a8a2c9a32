"""The character challenge with a network that gives drawings a probability."""

import pandas as pd
from checkout import FIGURES


def test_the_mixture_network_goes_through_every_stage(fresh):
    presets = ("workflow/presets/mixture.yaml", "workflow/presets/smoke.yaml")
    fresh.snakemake("--configfile", *presets, "--config", "name=likely", "seeds=[1]")
    results = fresh.folder / "results" / "likely"
    cases = pd.read_csv(results / "tables" / "classification_cases.csv", keep_default_na=False)
    named = cases[cases.method == "likelihood"]
    assert set(named.condition) == {"generated", "same_writer", "other_writer"}
    assert set(named.predicted_among_new) <= {"v", "y"}
    training = pd.read_csv(results / "tables" / "training.csv")
    assert training.loss.iloc[-1] < training.loss.iloc[0]
    for name in FIGURES:
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert (results / "report.html").stat().st_size > 0
