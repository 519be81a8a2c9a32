"""How good samples are: recognised, diverse, original; people's drawings beside the network's."""

import numpy as np
import pandas as pd
import pytest

from conftest import NEW
from ductus.data.split import examples, probes
from ductus.errors import DuctusError
from ductus.figures import samples as figure
from ductus.figures import style
from ductus.tables.columns import PEOPLE
from ductus.tables.samples import combine, judge, read_measured
from ductus.tasks.samples import compare


@pytest.fixture(scope="module")
def measured(learner, drawings, split):
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    people = {c: probes(drawings, split, c, "w01") for c in PEOPLE}
    how = {"bias": [0.0], "noise": [0.0, 0.3], "draws": 3, "seed": 1, "writer": "w01"}
    return compare(learner, shown, people, **how)[0]


def values(measured, source, measure, level=None):
    rows = measured[(measured.source == source) & (measured.measure == measure)]
    return (rows if level is None else rows[rows.level == level]).value


def test_copies_have_no_diversity_and_noise_brings_some(measured):
    np.testing.assert_allclose(values(measured, "noise", "diversity", 0.0), 0, atol=1e-6)
    assert values(measured, "noise", "diversity", 0.3).min() > 0.01
    near, far = (values(measured, "noise", "originality", level).mean() for level in (0.0, 0.3))
    assert near < far


def test_people_are_measured_by_the_same_yardstick(measured):
    mine = measured[measured.source == "same_writer"]
    assert set(mine.measure) == {"recognised", "diversity", "originality"}
    assert (mine.n == 3).all()
    assert (values(measured, "same_writer", "recognised") == 1).all()


def test_a_network_without_a_density_has_no_samples(measured):
    assert "sample" not in set(measured.source)


def test_the_table_averages_over_characters_and_the_figure_shows_every_source(measured, tmp_path):
    measured.to_csv(tmp_path / "samples.csv", index=False)
    table = combine(read_measured([tmp_path / "samples.csv"]))
    own = table[(table.source == "noise") & (table.level == 0.3) & (table.measure == "diversity")]
    assert own["mean"].item() == pytest.approx(values(measured, "noise", "diversity", 0.3).mean())
    assert own.n.item() == 6
    with style.look():
        drawn = figure.draw(table)
        drawn.draw_without_rendering()
    assert {t.get_text() for t in drawn.legends[0].get_texts()} >= {"other writers' drawings"}


def test_a_file_without_rows_is_told_in_one_line(tmp_path, measured):
    pd.DataFrame(columns=measured.columns).to_csv(tmp_path / "samples.csv", index=False)
    with pytest.raises(DuctusError, match="expected rows, got none"):
        read_measured([tmp_path / "samples.csv"])


def measures(recognised, diversity, likelihood):
    """What three seeds with three exemplar writers each measured of 26 letters, at two biases."""
    draw, rows = np.random.default_rng(0), []
    for seed in (1, 2, 3):
        for writer in ("a", "b", "c"):
            for letter in range(26):
                key, hair = (seed, writer), 0.01 * draw.normal()
                people = {"recognised": 0.75, "diversity": 0.2}
                for source in ("same_writer", "other_writer"):
                    rows += [(*key, source, np.nan, letter, *one, 4) for one in people.items()]
                rows.append(
                    (*key, "other_writer", np.nan, letter, "likelihood", likelihood + hair, 4)
                )
                for bias in (0.0, 1.0):
                    found = {"recognised": recognised[bias], "diversity": diversity[bias] + hair}
                    rows += [(*key, "sample", bias, letter, *one, 4) for one in found.items()]
    columns = ["seed", "exemplar_writer", "source", "level", "character", "measure", "value", "n"]
    return pd.DataFrame(rows, columns=columns)


def test_what_is_asked_of_samples_is_judged_at_the_best_bias_that_is_diverse():
    good = judge(measures({0.0: 0.8, 1.0: 0.95}, {0.0: 0.6, 1.0: 0.3}, 0.9))
    assert good.verdict.tolist() == ["reproduced"] * 3
    assert "at bias 1" in good.ours[0]
    copies = judge(measures({0.0: 0.8, 1.0: 1.0}, {0.0: 0.6, 1.0: 0.02}, 0.7))
    assert copies.verdict.tolist() == ["not", "reproduced", "not"]
    assert "at bias 0" in copies.ours[0]


def test_a_network_without_a_density_is_not_judged(measured):
    assert judge(measured).empty
