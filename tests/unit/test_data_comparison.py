"""The comparison counts what it says, and its figures are files one can open."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from ductus.data.sources.synthetic import synthesise
from ductus.data.trajectory import as_trajectories
from ductus.figures.data_comparison import (
    draw,
    draw_sheet,
    measures,
    pressure_course,
    summary,
)


@pytest.fixture(scope="module")
def tables():
    return {name: synthesise("it", 2, 2, seed) for seed, name in enumerate(["one", "two"])}


def test_measures_of_a_drawing_that_can_be_counted():
    drawing = pd.DataFrame(
        {
            "writer": "w",
            "symbol": "t",
            "instance": 0,
            "frame": range(4),
            "x": [0.0, 0.0, 1.0, 1.0],
            "y": [1.0, 0.5, 0.5, 0.75],
            "pressure": [0.2, 0.4, 0.1, 0.3],
            "stroke": [0, 0, 1, 1],
            "time": [0.0, 0.02, 0.5, 0.52],
        }
    )
    found = measures(as_trajectories(drawing, "test"))
    assert found["points"].tolist() == [4]
    assert found["duration"].tolist() == [0.52]
    assert found["strokes"].tolist() == [2]
    # the way through the air is the longest step, but no step within a stroke
    np.testing.assert_allclose(found["step"], [0.5, 0.25])
    course = pressure_course(as_trajectories(drawing, "test"))
    assert course[0.5].iloc[0] == pytest.approx(0.5)
    assert course[0.5].iloc[-1] == pytest.approx(0.75)


def test_summary_has_a_row_for_each_measure_and_source(tables):
    found = summary(tables)
    assert len(found) == 5 * 2
    assert (found.lower_quartile <= found["median"]).all()
    assert (found["median"] <= found.upper_quartile).all()


def test_figures_are_drawn(tables, tmp_path):
    draw(tables, [tmp_path / "a.svg", tmp_path / "a.png"])
    draw_sheet(tables["one"], [tmp_path / "b.png"], ["w01", "w02"], ["i", "t"])
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    for picture in ("a.png", "b.png"):
        assert imread(tmp_path / picture)[..., :3].std() > 0.01  # not blank
    assert len(list(tmp_path.iterdir())) == 3
