"""The figures of the sweep show every objective, whatever was measured, and nothing is cut off."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from configs import given
from figure_text import unreadable
from PIL import Image
from test_figures import ductus_figure, text_of

from ductus.figures import oneshot_iterations, style, tradeoff, training_map
from ductus.figures.catalogue import FIGURES
from ductus.sweep.tables import average
from ductus.tables.files import write

PEOPLE = ("same_writer", "other_writer")


def measured(
    conditions=("generated", *PEOPLE), objectives=("class_means", "samples"), seeds=(1, 2)
):
    """Rows of all measures with random values."""
    rng = np.random.default_rng(0)
    kinds = [("mse", "", "inferred"), ("dtw", "", "inferred"), ("smooth blends", "", "")]
    for measure in ("identified", "identified among new"):
        kinds += [(measure, m, c) for m in ("paper", "nearest_code_dtw") for c in conditions]
    for measure in ("output per code", "column norm", "cell saturation"):
        kinds += [(measure, "", c) for c in ("new", "trained")]
    kinds += [("excess", "", ""), ("floor", "", "")]
    rows = [
        (seed, writer, objective, step, 32 * step, *kind, rng.uniform(0.01, 1), 4)
        for seed in seeds
        for writer in ("w1", "w2")
        for objective in objectives
        for step in (0, 300, 30000)
        for kind in kinds
    ]
    columns = ["seed", "exemplar_writer", "objective", "step", "samples"]
    return pd.DataFrame(rows, columns=[*columns, "measure", "method", "condition", "value", "n"])


def along_training(rows):
    return average(rows, ["objective", "step", "samples"])


def along_iterations(rows):
    """Iterations at one mixing, and with as many as there are at most, another."""
    rows = rows.rename(columns={"step": "iterations"}).assign(mixing=0.3)
    mixed = rows[rows.iterations == rows.iterations.max()].assign(mixing=0.1)
    mixed.value /= 2
    return average(pd.concat([rows, mixed]), ["iterations", "mixing"])


@pytest.fixture(autouse=True)
def look():
    with style.look():
        yield


def test_training_is_drawn_whole_with_both_objectives_and_what_may_explain():
    figure = training_map.draw(along_training(measured()), 10000)
    assert not unreadable(figure)
    text = text_of(figure)
    for said in ("(class_means)", "(samples)", "10000 steps", "d output / d code", "floor"):
        assert said in text
    assert "not measured" not in text


def test_iterations_are_drawn_whole():
    figure = oneshot_iterations.draw(along_iterations(measured()), 30000, 0.3)
    assert not unreadable(figure)
    assert "30000 iterations" in text_of(figure)
    assert "not measured" not in text_of(figure)


def test_a_trade_off_has_a_point_for_each_network_and_fills_the_experiments_own():
    table = along_iterations(measured())
    figure = tradeoff.draw(table, 30000, 0.3)
    assert not unreadable(figure)
    wanted = table[(table.seed == "all") & (table.mixing == 0.3)].set_index("measure")["mean"]
    for axes, measure in zip(figure.axes, ("identified", "smooth blends"), strict=True):
        iterations, mixing = (
            line for line in axes.lines if len(line.get_xdata()) > 1 and line.get_lw() > 1
        )
        assert sorted(iterations.get_xdata()) == pytest.approx(sorted(wanted["dtw"]))
        assert len(mixing.get_xdata()) == 2
        full = [dot for dot in axes.lines if dot.get_marker() in "os" and dot.get_mfc() != "white"]
        assert {dot.get_marker() for dot in full} == {"o", "s"}
        assert set(iterations.get_ydata()) <= set(table["mean"][table.measure == measure])


@pytest.mark.parametrize("name", ["training_map", "oneshot_iterations"])
def test_what_nobody_measured_is_said(name):
    rows = measured(["generated"], ["samples"], seeds=[1])
    if name == "training_map":
        figure = training_map.draw(along_training(rows), 100)
    else:
        figure = oneshot_iterations.draw(along_iterations(rows), 100, 0.3)
    assert not unreadable(figure)
    assert text_of(figure).count("not measured") == len(PEOPLE)


def test_lines_hold_the_means_over_all_seeds():
    table = along_training(measured(objectives=["samples"]))
    figure = training_map.draw(table, 10)
    lines = [line for line in figure.axes[1].findobj(plt.Line2D) if len(line.get_xdata()) == 3]
    total = table[(table.seed == "all") & (table.measure == "mse")]
    drawn = [sorted(line.get_ydata()) for line in lines]
    assert any(np.allclose(ys, sorted(total["mean"])) for ys in drawn)


@pytest.mark.parametrize("name", ["training_map", "oneshot_iterations", "tradeoff"])
def test_a_figure_is_written_and_the_same_twice(name, tmp_path):
    at = along_training if name == "training_map" else along_iterations
    write(at(measured()), tmp_path / "tables", *FIGURES[name].tables)
    outs = [[tmp_path / "1.svg", tmp_path / "1.png"], [tmp_path / "2.svg"]]
    for out in outs:
        ductus_figure(name, "--results", tmp_path, "--config", given(), "--out", *out)
    assert outs[0][0].read_bytes() == outs[1][0].read_bytes()
    with Image.open(outs[0][1]) as drawn:
        assert len(np.unique(np.asarray(drawn.convert("L")))) > 10  # something is on it
