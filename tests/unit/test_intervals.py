"""Intervals over seeds and exemplar writers."""

import numpy as np
import pandas as pd
import pytest

from ductus.tables.intervals import crossed_interval, pigeonhole


def rows(table: np.ndarray, cases: int = 1, **more) -> pd.DataFrame:
    """A row for each seed (row), writer (column) and case."""
    seeds, writers = np.indices(table.shape)
    frame = pd.DataFrame(
        {"seed": seeds.ravel(), "exemplar_writer": writers.ravel().astype(str)}
        | {"value": table.ravel()}
    )
    return pd.concat([frame.assign(**more)] * cases, ignore_index=True)


def slow_interval(values: pd.DataFrame, resamples: int) -> tuple[float, float]:
    """The pigeonhole bootstrap as its definition reads: draw seeds, draw writers, repeat rows."""
    rng = np.random.default_rng(5)
    seeds, writers = values.seed.unique(), values.exemplar_writer.unique()
    cells = {key: list(part.value) for key, part in values.groupby(["seed", "exemplar_writer"])}
    means = []
    for _ in range(resamples):
        some_seeds, some_writers = (rng.choice(them, len(them)) for them in (seeds, writers))
        drawn = [v for s in some_seeds for w in some_writers for v in cells.get((s, w), [])]
        if drawn:
            means.append(np.mean(drawn))
    return tuple(np.quantile(means, [0.025, 0.975]))


def test_agrees_with_the_definition_also_where_cells_are_unequal_or_missing():
    rng = np.random.default_rng(1)
    values = pd.concat([rows(rng.normal(size=(4, 6))), rows(rng.normal(size=(4, 6)))[:9]])
    values = values[(values.seed != 2) | (values.exemplar_writer != "3")]
    mean, low, high = crossed_interval(values)
    assert mean == pytest.approx(values.value.mean())
    assert (low, high) == pytest.approx(slow_interval(values, 4000), abs=0.05)
    assert low < mean < high


@pytest.mark.parametrize(
    ("seeds", "writers", "by_seed", "by_writer"),
    [(15, 15, 1.0, 1.0), (15, 15, 0.3, 1.0), (15, 15, 1.0, 0.3)],
)
def test_holds_the_true_mean_about_as_often_as_it_says(seeds, writers, by_seed, by_writer):
    rng, n = np.random.default_rng(2), 300
    held = 0
    for _ in range(n):
        effect = rng.normal(0, by_seed, (seeds, 1)) + rng.normal(0, by_writer, (1, writers))
        cells = effect + rng.normal(0, 1, (seeds, writers))
        low, high = pigeonhole(cells, np.ones_like(cells), resamples=499)
        held += low <= 0 <= high
    assert 0.90 <= held / n <= 0.985


def test_cases_of_one_learner_are_no_independent_evidence():
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(3, 5))
    once, often = crossed_interval(rows(cells)), crossed_interval(rows(cells, cases=50))
    assert tuple(often) == pytest.approx(tuple(once))


def test_what_does_not_depend_on_the_seed_is_not_made_surer_by_seeds():
    by_writer = np.array([[0.2, 0.9, 0.4, 0.7, 0.5]])
    one, three = crossed_interval(rows(by_writer)), crossed_interval(rows(by_writer.repeat(3, 0)))
    assert tuple(three) == pytest.approx(tuple(one), abs=0.05)


def test_one_seed_or_one_writer_is_taken_as_given():
    cells = np.random.default_rng(4).normal(size=(3, 5))
    for part in (cells[:1], cells[:, :1]):
        mean, low, high = crossed_interval(rows(part))
        assert part.min() - 1e-9 <= low < mean < high <= part.max() + 1e-9
    mean, low, high = crossed_interval(rows(cells[:1, :1], cases=9))
    assert mean == pytest.approx(cells[0, 0])
    assert np.isnan([low, high]).all()


def test_weights_make_a_ratio_of_sums():
    top, bottom = np.array([[1.0, 2.0], [3.0, 9.0]]), np.array([[2.0, 2.0], [4.0, 10.0]])
    found = crossed_interval(rows(top / bottom, weight=bottom.ravel()))
    assert found.mean == pytest.approx(top.sum() / bottom.sum())


def test_truths_missing_values_and_nothing():
    values = rows(np.array([[1.0, 0.0], [1.0, np.nan]]))
    assert crossed_interval(values).mean == pytest.approx(2 / 3)
    truths = values.dropna().assign(value=lambda t: t.value == 1)
    assert crossed_interval(truths) == crossed_interval(values)
    assert np.isnan(crossed_interval(values[:0])).all()
    assert np.isnan(crossed_interval(values.assign(value=np.nan))).all()


def test_same_table_same_interval_in_any_order():
    values = rows(np.random.default_rng(6).normal(size=(3, 4)))
    assert crossed_interval(values) == crossed_interval(values)
    mixed = crossed_interval(values.sample(frac=1, random_state=0))
    assert tuple(mixed) == pytest.approx(tuple(crossed_interval(values)), abs=0.05)
