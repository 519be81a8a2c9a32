"""Prediction as in Graves' table: the plain predictors, what networks are asked, the claims."""

import json

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from configs import DEFAULT, merged
from PIL import Image
from scipy.stats import multivariate_normal

from conftest import SYMBOLS
from ductus.cli import main
from ductus.data.features import Drawings, pad
from ductus.errors import DuctusError
from ductus.networks.catalogue import new_network
from ductus.networks.mixture_density import LEAST_MOVE, ends_of, log_density
from ductus.pages.prediction import publish
from ductus.sweep.networks import weights_of
from ductus.sweep.next_step import Autoregression, StepGaussians
from ductus.sweep.prediction import components, kept_apart, learned, normalisation, scores, study
from ductus.tables.columns import PREDICTION
from ductus.tables.files import write
from ductus.tables.prediction import combine, judge

LETTERS = sorted(SYMBOLS)


def mixture(hidden=12):
    own = {"components": 3}
    shape = {"network": "next_step", "dense": 8, "hidden": hidden, "bias": True, "mixture": own}
    return new_network(SYMBOLS, seed=1, **shape)


def drawings_of(moves, onsets, symbol="a"):
    """Drawings (n, T, 2), (n, T) as features; a step at rest goes before each."""
    count, steps = onsets.shape
    whole = np.ones((count, steps + 1, 4), dtype=np.float32)
    whole[:, 0, :2], whole[:, 1:, :2], whole[:, 1:, 3] = 0.0, moves, onsets
    keys = pd.DataFrame({"writer": "w", "symbol": symbol, "instance": range(count)})
    keys = keys.assign(length=steps + 1, scale=1.0)
    return Drawings(keys, whole.reshape(-1, 4))


def test_a_gaussian_at_each_step_is_that_of_the_drawings():
    draw = np.random.default_rng(0)
    mean, spread = draw.normal(size=(5, 2)), np.array([[0.09, 0.03], [0.03, 0.04]])
    moves = mean + draw.multivariate_normal([0, 0], spread, size=(4000, 5))
    onsets = (draw.random((4000, 5)) < [0.0, 0.2, 0.5, 0.8, 1.0]).astype(float)
    drawings = drawings_of(moves, onsets)
    found = StepGaussians(drawings).scores(drawings.take(np.arange(4000) < 50), (2.0, 0.5))
    floor = LEAST_MOVE**2 * np.eye(2)
    for i in (0, 7, 49):
        density = [multivariate_normal(mean[t], spread + floor) for t in range(5)]
        nats = -sum(one.logpdf(moves[i, t]) for t, one in enumerate(density))
        assert found.move[i] == pytest.approx(nats, abs=0.3)
        share = np.array([0.0, 0.2, 0.5, 0.8, 1.0])
        said = -np.log(np.where(onsets[i] > 0, share, 1 - share)).sum()
        assert found.onset[i] == pytest.approx(said, abs=0.2)
        away = (moves[i] - mean) / (2.0, 0.5)
        assert found.squared_error[i] == pytest.approx((away**2).sum(), rel=0.1, abs=0.05)


def test_an_autoregression_knows_its_own_process():
    draw = np.random.default_rng(1)
    first, second = np.array([[0.6, 0.2], [-0.3, 0.5]]), np.array([[0.2, 0.0], [0.1, -0.2]])
    moves = np.zeros((200, 42, 2))
    for t in range(2, 42):
        noise = draw.normal(scale=0.1, size=(200, 2))
        moves[:, t] = moves[:, t - 1] @ first + moves[:, t - 2] @ second + noise
    drawings = drawings_of(moves[:, 2:], np.zeros((200, 40)))
    model = Autoregression(drawings)
    weights, spread = model.moves[False]
    np.testing.assert_allclose(weights[:4], np.concatenate([first, second]), atol=0.05)
    np.testing.assert_allclose(spread, (0.1**2 + LEAST_MOVE**2) * np.eye(2), atol=5e-4)
    found = model.scores(drawings, (1.0, 1.0)).mean()
    entropy = 40 * (np.log(2 * np.pi * (0.1**2 + LEAST_MOVE**2)) + 1 / (1 + 0.04))
    assert found.move == pytest.approx(entropy, rel=0.01)
    assert found.squared_error == pytest.approx(40 * 2 * 0.1**2, rel=0.02)
    assert found.onset < 0.1


def test_onsets_go_by_the_last_two():
    onsets = np.tile([0.0, 0.0, 1.0], (50, 10))  # every third step, the first of all among them
    drawings = drawings_of(np.zeros((50, 30, 2)), onsets)
    found = Autoregression(drawings).scores(drawings, (1.0, 1.0))
    assert (found.onset < 0.5).all()


def test_scores_add_up_to_the_loss(drawings):
    network, some = mixture(), drawings.take(np.arange(len(drawings)) % 6 == 0)
    found = scores(network, some, (1.0, 1.0))
    padded, lengths = (torch.from_numpy(one) for one in pad(list(some)))
    loss = network.loss_to(padded, lengths)(network.codes(list(some.keys.symbol)))
    parts = found[["move", "onset", "end", "pressure"]].sum(axis=1) / some.keys.length
    np.testing.assert_allclose(parts, loss.detach(), rtol=1e-4)
    halved = scores(network, some, (2.0, 2.0)).squared_error
    np.testing.assert_allclose(halved, found.squared_error / 4, rtol=1e-5)


def test_components_are_the_density_that_steps_are_measured_with(drawings):
    network, drawing = mixture(), drawings[3]
    table = components(network, drawing, drawings.keys.symbol[3])
    assert table.step.tolist() == sorted([*range(1, len(drawing))] * 3)
    at = table[table.step == 4]
    cov = [
        [
            [r.deviation_x**2, r.correlation * r.deviation_x * r.deviation_y],
            [r.correlation * r.deviation_x * r.deviation_y, r.deviation_y**2],
        ]
        for r in at.itertuples()
    ]
    move = at[["dx", "dy"]].to_numpy()[0]
    means = at[["mean_x", "mean_y"]].to_numpy()
    each = [multivariate_normal(m, c).pdf(move) for m, c in zip(means, cov, strict=True)]
    total = 0.0
    for onset in (0.0, 1.0):
        changed = torch.from_numpy(drawing.copy())[:, None]
        changed[4, 0, 3] = onset
        density = network.density(changed, network.codes([drawings.keys.symbol[3]]))
        said = log_density(density, changed, *ends_of(changed, torch.tensor([len(drawing)])))
        total += float((said.move + said.onset)[4, 0].detach().exp())
    assert total == pytest.approx(float(at.probability @ np.array(each)), rel=1e-4)


def test_writers_are_kept_apart_evenly():
    writers = [f"{i:02}" for i in range(10)]
    assert kept_apart(writers, 0.2) == ["02", "07"]
    assert len(kept_apart(writers, 0.99)) == 9
    assert kept_apart(["b", "a"], 0.01) == ["b"]


@pytest.fixture(scope="module")
def studied(drawings):
    """What two seeds measured after hardly any training, by writer w01 kept apart."""
    changes = {"dense": 8, "mixture": {"components": 2}}
    config = merged(DEFAULT, {"model": changes, "training": {"batch_size": 8, "clip": 1}})
    how = {"model": config["model"], "training": config["training"], "deviation": 0.01}
    how |= {"hidden": 6, "steps": 3}
    known = drawings.where(writer=sorted(set(drawings.keys.writer) - {"w01"}))
    apart = drawings.where(writer=["w01"])
    found = [study(known, apart, seed=seed, progress=False, **how) for seed in (1, 2)]
    return pd.concat([one for one, _ in found]), found[0][1], known, apart, how


def test_predictors_are_asked_of_the_same_drawings(studied):
    cases, density, known, apart, _ = studied
    assert tuple(cases) == PREDICTION.columns
    counts = cases[cases.condition == "new"].groupby(["seed", "predictor"]).size()
    assert (counts == len(apart)).all()
    assert set(cases[cases.condition == "new"].writer) == {"w01"}
    assert "w01" not in set(cases[cases.condition == "trained"].writer)
    assert cases[["scale_x", "scale_y"]].iloc[0].tolist() == list(normalisation(known))
    assert density.character.nunique() == 4


def test_networks_have_as_many_weights_and_are_told_the_way(studied):
    from ductus.sweep.prediction import FORMS

    known, how = studied[2], studied[4]
    networks = [
        learned(form, known, LETTERS, seed=1, progress=False, **how) for form in FORMS.values()
    ]
    assert [len(one.recurrent) for one in networks] == [1, 3, 3]
    sizes = [sum(weight.numel() for weight in one.parameters()) for one in networks]
    assert sizes == pytest.approx([sizes[1]] * 3, rel=0.1)
    shape = {**how["model"], "network": "next_step", "layers": 3, "hidden": 6}
    assert weights_of(shape, LETTERS) == sizes[1]


def test_nats_of_normalised_steps_are_more_by_their_scale(studied):
    cases = studied[0]
    table = combine(cases)
    row = table[(table.seed == 1) & (table.predictor == "gaussian") & (table.condition == "new")]
    row = row.set_index("measure")["mean"]
    one = cases[(cases.predictor == "gaussian") & (cases.condition == "new") & (cases.seed == 1)]
    moved = (one.points - 1).sum()
    shift = -np.log(one.scale_x.iloc[0] * one.scale_y.iloc[0]) * moved / one.points.sum()
    assert row["nats a point"] == pytest.approx(row["nats a point, of features"] + shift)
    parts = row["nats a point, moves"] + row["nats a point, onsets"]
    assert row["nats a point"] == pytest.approx(parts)
    assert "nats a point, ends" not in row
    a_drawing = row["nats a point"] * one.points.sum() / len(one)
    assert row["nats a drawing"] == pytest.approx(a_drawing)


def cases_of(nats):
    """Cases of three seeds, four writers and five drawings each; nats a point by predictor."""
    draw, rows = np.random.default_rng(0), []
    for seed in (1, 2, 3):
        for writer in "abcd":
            for i in range(5):
                shared = draw.normal()
                rows += [
                    (seed, name, "new", writer, "x", i, 20, 20 * (mean + shared), *(0.0,) * 6)
                    for name, mean in nats.items()
                ]
    return pd.DataFrame(rows, columns=list(PREDICTION.columns))


def test_claims_are_judged_over_seeds_and_writers():
    nats = {"gaussian": 0.0, "autoregression": -1.0, "one_layer": -2.0}
    cases = cases_of({**nats, "three_layers": -2.5, "three_layers_noise": -2.4})
    table = judge(cases).set_index("claim")
    assert table.verdict.tolist() == ["reproduced", "not", "reproduced", "reproduced"]
    assert table["mean"].tolist() == pytest.approx([-0.5, 0.1, -2.5, -1.5])
    assert table.rule.str.startswith("Nats a point of drawings by writers kept apart").all()
    assert set(judge(cases[cases.seed < 3]).verdict) == {"not judged"}


def test_the_page_says_what_the_tables_say(tmp_path, studied):
    folder, out = tmp_path / "run", tmp_path / "docs" / "prediction.md"
    cases = studied[0]
    for name, table in (("prediction", combine(cases)), ("prediction_claims", judge(cases))):
        write(table, folder / "tables", name)
    (folder / "prediction_config.yaml").write_text(yaml.safe_dump(DEFAULT))
    noted = {"command": "snakemake", "commit": None, "dirty": False}
    (folder / "prediction_provenance.json").write_text(json.dumps(noted))
    for name in ("prediction", "prediction_density"):
        path = folder / "figures" / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (20, 30)).save(path)
    noted = folder / "benchmarks" / "prediction" / "seed1.tsv"
    noted.parent.mkdir(parents=True)
    noted.write_text("s\tcpu_time\n900\t744\n")
    images = tmp_path / "docs" / "images"
    assert (
        main(f"study-doc prediction --results {folder} --out {out} --images {images}".split()) == 0
    )
    said = out.read_text()
    assert "snakemake --cores 8 prediction\n" in said
    assert "2 seeds, 2500 updates of each network, three layers of 32 units" in said
    assert "begins at a deviation of 0.005;" in said
    assert "It took 12 CPU minutes." in said
    assert "(images/prediction_density.png)" in said
    assert said.count("not judged: an interval needs 3 seeds") == 4
    row = combine(cases).set_index(["seed", "predictor", "condition", "measure"])
    nats = row.loc[("all", "one_layer", "new", "nats a point")]
    assert "| one layer " in said
    assert f"{nats['mean']:.3g} [{nats['low']:.3g}, {nats['high']:.3g}]" in said
    (folder / "prediction_config.yaml").unlink()
    with pytest.raises(DuctusError, match="make it with: snakemake --cores 8 prediction"):
        publish([folder], out, images)
