"""The target `landscape`: what networks find in drawings without their names."""

import pandas as pd
import pytest

JOBS = {"pictures", "penalty", "autoencoder_seed", "landscape_seed", "landscape_own_seed"}
TABLES = ("landscape", "landscape_methods", "landscape_penalty", "landscape_symbols")


def test_the_landscape_is_no_part_of_a_run_and_needs_no_more_than_learners(fresh):
    assert not JOBS & set(fresh.planned())
    jobs = fresh.planned("landscape")
    assert set(jobs) >= JOBS | {"learner_seed", "landscape_html", "landscape_tracking_seed"}
    assert jobs["autoencoder_seed"] == 3 * 2  # seeds x sparse and dense
    assert not {"classification_seed", "generation_seed", "tables"} & set(jobs)


def test_the_landscape_is_measured_drawn_and_logged(studied):
    results = studied.folder / "results" / "smoke"
    for name in TABLES:
        assert len(pd.read_csv(results / "tables" / f"{name}.csv")), name
    table = pd.read_csv(results / "tables" / "landscape.csv", keep_default_na=False)
    spaces = {"sparse", "dense", "random", "codes", "codes_untrained", "states"}
    assert set(table.representation) == spaces
    methods = pd.read_csv(results / "tables" / "landscape_methods.csv", keep_default_na=False)
    # An autoencoder of four updates has failed, and is in no mean.
    assert set(methods.representation) == {"", "random"}
    for name in ("landscape_map", "landscape_spheres", "landscape_numbers", "landscape_own"):
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    page = (results / "landscape" / "report.html").read_text("utf-8")
    assert "landscape_own.png" in page
    assert "landscape_claims.html" in page
    assert '"new": true' in (results / "seed1" / "landscape_tracking.json").read_text()


@pytest.mark.parametrize(
    ("leaf", "message"),
    [
        ("landscape={penalties: []}", "landscape.penalties: expected a list of at least 1"),
        ("landscape={significant: 2}", "landscape.significant: expected a number of 0 to 1"),
    ],
)
def test_a_wrong_landscape_is_told_in_one_line(fresh, leaf, message):
    assert message in fresh.says("landscape", "--config", leaf, code=1)
