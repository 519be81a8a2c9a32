"""Any network that keeps the contract learns from one example and is put to every task."""

import re
from pathlib import Path

import configs
import numpy as np
import pytest
import torch
from torch import nn

import ductus
from ductus.data.split import examples, probes, writing_lengths
from ductus.errors import DuctusError
from ductus.learning.oneshot import learn
from ductus.learning.training import train
from ductus.networks.losses import masked_mse_to
from ductus.sweep.abilities import Challenge, abilities, lesson
from ductus.tasks import blending, variation
from ductus.tasks.methods import Task
from ductus.tasks.methods.answering import answer

SYMBOLS, TRAINED, NEW = list("abcde"), list("abc"), list("de")
LONGEST = 16
HOW = {"mode": "apart", **configs.shot(120, 0.05)}


class Templates(nn.Module):
    """No LSTM: writes the sum of templates, one a symbol, weighted by the code."""

    one_trajectory = False  # it could, but somebody has to say that it cannot
    gives_density = False

    def __init__(self, symbols=SYMBOLS):
        super().__init__()
        self.symbols, self.shape = list(symbols), {}
        self.templates = nn.Parameter(torch.zeros(len(symbols), LONGEST * 4))

    def codes(self, symbols):
        return torch.eye(len(self.symbols))[[self.symbols.index(s) for s in symbols]]

    def forward(self, codes, steps):
        longest = int(torch.as_tensor(steps).max())
        return self._drawn(codes @ self.templates.to(codes.dtype))[:longest]

    def _drawn(self, own):
        return own.view(-1, LONGEST, 4).transpose(0, 1)

    def loss_to(self, drawings, lengths):
        mse = masked_mse_to(drawings, lengths)
        return lambda codes: mse(self(codes, lengths)[: len(drawings)])

    def own(self, symbols):
        return self.templates.detach()[[self.symbols.index(s) for s in symbols]]

    def own_loss_to(self, drawings, lengths, known=()):
        mse = masked_mse_to(drawings, lengths)
        return lambda own: mse(self._drawn(own)[: len(drawings)])

    def with_symbols(self, symbols, seed):
        other = Templates(symbols)
        known = [s for s in symbols if s in self.symbols]
        return other.with_own(dict(zip(known, self.own(known), strict=True)))

    @torch.no_grad()
    def with_own(self, own):
        for symbol, template in own.items():
            self.templates[self.symbols.index(symbol)] = template
        return self

    @torch.no_grad()
    def write(self, codes, lengths):
        whole = self(codes[0] if codes.dim() == 3 else codes, LONGEST)
        return [whole[:n, i].numpy() for i, n in enumerate(lengths)]

    @torch.no_grad()
    def write_own(self, own, lengths):
        return [self._drawn(own)[:n, i].numpy() for i, n in enumerate(lengths)]

    @torch.no_grad()
    def score(self, drawings, lengths, codes):
        losses = [self.loss_to(drawings, lengths)(code.expand(len(lengths), -1)) for code in codes]
        return -torch.stack(losses, dim=1)

    @torch.no_grad()
    def states(self, codes, steps):
        written = self(codes, steps)[:steps]
        return written, written, written


def template(steps):
    """The weights with which one drawing is written."""
    whole = np.zeros((LONGEST, 4), np.float32)
    whole[: len(steps)] = steps
    return torch.from_numpy(whole.ravel())


@pytest.fixture
def learned(drawings, split):
    """A network that knows the trained letters by heart, and has learned the new ones."""
    network = Templates()
    known = {s: drawings.where(symbol=s, writer="w01", instance=0)[0] for s in TRAINED}
    network.with_own({symbol: template(steps) for symbol, steps in known.items()})
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    results = learn(network, Templates(), NEW, list(shown.values()), **HOW)
    own = [torch.from_numpy(one["column_inferred"]) for one in results]
    return network.with_own(dict(zip(NEW, own, strict=True))), shown


def test_it_learns_from_one_example_and_does_every_task(learned, drawings, split):
    network, shown = learned
    lengths = writing_lengths(drawings, split, "w01")
    written = network.write(network.codes(NEW), [len(one) for one in shown.values()])
    for steps, example in zip(written, shown.values(), strict=True):
        assert np.abs(steps - example).max() < 0.1
    varied, _ = variation.compare(network, shown, noise=[0.01], draws=2, seed=1)
    assert (varied.nearest == varied.character).all()
    blended, _ = blending.compare(network, lengths, pairs=[NEW], steps=4, seed=1)
    assert len(blended) == 5
    task = Task(network, network, TRAINED, NEW, shown, lengths)
    people = list(probes(drawings, split, "same_writer", "w01"))
    settings = {"iterations": 40, "learning_rate": 0.05, "start": "zero"}
    for method in ("paper", "simplex", "leaving", "nearest_code", "nearest_code_dtw", "untrained"):
        assert len(answer(method, task, people, settings).scores) == len(people)
    asked = Challenge(1, settings, {"pairs": [NEW], "steps": 4})
    assert len(abilities(network, lesson(drawings, split, "w01"), asked, 1))


def test_means_of_letters_are_for_networks_that_write_one_trajectory_a_code(drawings):
    with pytest.raises(DuctusError, match="class_means is for networks that write one trajectory"):
        train(Templates(), drawings, configs.schedule(steps=2), 1, progress=False)


def test_any_network_is_trained_by_single_drawings(drawings):
    network, how = Templates(), {"objective": "samples", "steps": 30, "learning_rate": 0.05}
    curve, _ = train(network, drawings, configs.schedule(**how, log_every=30), 1, progress=False)
    assert curve.excess.iloc[-1] < 0.5 * curve.excess.iloc[0]
    with pytest.raises(DuctusError, match="are for networks that write one trajectory a code"):
        train(network, drawings, configs.schedule(**how, copies="square"), 1, progress=False)


def test_nothing_outside_the_networks_reaches_inside_one():
    names = r"(?<!args)(?<!\"model)\.(dense|lstm|readout)\b"
    inside = re.compile(names + r"|networks\.unroll import unroll|weight_[ih]h")
    house = Path(ductus.__file__).parent
    reaching = {
        path.relative_to(house).as_posix()
        for path in house.rglob("*.py")
        if path.parent.name != "networks"
        and inside.search(path.read_text(encoding="utf-8").replace("ductus.networks.lstm", ""))
    }
    assert not reaching
