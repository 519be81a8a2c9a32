"""The page makes the same features of a drawing as the pipeline, and finds the same distances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ductus.data.distances import dtw, shape
from ductus.data.features import resample, to_features, to_positions
from ductus.data.trajectory import as_trajectories
from ductus.pages.letter.carried import tempo_of
from ductus.pages.letter.joined import names_of, script
from ductus.pages.letter.weights import encoded
from ductus.tasks.methods.answering import answer

KEYS = {"writer": "me", "symbol": "t", "instance": 0}


@pytest.fixture(scope="module")
def tab(chromium):
    page = chromium.new_page()
    page.add_script_tag(content=script("recognition", "weights"))
    yield page
    page.close()


def recording(lengths, seed=0, rate=137.0):
    """Strokes of so many positions, at uneven times, as a table and as the page has them."""
    rng = np.random.default_rng(seed)
    count = sum(lengths)
    time = np.cumsum(rng.exponential(1 / rate, count))
    table = pd.DataFrame(
        {
            **KEYS,
            "frame": range(count),
            "x": np.cumsum(rng.standard_normal(count)),
            "y": np.cumsum(rng.standard_normal(count)),
            "pressure": rng.uniform(0.1, 0.9, count),
            "stroke": np.repeat(range(len(lengths)), lengths),
            "time": time - time[0],
        }
    )
    return as_trajectories(table, "test"), strokes_of(table.assign(time=time - time[0]))


def strokes_of(table):
    columns = ["x", "y", "pressure", "time"]
    return [part[columns].to_dict("records") for _, part in table.groupby("stroke")]


@pytest.mark.parametrize("normalisation", ["max_step", "extent"])
@pytest.mark.parametrize("lengths", [[60], [40, 1, 25], [2], [1], [3, 2, 2]])
@pytest.mark.parametrize("hz", [None, 50, 23.5])
def test_a_drawing_becomes_the_features_of_the_pipeline(tab, lengths, hz, normalisation):
    table, strokes = recording(lengths, seed=len(lengths))
    expected = to_features(table, normalisation, hz)
    found = tab.evaluate(
        """({ strokes, hz, normalisation }) => {
            const taken = hz ? resampled(strokes, hz) : strokes;
            return Array.from(toFeatures(taken, normalisation)); }""",
        {"strokes": strokes, "hz": hz, "normalisation": normalisation},
    )
    np.testing.assert_allclose(found, expected.steps.ravel(), atol=1e-6)
    if hz:
        assert len(found) / 4 == len(resample(table, hz))


def test_features_become_the_positions_of_the_pipeline(tab):
    steps = np.random.default_rng(1).normal(0.3, 0.5, (30, 4)).astype(np.float32)
    found = tab.evaluate("(f) => toPositions(f)", steps.ravel().tolist())
    expected = to_positions(steps)
    np.testing.assert_allclose(pd.DataFrame(found)[list(expected)], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("seconds", "steps"), [(0.1, (20, 22)), (0.8, (41, 41)), (6.0, (57, 60)), (0.0, (2, 2))]
)
def test_who_draws_quickly_or_slowly_gets_as_many_steps_as_letters_have(tab, seconds, steps):
    places = np.linspace(0, 1, 300)
    stroke = [{"x": p, "y": p**2, "pressure": 1, "time": p * seconds} for p in places]
    found = tab.evaluate(
        """(stroke) => {
            const rate = rateFor([stroke], { hz: 50, fewest: 20, most: 60 });
            return resampled([stroke], rate).flat().length; }""",
        stroke,
    )
    assert steps[0] <= found <= steps[1]


def test_the_tempo_is_that_of_the_recordings_unless_they_are_resampled():
    table, _ = recording([50, 40])
    table["time"] = np.arange(90) / 40 + 3 * table.stroke  # the pen was lifted for 3 s
    lengths = {"a": 30, "b": 44}
    assert tempo_of(table, None, lengths) == pytest.approx((40.0, 30, 44))
    assert tempo_of(table, 25, lengths) == (25, 30, 44)


def test_distances_are_those_of_the_pipeline(tab, drawings):
    pieces = [drawings[i] for i in (0, 5, 17)]
    for one in pieces:
        for other in pieces:
            flat = [one.ravel().tolist(), other.ravel().tolist()]
            found = tab.evaluate("([a, b]) => distance(a, b)", flat)
            assert found == pytest.approx(dtw(shape(one), shape(other)), abs=1e-6)


def test_methods_answer_as_those_of_the_pipeline(tab, task, drawings):
    probes = [drawings[i] for i in (1, 22, 58)]
    how = {"iterations": 60, "learning_rate": 0.01, "start": "zero"}
    given = {
        "shape": task.learner.shape,
        "weights": encoded(task.learner),
        "lengths": list(task.lengths.items()),
        "examples": [[s, [e.ravel().tolist()]] for s, e in task.examples.items()],
        "how": how,
    }
    tab.evaluate(
        """({ shape, weights, lengths, examples, how }) => {
            const network = new Network(shape, decoded(weights), 40);
            globalThis.methods = {
                nn_dtw: (probe) => nnDtw(probe, new Map(examples)),
                nearest_code: (probe) => nearestCode(probe, network),
                nearest_code_dtw: (probe) => nearestCodeDtw(probe, network, new Map(lengths)),
                paper: (probe) => byGradient(probe, network, how),
            }; }""",
        given,
    )
    for method in ("nn_dtw", "nearest_code", "nearest_code_dtw", "paper"):
        expected = answer(method, task, probes, how)
        for scores, probe in zip(expected.scores, probes, strict=True):
            asked = [method, probe.ravel().tolist()]
            found = tab.evaluate("([method, probe]) => methods[method](probe)", asked)
            assert found == sorted(found, key=lambda one: -one["score"])
            by_symbol = {one["symbol"]: one["score"] for one in found}
            by_symbol = [by_symbol[symbol] for symbol in expected.symbols]
            np.testing.assert_allclose(by_symbol, scores, atol=1e-4)


def test_modules_share_no_name():
    assert "class Network" in script("main")  # which would say so
    assert names_of("export const [a, b] = x;\nfunction* c() {\n  const d = 1;\n}\n") == [
        *("c", "a", "b"),
    ]
