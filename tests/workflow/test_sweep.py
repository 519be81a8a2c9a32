"""The target `sweep`: abilities against training and against one-shot iterations."""

import pandas as pd
import pytest

TABLES = {"sweep_table_training_map", "sweep_table_oneshot_iterations"}
JOBS = {"training_map_seed", "oneshot_iterations_seed", "sweep_probes"} | TABLES
FIGURES = {"figure_training_map", "figure_oneshot_iterations", "figure_tradeoff"}


def test_the_sweep_is_no_part_of_a_run_and_needs_no_more_than_a_trained_network(fresh):
    assert not (JOBS | FIGURES) & set(fresh.planned())
    jobs = fresh.planned("sweep")
    assert set(jobs) == JOBS | FIGURES | {"data", "split", "training_seed"}
    assert jobs["training_map_seed"] == 3 * 2  # seeds x objectives


def test_letters_left_out_of_a_to_m_stand_in_for_new_ones(fresh):
    said = fresh.says(
        *("sweep", "--dry-run", "--printshellcmds"),
        *("--configfile", "workflow/presets/choose.yaml"),
    )
    assert '"trained": "abefgilm", "new": "cdhjk"' in said


def test_the_sweep_measures_every_network_and_draws_it(studied):
    results = studied.folder / "results" / "smoke"
    table = pd.read_csv(results / "tables" / "training_map.csv", keep_default_na=False)
    total = table[table.seed == "all"]
    counts = total.groupby(["objective", "step"]).size()
    assert set(counts.index) == {(o, s) for o in ("class_means", "samples") for s in (0, 10)}
    assert counts.nunique() == 1
    assert {"mse", "identified among new", "smooth blends", "excess"} <= set(total.measure)
    table = pd.read_csv(results / "tables" / "oneshot_iterations.csv")
    assert {*zip(table.iterations, table.mixing, strict=True)} == {(0, 0.3), (10, 0.3), (40, 0)}
    for name in ("training_map", "oneshot_iterations", "tradeoff"):
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    for name in ("training_map", "oneshot_iterations"):
        assert (results / "tables" / f"{name}.html").stat().st_size > 0


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        ("sweep={steps: []}", "sweep.steps: expected a list of at least 1"),
        ("sweep={steps: [-1]}", "sweep.steps[0]: expected a whole number of 0 to"),
        ("sweep={probes: few}", "sweep.probes: expected a whole number of at least 0, got 'few'"),
    ],
)
def test_a_wrong_sweep_is_told_in_one_line(fresh, leaf, message):
    said = fresh.says("sweep", "--config", leaf, code=1)
    assert message in said
