"""Copies of symbols and cut drawings, against transforming every single drawing."""

import configs
import numpy as np
import pytest
import torch

from ductus.data.features import Drawings
from ductus.learning.copies import SYMMETRIES, backwards
from ductus.learning.objectives import SymbolSums
from ductus.learning.training_data import TrainingData

SYMBOLS = list("abcde")


def data_of(drawings, **training):
    schedule = configs.schedule(steps=10, batch_size=7, **training)
    return TrainingData(drawings, SYMBOLS, schedule, seed=4)


def from_the_end(steps):
    """One drawing (T, 4), point by point, as somebody writes it who begins at its end."""
    points, strokes = steps[:, :2].cumsum(axis=0), steps[:, 3].cumsum()
    points, strokes, pressure = points[::-1], strokes[::-1], steps[::-1, 2]
    moves = np.diff(points, axis=0, prepend=points[:1])
    onset = np.diff(strokes, prepend=np.inf) != 0
    return np.column_stack([moves, pressure, onset]).astype(np.float32)


def copied(drawings, copies, reverse):
    """Steps, lengths and labels of every drawing and every copy of it."""
    pieces, labels = [], []
    ways = [lambda d: d, from_the_end] if reverse else [lambda d: d]
    kinds = [(way, s) for way in ways for s in SYMMETRIES[copies].numpy()]
    for number, (way, symmetry) in enumerate(kinds):
        for symbol, drawing in zip(drawings.keys.symbol, drawings, strict=True):
            changed = way(drawing).copy()
            changed[:, :2] = changed[:, :2] @ symmetry.T
            pieces.append(changed)
            labels.append(SYMBOLS.index(symbol) + number * len(SYMBOLS))
    lengths = torch.tensor([len(piece) for piece in pieces])
    return torch.from_numpy(np.concatenate(pieces)), lengths, torch.tensor(labels)


@pytest.mark.parametrize("objective", ["class_means", "samples"])
@pytest.mark.parametrize(
    ("copies", "reverse", "count"),
    [
        ("mirror", False, 2),
        ("turns", False, 4),
        ("square", False, 8),
        ("none", True, 2),
        ("square", True, 16),
    ],
)
def test_copies_of_means_are_means_of_copies(drawings, copies, reverse, count, objective):
    data = data_of(drawings, copies=copies, backwards=reverse, objective=objective)
    target, chosen = data.target(3), drawings
    if objective == "samples":
        keep = np.zeros(len(drawings), dtype=bool)
        keep[data.minibatch(3)] = True
        chosen = drawings.take(keep)
    sums = SymbolSums(count * len(SYMBOLS))
    sums.add(*copied(chosen, copies, reverse))
    plain = sums.means()
    assert len(data.entries) == len(set(data.entries)) == count * len(SYMBOLS)
    assert data.entries[: len(SYMBOLS)] == SYMBOLS
    assert torch.equal(target.label, plain.label)
    torch.testing.assert_close(target.mean, plain.mean, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(target.weight, plain.weight)
    assert target.floor == pytest.approx(plain.floor, rel=1e-5)


def test_the_eight_symmetries_of_a_square_are_different_and_keep_distances():
    square = SYMMETRIES["square"]
    assert len({tuple(s.flatten().tolist()) for s in square + 0.0}) == 8
    for symmetry in square:
        torch.testing.assert_close(symmetry @ symmetry.T, torch.eye(2))
    assert torch.equal(square[0], torch.eye(2))


def test_backwards_twice_is_the_drawing(drawings):
    steps = torch.from_numpy(drawings.steps)
    lengths = torch.tensor(drawings.keys.length.to_numpy())
    once = backwards(steps, lengths)
    assert not torch.allclose(once, steps)
    torch.testing.assert_close(backwards(once, lengths), steps)


@pytest.mark.parametrize("padding_in_loss", [False, True])
@pytest.mark.parametrize("objective", ["class_means", "samples"])
def test_cut_drawings_are_as_if_nobody_had_written_further(drawings, objective, padding_in_loss):
    reached, pieces, keys = 0.6, [], drawings.keys.copy()
    for symbol, drawing in zip(keys.symbol, drawings, strict=True):
        alike = keys.length[keys.symbol == symbol].to_numpy()
        going_on = [(alike > t).mean() >= reached for t in range(len(drawing))]
        pieces.append(drawing[: sum(going_on)])
    cut = Drawings(keys.assign(length=[len(p) for p in pieces]), np.concatenate(pieces))
    assert len(cut.steps) < len(drawings.steps)
    how = {"objective": objective, "padding_in_loss": padding_in_loss}
    ours, plain = data_of(drawings, reached=reached, **how), data_of(cut, **how)
    for one, other in ((ours.all, plain.all), (ours.target(2), plain.target(2))):
        torch.testing.assert_close(one.mean, other.mean[: len(one.mean)])
        torch.testing.assert_close(one.weight, other.weight[: len(one.weight)])
        assert one.floor == pytest.approx(other.floor, rel=1e-9)
    assert ours.samples_per_step == plain.samples_per_step


def test_one_long_drawing_of_many_is_cut_and_all_alike_are_not():
    sums = SymbolSums(2)
    lengths = torch.tensor([3] * 30 + [9] + [4] * 5)
    labels = torch.tensor([0] * 31 + [1] * 5)
    sums.add(torch.zeros(int(lengths.sum()), 4), lengths, labels)
    assert sums.ends(0.05).tolist() == [3, 4]
    assert sums.ends(0.01).tolist() == [9, 4]
