"""The cheap losses against the plain ones: every drawing written, padded and compared."""

import configs
import numpy as np
import pytest
import torch

from ductus.data.features import pad
from ductus.learning.objectives import SymbolSums, excess
from ductus.learning.training_data import TrainingData
from ductus.networks.catalogue import new_network
from ductus.networks.losses import masked_mse_to

SYMBOLS = list("abcde")


def plain_loss(network, drawings, padding_in_loss):
    """Mean squared error over all drawings, each written by itself."""
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings))
    written = network(network.codes(list(drawings.keys.symbol)), len(padded))
    running = (torch.arange(len(padded))[:, None] < lengths)[..., None]
    total = ((written - padded).square() * running).sum()
    return total / (4 * (padded.shape[0] * padded.shape[1] if padding_in_loss else lengths.sum()))


def gradient(network, loss):
    network.zero_grad()
    loss.backward()
    return torch.cat([p.grad.flatten() for p in network.parameters()])


def schedule(objective, padding_in_loss, batch_size=7):
    how = {"objective": objective, "batch_size": batch_size, "padding_in_loss": padding_in_loss}
    return configs.schedule(**how, steps=10, learning_rate=0.01, log_every=5)


@pytest.mark.parametrize("padding_in_loss", [False, True])
@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_gradient_is_that_of_the_plain_padded_loss(drawings, objective, padding_in_loss):
    network = new_network(SYMBOLS, dense=20, hidden=20, bias=False, seed=1).double()
    data = TrainingData(drawings, SYMBOLS, schedule(objective, padding_in_loss), seed=4)
    for step in (0, 5, 9):
        target = data.target(step)
        chosen = drawings
        if objective == "samples":
            keep = np.zeros(len(drawings), dtype=bool)
            keep[data.minibatch(step)] = True
            chosen = drawings.take(keep)
        codes = network.codes([SYMBOLS[i] for i in target.label]).double()
        cheap = excess(network(codes, len(target.mean)), target)
        network_loss = plain_loss_double(network, chosen, padding_in_loss)
        assert cheap.item() + target.floor == pytest.approx(network_loss.item(), rel=1e-5)
        a, b = gradient(network, cheap), gradient(network, network_loss)
        assert float((a - b).norm() / b.norm()) < 1e-5


def plain_loss_double(network, drawings, padding_in_loss):
    network_codes = network.codes
    network.codes = lambda symbols: network_codes(symbols).double()
    try:
        return plain_loss(network, drawings, padding_in_loss)
    finally:
        network.codes = network_codes


def means_of(*tensors):
    sums = SymbolSums(len(SYMBOLS))
    sums.add(*tensors)
    return sums.means()


def test_parts_of_the_drawings_add_up_to_all_of_them(drawings):
    whole = TrainingData(drawings, SYMBOLS, schedule("class_means", False), seed=1)
    third = np.arange(len(drawings)) % 3
    parts = (drawings.take(third == i) for i in range(3))
    added = TrainingData(parts, SYMBOLS, schedule("class_means", False), seed=1)
    assert added.samples_per_step == whole.samples_per_step == len(drawings)
    for name in ("label", "mean", "weight", "lengths"):
        torch.testing.assert_close(getattr(added.all, name), getattr(whole.all, name))
    assert added.all.floor == pytest.approx(whole.all.floor, rel=1e-9)


def test_floor_is_the_variance_within_symbols(drawings):
    lengths = torch.tensor(drawings.keys.length.to_numpy())
    labels = torch.tensor([SYMBOLS.index(s) for s in drawings.keys.symbol])
    means = means_of(torch.from_numpy(drawings.steps), lengths, labels)
    total = 0.0
    for symbol in SYMBOLS:
        pieces = list(drawings.where(symbol=symbol))
        for t in range(max(map(len, pieces))):
            running = np.array([p[t] for p in pieces if len(p) > t], dtype=np.float64)
            total += ((running - running.mean(axis=0)) ** 2).sum()
    assert means.floor == pytest.approx(total / drawings.steps.size, rel=1e-6)


def test_an_epoch_shows_each_drawing_once_and_the_next_in_another_order(drawings):
    data = TrainingData(drawings, SYMBOLS, schedule("samples", False, batch_size=10), seed=2)
    epochs = [np.concatenate([data.minibatch(s) for s in range(k, k + 6)]) for k in (0, 6)]
    for epoch in epochs:
        assert sorted(epoch) == list(range(60))
    assert epochs[0].tolist() != epochs[1].tolist()
    again = TrainingData(drawings, SYMBOLS, schedule("samples", False, batch_size=10), seed=2)
    np.testing.assert_array_equal(again.minibatch(8), data.minibatch(8))


def test_masked_mse_counts_only_running_steps():
    written = torch.zeros(3, 2, 4)
    target = torch.ones(3, 2, 4)
    assert masked_mse_to(target, torch.tensor([3, 1]))(written).tolist() == [1, 1]
    target[1:, 1] = 100  # behind the end of the second
    assert masked_mse_to(target, torch.tensor([3, 1]))(written).tolist() == [1, 1]
