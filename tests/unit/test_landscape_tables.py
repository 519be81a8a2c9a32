"""Tables and claims of the landscape: failed trainings are counted, and not averaged in."""

import pandas as pd
import pytest

from ductus.tables import landscape, landscape_claims

NUMBERS = {"size": 300, "size over drawings": 0.03, "recognition": 0.95, "completeness": 1.0}


def measured(recognition=(0.95, 0.96, 0.97), failed=(), active=3.0):
    """What three networks measured; those in `failed` have nonsense instead."""
    rows, spheres = [], []
    for seed, known in enumerate(recognition, start=1):
        bad = seed in failed
        rows.append((seed, "sparse", "", "succeeded", int(not bad), 1))
        rows.append((seed, "sparse", "", "active", active, 100))
        for measure, value in {**NUMBERS, "recognition": known, "purity": 0.8}.items():
            rows.append((seed, "sparse", "meanshift", measure, 0.0 if bad else value, 100))
        for name, pure in (("random", 0.3), ("states", 0.7), ("codes_untrained", 0.2)):
            rows.append((seed, name, "meanshift", "purity", pure + seed / 100, 50))
        spheres += [(seed, "sparse", r, 0.0 if bad else 0.97, 10) for r in (0.1, 0.4, 1.0)]
    methods = [(1, "w1", "nn_image", "", "other_writer", 0.5, 10)]
    methods += [(1, "w1", "latent", "sparse", "other_writer", 0.75, 20)]
    return {
        "landscape": pd.DataFrame(
            rows, columns=["seed", "representation", "clustering", "measure", "value", "n"]
        ),
        "landscape_spheres": pd.DataFrame(
            spheres, columns=["seed", "representation", "radius", "value", "n"]
        ),
        "landscape_symbols": pd.DataFrame(),
        "landscape_methods": pd.DataFrame(
            methods,
            columns=[
                *("seed", "exemplar_writer", "method", "representation", "condition"),
                *("value", "n"),
            ],
        ),
    }


def verdicts(**change):
    table = landscape_claims.judge(landscape.tables_of(measured(**change)))
    return dict(zip(table.claim, table.verdict, strict=True)), table


def test_a_failed_training_is_counted_and_not_averaged_in():
    table = landscape.tables_of(measured(failed=[2]))["landscape"]
    total = table[table.seed == "all"].set_index(["representation", "measure"])
    assert total.loc[("sparse", "recognition"), "mean"] == pytest.approx((0.95 + 0.97) / 2)
    assert total.loc[("sparse", "recognition"), "models"] == 2
    assert total.loc[("sparse", "succeeded"), "mean"] == pytest.approx(2 / 3)
    assert total.loc[("random", "purity"), "models"] == 3
    spheres = landscape.tables_of(measured(failed=[2]))["landscape_spheres"]
    assert (spheres[spheres.seed == "all"]["mean"] == 0.97).all()
    assert (table[table.seed == 2].measure == "succeeded").any()  # said


def test_claims_hold_where_they_should():
    found, table = verdicts()
    assert len(found) == 9  # of a dense network nothing was measured
    assert set(found.values()) == {"reproduced"}
    assert "3 of 3 trainings" in table.ours[0]
    assert all(table.rule.str.len() > 20)


@pytest.mark.parametrize(
    ("change", "claim", "verdict"),
    [
        ({"recognition": (0.8, 0.8, 0.8)}, "Centres of clusters are recognised", "partly"),
        ({"recognition": (0.5, 0.5, 0.5)}, "Centres of clusters are recognised", "not"),
        ({"recognition": (0.9, 0.95, 0.98)}, "Networks agree in size and recognition", "partly"),
        ({"active": 9.0}, "Two to four neurons are active a picture", "not"),
        ({"failed": [1, 2, 3]}, "Most trainings succeed", "not"),
        ({"failed": [1]}, "Centres of clusters are recognised", "not judged"),
    ],
)
def test_claims_fail_where_they_should(change, claim, verdict):
    assert verdicts(**change)[0][claim] == verdict


def test_without_a_success_nothing_is_said_of_landscapes():
    found, _ = verdicts(failed=[1, 2, 3])
    assert "Centres of clusters are recognised" not in found


def test_methods_are_counted_by_probes():
    table = landscape.tables_of(measured())["landscape_methods"]
    rows = table[table.seed == "all"].set_index("method")
    assert rows.loc["latent", "mean"] == 0.75
    assert rows.loc["latent", "n"] == 20
