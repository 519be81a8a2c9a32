"""The mixture network: its density, what it learns, and what it writes."""

import math

import configs
import numpy as np
import pytest
import torch
from scipy.stats import chisquare

from conftest import NEW, SYMBOLS, TRAINED
from ductus.data.features import pad
from ductus.data.split import examples, writing_lengths
from ductus.errors import DuctusError
from ductus.learning.drawn import Drawn, Pairs, _groups, _others
from ductus.learning.oneshot import learn
from ductus.learning.training import train
from ductus.learning.weight_noise import with_weights
from ductus.networks.catalogue import new_network
from ductus.networks.execution import Following, as_plan, drift_of, drifted
from ductus.networks.mixture_density import density_of, log_density
from ductus.networks.mixture_sampling import Manner, write_freely
from ductus.tasks import blending, variation
from ductus.tasks.classification import largest_entry
from ductus.tasks.methods import Task
from ductus.tasks.methods.answering import answer
from ductus.tasks.methods.nearest import warped_distances

SHAPE = {"network": "mixture", "dense": 12, "hidden": 24, "bias": True}


def mixture(layers=1, units=16, drift=0.4, **shape):
    own = {"units": units, "components": 3, "drift": drift}
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


def pair(drawings, *places):
    """Drawings as plans, and others of the same symbols: padded, with their lengths."""
    of = [[drawings[i] for i in places], [drawings[i + 1] for i in places]]
    return [torch.from_numpy(each) for some in of for each in pad(some)]


@pytest.mark.parametrize("layers", [1, 2])
def test_gradients_agree_with_finite_differences(drawings, layers):
    network = mixture(layers=layers, hidden=6, units=4).double()
    plans, ends, drawn, lengths = pair(drawings, 0, 4, 8)
    own = network.own(["a", "b", "c"]).requires_grad_()
    assert torch.autograd.gradcheck(network.own_loss_to(drawn.double(), lengths), own, atol=1e-6)
    given = plans.double(), ends, drawn.double(), lengths

    def nats(weights):
        noise = torch.Generator().manual_seed(0)
        named = {"execution.readout.weight": weights}
        return with_weights(network, named, lambda it: it.execution_loss(*given, noise).sum())

    weights = network.execution.readout.weight.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(nats, weights, fast_mode=True, atol=1e-5)


def test_a_step_has_the_density_that_it_is_written_with(drawings):
    """All steps at once, as drawings are scored, and one after the other, as they are written."""
    network = mixture(layers=2)
    plans, ends, drawn, lengths = pair(drawings, 0, 4, 8)
    said = network.log_density(plans, ends, drawn, lengths).whole
    following = Following(network.execution, plans, ends, len(drawn))
    step, position = torch.zeros(3, 4), torch.zeros(3, 2)
    for at, now in enumerate(drawn):
        density = following(at, step, position)
        flags = torch.full((3,), at == 0), lengths - 1 == at
        running = at < lengths
        one = log_density(density, now, *flags).whole
        torch.testing.assert_close(one[running], said[at][running], rtol=1e-4, atol=1e-4)
        step, position = now, position + now[:, :2]


def test_a_score_is_the_mean_of_the_log_densities_under_the_code_s_plan(drawings):
    network = mixture()
    drawn, lengths = (torch.from_numpy(a) for a in pad([drawings[i] for i in (0, 5, 9)]))
    codes = network.codes(["a", "c"])
    score = network.score(drawn, lengths, codes)
    plans, ends = network.plans(codes)
    for c in range(2):
        for i, length in enumerate(lengths.tolist()):
            own = (
                plans[: ends[c], c, None],
                ends[c, None],
                drawn[:length, i, None],
                lengths[i, None],
            )
            alone = network.log_density(*own).whole.mean()
            assert float(score[i, c]) == pytest.approx(float(alone.detach()), rel=1e-4)


def test_without_a_drift_the_loss_is_what_the_drawings_cost(drawings):
    network, given = mixture(drift=0.0), pair(drawings, 0, 4, 8)
    loss = network.execution_loss(*given, torch.Generator())
    running = torch.arange(len(given[2]))[:, None] < given[3]
    nats = -(network.log_density(*given).whole * running).sum(dim=0) / given[3]
    torch.testing.assert_close(loss, nats)


def test_who_follows_the_way_back_comes_back_from_a_drift():
    drift = drift_of(torch.cat([torch.zeros(1, 1, 2), torch.ones(1, 1, 2), torch.zeros(60, 1, 2)]))
    told = torch.rand(62, 1, 4)
    off, back = drifted(told, drift)
    away = (off - told)[..., :2].cumsum(0)
    torch.testing.assert_close(away, drift)
    torch.testing.assert_close(drift[2:], drift[1:-1] + back[1:-1])  # the next step, as asked
    assert float(drift[-1].abs().max()) < 0.01


def test_a_plan_is_a_drawing():
    written = torch.zeros(5, 1, 4)
    written[..., 0], written[..., 2] = 1.0, torch.tensor([1.2, 0.5, -0.1, 0.3, 0.3])[:, None]
    written[:, 0, 3] = torch.tensor([0.0, 0.05, 0.3, 0.2, 0.9])
    plan = as_plan(written, torch.tensor([4]))[:, 0]
    assert plan[:, 3].tolist() == [1, 0, 1, 0, 0]
    assert plan[:, 0].tolist() == [0, 1, 1, 1, 0]
    assert plan[:, 2].tolist() == pytest.approx([1, 0.5, 0, 0.3, 0])


def test_pairs_are_of_one_symbol_and_half_of_one_writer(drawings):
    labels = torch.tensor([SYMBOLS.index(s) for s in drawings.keys.symbol])
    writers = torch.tensor(np.unique(drawings.keys.writer, return_inverse=True)[1])
    lengths = torch.tensor(drawings.keys.length.to_numpy(np.int64))
    drawn = Drawn(torch.from_numpy(drawings.steps), lengths, labels, writers)
    pairs, rows = Pairs(drawn, torch.eye(2)[None], 4, 1), np.arange(len(labels))
    for groups, alike in ((pairs.alike, [labels]), (pairs.own, [labels, writers])):
        for seed in range(3):
            others = _others(groups, rows, np.random.default_rng(seed))
            assert (others != rows).all()
            assert all((of[others] == of).all() for of in alike)
    alone = _others(_groups(rows), rows, np.random.default_rng(0))
    np.testing.assert_array_equal(alone, rows)


def fixed(raw):
    """The same density of every step."""
    return lambda at, step, position: density_of(raw.expand(len(step), -1))


def endless(raw):
    """The same, that never ends."""
    return fixed(torch.cat([raw[:-3], torch.tensor([-30.0]), raw[-2:]]))


def test_samples_agree_with_the_density():
    raw, count = known_raw(), 20000
    manner = Manner(generator=torch.Generator().manual_seed(0))
    drawn = write_freely(endless(raw), count, manner, most=2, cut=True)
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
    lengths = [len(one) for one in write_freely(fixed(known_raw()), count, manner)]
    seen = np.bincount(lengths, minlength=12)[1:]
    expected = count * ends * (1 - ends) ** np.arange(11)
    found = [*seen[:11], seen[11:].sum()]
    assert chisquare(found, [*expected, count - expected.sum()]).pvalue > 0.01


def test_greedy_writing_takes_every_event_at_its_median():
    raw = known_raw()
    (one,) = write_freely(fixed(raw), 1, Manner())
    assert len(one) == math.ceil(math.log(0.5) / math.log(1 - 1 / (1 + math.exp(1.4))))


def test_a_bias_draws_samples_together():
    spreads = []
    for bias in (0.0, 1.0, 3.0):
        manner = Manner(bias, generator=torch.Generator().manual_seed(0))
        drawn = write_freely(endless(known_raw()), 500, manner, most=2, cut=True)
        steps = np.stack([one[1] for one in drawn])
        spreads.append(steps[steps[:, 3] == 0, :2].std(axis=0).mean())
    assert spreads[0] > 1.5 * spreads[1] > 2 * spreads[2]


def test_a_primed_drawing_goes_on_from_the_beginning_it_is_given(drawings):
    network, begun = mixture(), torch.from_numpy(drawings[0][:4])
    how = {"primer": begun, "most": 40}
    (one,) = network.sample(network.codes(["a"]), torch.Generator().manual_seed(0), **how)
    assert len(one) >= 4
    np.testing.assert_array_equal(one[: len(begun)], begun)


def test_a_stop_that_never_comes_ends_with_one_clear_line():
    with pytest.raises(DuctusError, match="had not ended after 50 steps") as said:
        write_freely(endless(known_raw()), 2, Manner(), most=50)
    assert "\n" not in str(said.value)


PLAN = {"batch_size": 16, "clip": 1.0, "copies": "square", "mixing": 0.9}


@pytest.fixture(scope="module")
def learned(drawings, split):
    """A small mixture network that knows a to c and has learned d and e from one example."""
    larger = {"dense": 32, "hidden": 48, "units": 32}
    network, untrained = mixture(**larger), mixture(**larger)
    plan = configs.schedule(**PLAN, steps=500, learning_rate=0.01, falling=True, log_every=100)
    curve, _ = train(network, drawings.where(symbol=TRAINED), plan, 1, progress=False)
    shown = dict(zip(NEW, examples(drawings, split, NEW, "w01"), strict=True))
    how = configs.shot(400, 0.05, known=TRAINED, falling=True)
    results = learn(network, untrained, NEW, list(shown.values()), mode="apart", **how)
    own = [torch.from_numpy(one["column_inferred"]) for one in results]
    return network.with_own(dict(zip(NEW, own, strict=True))), shown, curve, results


def test_it_learns_what_is_probable(learned, drawings):
    network, _, curve, _ = learned
    assert curve.excess.iloc[-1] < 0.2 * curve.excess.iloc[0]
    given = pair(drawings, 0, 4, 8)
    nats = [
        float(one.execution_loss(*given, torch.Generator().manual_seed(0)).mean().detach())
        for one in (network, mixture())
    ]
    assert nats[0] < nats[1] - 1


def test_a_letter_that_was_seen_once_is_written_again_and_ends(learned):
    network, shown, *_ = learned
    _, ends = network.plans(network.codes(NEW))
    assert ends.tolist() == pytest.approx([len(one) for one in shown.values()], abs=1)
    generator = torch.Generator().manual_seed(0)
    drawn = network.sample(network.codes(NEW * 8), generator, bias=1.0, most=200)
    assert max(map(len, drawn)) < 200
    away = warped_distances(drawn, list(shown.values()))
    assert (away.argmin(axis=1) == np.arange(len(drawn)) % 2).mean() > 0.8
    assert warped_distances(drawn[:1], drawn[2:3])[0, 0] > 0.01  # no copies


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
    assert h.shape == c.shape == (7, 2, 48)
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


def test_samples_that_do_not_end_are_cut_where_asked_for():
    drawn = write_freely(endless(known_raw()), 2, Manner(), most=50, cut=True)
    assert [len(one) for one in drawn] == [50, 50]
