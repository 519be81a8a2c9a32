"""The mixture network: its density, what it learns, and what it writes."""

import math
from types import SimpleNamespace

import configs
import numpy as np
import pytest
import torch
from scipy.stats import chisquare

from conftest import NEW, SYMBOLS, TRAINED
from ductus.data.features import pad
from ductus.data.split import examples, writing_lengths
from ductus.errors import DuctusError
from ductus.learning.drawn import Drawn
from ductus.learning.oneshot import learn
from ductus.learning.training import train
from ductus.networks.catalogue import new_network
from ductus.networks.mixture_density import density_of, log_density
from ductus.networks.mixture_sampling import Manner, at_median, write_freely
from ductus.tasks import blending, variation
from ductus.tasks.classification import largest_entry
from ductus.tasks.methods import Task
from ductus.tasks.methods.answering import answer

SHAPE = {"network": "mixture", "dense": 12, "hidden": 24, "bias": True}


def mixture(feedback=0.5, layers=1, **shape):
    own = {"components": 3, "feedback": feedback}
    return new_network(SYMBOLS, seed=1, layers=layers, mixture=own, **{**SHAPE, **shape})


def known_raw():
    """What a readout would give for two components: one rarely and one mostly begins a stroke."""
    return torch.tensor(
        [
            *(0.3, -0.2),  # weights
            *(0.1, 0.2, -0.6, 0.4),  # means
            *(-1.2, -0.9, -0.7, -1.5),  # deviations
            *(0.7, -0.5),  # correlations
            *(-2.0, 1.0),  # onsets
            -1.4,  # the end
            *(0.8, -1.5),  # pressure
        ]
    )


def whole(raw, steps):
    flags = torch.zeros(steps.shape[:-1], dtype=torch.bool)
    return log_density(density_of(raw.expand(*steps.shape[:-1], -1)), steps, flags, flags)


GRID = torch.linspace(-3, 3, 301)


def on_grid(raw, onset):
    """The density of moves (301, 301) and an onset or none, on a grid."""
    x, y = torch.meshgrid(GRID, GRID, indexing="ij")
    steps = torch.stack([x, y, torch.full_like(x, 0.5), torch.full_like(x, onset)], dim=-1)
    log = whole(raw, steps)
    return (log.move + log.onset).exp()


def test_the_density_of_moves_and_onsets_integrates_to_one():
    cell = float(GRID[1] - GRID[0]) ** 2
    total = sum(float(on_grid(known_raw(), onset).sum()) * cell for onset in (0.0, 1.0))
    assert total == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("mean", [0.3, 0.95, 3.0])
def test_the_density_of_pressure_integrates_to_one_with_what_lies_at_its_ends(mean):
    raw = known_raw()
    raw[-2] = mean
    pressure = torch.linspace(0, 1, 20001)
    log = whole(raw, torch.stack([*(torch.zeros(20001),) * 2, pressure, torch.zeros(20001)], -1))
    density = log.pressure.exp()
    inner = float(density[1:-1].sum()) / 20000
    assert inner + float(density[0] + density[-1]) == pytest.approx(1, abs=2e-3)


def test_pressure_that_nobody_recorded_soon_costs_nothing(drawings):
    raw = known_raw()
    raw[-2] = 3.0
    assert float(whole(raw, torch.tensor([[0.0, 0, 1, 0]])).pressure[0]) == pytest.approx(0)


def test_the_first_step_costs_no_move_and_no_onset():
    first, last = torch.tensor([True]), torch.tensor([False])
    log = log_density(density_of(known_raw()[None]), torch.tensor([[0.0, 0, 0.4, 1]]), first, last)
    assert float(log.move[0]) == float(log.onset[0]) == 0


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("feedback", [0.0, 0.5, 1.0])
def test_gradients_agree_with_finite_differences(drawings, layers, feedback):
    network = mixture(feedback, layers, hidden=6).double()
    some = [drawings[i] for i in (0, 5, 9)]
    padded, lengths = (torch.from_numpy(a) for a in pad(some))
    padded = padded.double()
    codes = network.codes(["a", "b", "c"]).double().requires_grad_()
    assert torch.autograd.gradcheck(network.loss_to(padded, lengths), codes, atol=1e-6)
    own = network.own(["a", "b", "c"]).requires_grad_()
    assert torch.autograd.gradcheck(network.own_loss_to(padded, lengths), own, atol=1e-6)


def test_a_drawing_has_the_loss_that_its_steps_add_up_to(drawings):
    network = mixture(feedback=0.25)
    some = [drawings[i] for i in (0, 5, 9)]
    padded, lengths = (torch.from_numpy(a) for a in pad(some))
    codes = network.codes(["a", "a", "c"])
    running = torch.arange(len(padded))[:, None] < lengths
    nats = [
        -(network.log_density(padded, lengths, codes, told).whole * running).sum(0) / lengths
        for told in (False, True)
    ]
    expected = 0.75 * nats[0] + 0.25 * nats[1]
    loss = network.loss_to(padded, lengths)(codes).detach()
    torch.testing.assert_close(loss, expected)
    torch.testing.assert_close(network.own_loss_to(padded, lengths)(network.own(list("aac"))), loss)
    score = network.score(padded, lengths, network.codes(["a", "c"]))
    torch.testing.assert_close(-score[[0, 1, 2], [0, 0, 1]], loss)


def fixed(raw):
    """A network that gives every step the same density."""
    step = lambda drive, told, state: (raw.expand(1, drive.shape[1], -1), state)  # noqa: E731
    return SimpleNamespace(feedback=0.5, step=step)


def endless(raw):
    """The same, that never ends."""
    return fixed(torch.cat([raw[:-3], torch.tensor([-30.0]), raw[-2:]]))


def test_samples_agree_with_the_density():
    raw, count = known_raw(), 20000
    manner = Manner(generator=torch.Generator().manual_seed(0))
    drawn = write_freely(endless(raw), torch.zeros(count, 1), manner, most=2, cut=True)
    steps = np.stack([one[1] for one in drawn])
    edges = np.linspace(-3, 3, 31)
    seen, expected = [], []
    for onset in (0.0, 1.0):
        mine = steps[steps[:, 3] == onset]
        seen.append(np.histogram2d(mine[:, 0], mine[:, 1], [edges, edges])[0].ravel())
        fine = on_grid(raw, onset).numpy()
        middles = (fine[1:, 1:] + fine[:-1, :-1] + fine[1:, :-1] + fine[:-1, 1:]) / 4
        cells = middles.reshape(30, 10, 30, 10).sum(axis=(1, 3)) * float(GRID[1] - GRID[0]) ** 2
        expected.append(cells.ravel() * count)
    seen, expected = np.concatenate(seen), np.concatenate(expected)
    often = expected >= 5
    found = [*seen[often], seen[~often].sum()]
    asked = np.array([*expected[often], expected[~often].sum()], dtype=np.float64)
    assert chisquare(found, asked * np.sum(found) / asked.sum()).pvalue > 0.01
    pressure = np.clip(
        0.8 + (0.02 + math.exp(-1.5)) * np.random.default_rng(0).normal(size=10**6), 0, 1
    )
    assert np.mean(steps[:, 2] == 1) == pytest.approx(np.mean(pressure == 1), abs=0.01)


def test_drawings_end_as_often_as_the_density_says():
    count, ends = 5000, 1 / (1 + math.exp(1.4))
    manner = Manner(generator=torch.Generator().manual_seed(3))
    lengths = [len(one) for one in write_freely(fixed(known_raw()), torch.zeros(count, 1), manner)]
    seen = np.bincount(lengths, minlength=12)[1:]
    expected = count * ends * (1 - ends) ** np.arange(11)
    found = [*seen[:11], seen[11:].sum()]
    assert chisquare(found, [*expected, count - expected.sum()]).pvalue > 0.01


def test_greedy_writing_takes_every_event_at_its_median():
    raw = known_raw()
    (one,) = write_freely(fixed(raw), torch.zeros(1, 1), Manner())
    assert len(one) == math.ceil(math.log(0.5) / math.log(1 - 1 / (1 + math.exp(1.4))))


def test_what_is_written_by_the_code_alone_lifts_at_the_median():
    probability = torch.tensor([0.2, 0.3, 0.3, 0.1, 0.1, 0.9])[:, None]
    assert at_median(probability)[:, 0].tolist() == [0, 0, 1, 0, 0, 1]  # .8, .56, .39; .9, .81, .08


def test_a_bias_draws_samples_together():
    spreads = []
    for bias in (0.0, 1.0, 3.0):
        manner = Manner(bias, generator=torch.Generator().manual_seed(0))
        drawn = write_freely(endless(known_raw()), torch.zeros(500, 1), manner, most=2, cut=True)
        steps = np.stack([one[1] for one in drawn])
        spreads.append(steps[steps[:, 3] == 0, :2].std(axis=0).mean())
    assert spreads[0] > 1.5 * spreads[1] > 2 * spreads[2]


def test_a_primed_drawing_goes_on_from_the_beginning_it_is_given(drawings):
    network, begun = mixture(), torch.from_numpy(drawings[0][:4])
    manner = Manner(generator=torch.Generator().manual_seed(0))
    drive = network.dense(network.codes(["a"])).detach()
    (one,) = write_freely(network, drive, manner, primer=begun)
    assert len(one) >= 4
    np.testing.assert_array_equal(one[: len(begun)], begun)


def test_a_stop_that_never_comes_ends_with_one_clear_line():
    with pytest.raises(DuctusError, match="had not ended after 50 steps") as said:
        write_freely(endless(known_raw()), torch.zeros(2, 1), Manner(), most=50)
    assert "\n" not in str(said.value)


PLAN = {"objective": "samples", "batch_size": 16, "clip": 1.0}


@pytest.fixture(scope="module")
def learned(drawings, split):
    """A small mixture network that knows a to c and has learned d and e from one example."""
    network, untrained = mixture(), mixture()
    plan = configs.schedule(**PLAN, steps=250, learning_rate=0.01, log_every=50)
    curve, _ = train(network, drawings.where(symbol=TRAINED), plan, 1, progress=False)
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    how = configs.shot(80, 0.05, start="mean", distortion=0.05, pull=0.01, known=TRAINED)
    results = learn(network, untrained, NEW, list(shown.values()), mode="apart", **how)
    own = [torch.from_numpy(one["column_inferred"]) for one in results]
    return network.with_own(dict(zip(NEW, own, strict=True))), shown, curve, results


def test_it_learns_what_is_probable(learned):
    curve = learned[2]
    assert curve.loss.iloc[-1] < curve.loss.iloc[0] - 1
    assert (curve.floor == 0).all()


def test_one_example_becomes_more_probable(learned):
    for one in learned[3]:
        assert one["loss_inferred"][-1] < one["loss_inferred"][0] - 0.5


def test_it_does_every_task(learned, drawings, split):
    network, shown, *_ = learned
    lengths = writing_lengths(drawings, split, "w01")
    task = Task(network, network, TRAINED, NEW, shown, lengths)
    people = drawings.where(symbol=TRAINED)
    given = answer("likelihood", task, list(people), {})
    named = largest_entry(given.scores, given.symbols, SYMBOLS)
    assert np.mean(np.array(named) == people.keys.symbol.to_numpy()) > 0.9
    varied, _ = variation.compare(network, shown, noise=[0.01], draws=2, seed=1)
    assert len(varied) == 4
    assert len(blending.compare(network, lengths, pairs=[NEW], steps=4, seed=1)[0]) == 5
    features, h, c = network.states(network.codes(NEW), 7)
    assert features.shape == (7, 2, 4)
    assert h.shape == c.shape == (7, 2, 24)
    torch.testing.assert_close(features, network(network.codes(NEW), 7).detach())


def test_what_it_learned_is_the_same_from_a_file(learned, tmp_path):
    from ductus.networks.stored import load, save

    network = learned[0]
    save(network, tmp_path / "model.ckpt")
    again = load(tmp_path / "model.ckpt", SYMBOLS)
    assert again.shape == network.shape
    codes = network.codes(NEW)
    for one, two in zip(again.write(codes, [9, 9]), network.write(codes, [9, 9]), strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_likelihood_that_diverges_stops_as_trainings_do(drawings):
    plan = configs.schedule(**{**PLAN, "clip": 0}, steps=60, learning_rate=10.0, log_every=1)
    with pytest.raises(DuctusError, match="training diverged"):
        train(mixture(), drawings.where(symbol=TRAINED), plan, 1, progress=False)


def test_only_networks_with_a_density_name_by_likelihood(task):
    with pytest.raises(DuctusError, match="likelihood is for networks that give"):
        answer("likelihood", task, list(task.examples.values()), {})


def test_a_mixed_code_has_drawings_of_both_symbols_by_their_shares():
    count = 4000
    steps, lengths = torch.zeros(2 * count, 4), torch.ones(2 * count, dtype=torch.long)
    labels = torch.arange(2 * count) % 2
    how = {"symmetries": torch.eye(2)[None], "backwards": False, "mixing": 1.0, "seed": 0}
    drawn = Drawn(steps, lengths, labels, symbols=2, **how)
    rows = np.arange(2 * count)
    _, _, codes = drawn.of_step(rows, 0)
    between = (codes[:, 0] > 0.6) & (codes[:, 0] < 0.8)
    share = (labels[between] == 0).float().mean()
    assert float(share) == pytest.approx(0.7, abs=0.03)


def test_samples_that_do_not_end_are_cut_where_asked_for():
    drawn = write_freely(endless(known_raw()), torch.zeros(2, 1), Manner(), most=50, cut=True)
    assert [len(one) for one in drawn] == [50, 50]
