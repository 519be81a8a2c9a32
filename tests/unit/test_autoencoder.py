"""The autoencoder learns pictures, sparsely; a training that fails is no network."""

import numpy as np
import pytest
import torch

from ductus.errors import DuctusError
from ductus.learning import autoencoder as learning
from ductus.learning.autoencoder import active, choose_penalty, fit_autoencoder
from ductus.networks.autoencoder import (
    LATENT,
    load_autoencoder,
    new_autoencoder,
    save_autoencoder,
)


@pytest.fixture(scope="module")
def bars():
    """Pictures of an upright or a lying bar, somewhere."""
    rng = np.random.default_rng(0)
    images = np.zeros((120, 28, 28), np.float32)
    for i, one in enumerate(images):
        at = rng.integers(4, 22)
        one[(slice(3, 25), slice(at, at + 3))[:: 1 - 2 * (i % 2)]] = 1.0
    return images


def test_it_has_about_as_many_weights_as_the_papers():
    count = sum(weight.numel() for weight in new_autoencoder(0).parameters())
    assert count == pytest.approx(9e4, rel=0.02)
    assert not torch.equal(
        new_autoencoder(0).decoder[0].weight, new_autoencoder(1).decoder[0].weight
    )


def test_it_learns_pictures_and_only_some_neurons_are_active(bars):
    network, curve = fit_autoencoder(bars, seed=1, steps=60, penalty=0.01, progress=False)
    assert curve.loss.iloc[-1] < 0.6 * curve.loss.iloc[0]
    codes = network.encode(bars)
    assert codes.shape == (120, LATENT)
    assert codes.min() == 0
    dense, _ = fit_autoencoder(bars, seed=1, steps=3, penalty=None, progress=False)
    assert 0 < active(codes).mean() < 6 < active(dense.encode(bars)).mean()
    drawn = network.decode(codes)
    assert drawn.shape == bars.shape
    assert 0 <= drawn.min() <= drawn.max() <= 1


def test_the_same_seed_is_the_same_network_also_from_a_checkpoint(bars, tmp_path, monkeypatch):
    whole, curve = fit_autoencoder(bars, seed=2, steps=8, penalty=0.01, progress=False)

    class KilledError(Exception):
        pass

    step = learning.AutoencoderModule.training_step

    def killed(self, batch, number):
        if self.global_step == 5:
            raise KilledError
        return step(self, batch, number)

    monkeypatch.setattr(learning.AutoencoderModule, "training_step", killed)
    resume = tmp_path / "kept.ckpt"
    how = {"seed": 2, "steps": 8, "penalty": 0.01, "progress": False, "resume": resume}
    with pytest.raises(KilledError):
        fit_autoencoder(bars, **how)
    assert resume.exists()
    monkeypatch.setattr(learning.AutoencoderModule, "training_step", step)
    again, curve_again = fit_autoencoder(bars, **how)
    np.testing.assert_array_equal(again.encode(bars), whole.encode(bars))
    assert curve_again.loss.tolist() == curve.loss.tolist()


def test_a_loss_that_is_no_number_is_a_failed_training(bars, tmp_path):
    broken = bars.copy()
    broken[:] = np.nan
    network, _ = fit_autoencoder(broken, seed=1, steps=4, penalty=0.01, progress=False)
    assert network is None
    save_autoencoder(network, tmp_path / "failed.pt")
    assert load_autoencoder(tmp_path / "failed.pt") is None


def test_a_network_comes_back_as_it_was_written_and_nothing_else_does(bars, tmp_path):
    network = new_autoencoder(3, level=0.5).eval()
    save_autoencoder(network, tmp_path / "a.pt")
    back = load_autoencoder(tmp_path / "a.pt")
    np.testing.assert_array_equal(back.encode(bars), network.encode(bars))
    torch.save({"a": torch.ones(2)}, tmp_path / "b.pt")
    with pytest.raises(DuctusError, match="expected an autoencoder written by ductus"):
        load_autoencoder(tmp_path / "b.pt")


def test_the_penalty_is_the_one_that_leaves_about_three_active(bars, monkeypatch):
    """On pictures that were not trained with: a fake network has 24, 4 or 0 active neurons."""
    trained_with = []

    class Fake:
        def __init__(self, penalty):
            self.count = {0.0: 24, 0.1: 4, 1.0: 0}[penalty]

        def encode(self, images):
            assert len(images) == 30
            return np.tile(np.arange(24) < self.count, (len(images), 1)).astype(float)

    def fit(images, penalty, **how):
        trained_with.append(len(images))
        return (None if penalty == 9 else Fake(penalty)), None

    monkeypatch.setattr(learning, "fit_autoencoder", fit)
    table = choose_penalty(bars, [0.0, 0.1, 1.0, 9], steps=1)
    assert table.active.tolist() == [24, 4, 0]
    assert table.chosen.tolist() == [False, True, False]
    assert trained_with == [90] * 4
    with pytest.raises(DuctusError, match="every training diverged"):
        choose_penalty(bars, [9], steps=1)
