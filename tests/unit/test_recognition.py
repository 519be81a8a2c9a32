"""Recognition: by gradient, and by a network trained to read and write."""

import dataclasses
import itertools

import numpy as np
import pytest
import torch

from ductus.data.features import pad
from ductus.data.normal_form import PATH_POINTS, as_paths
from ductus.data.raster import spots
from ductus.errors import DuctusError
from ductus.learning.episodes import DRAWINGS, backwards, drawn, episode, vary
from ductus.learning.recogniser import fit, identification_loss
from ductus.networks.losses import masked_mse_to
from ductus.networks.recogniser import (
    RecognitionNetwork,
    load_recogniser,
    save_recogniser,
)
from ductus.tasks.classification import largest_entry
from ductus.tasks.methods import answering
from ductus.tasks.methods.amortised import amortised
from ductus.tasks.methods.gradient import descend, infer_codes, leaving, paper, simplex

SYMBOLS, TRAINED, NEW = list("abcde"), list("abc"), list("de")


def features(*strokes):
    """Features of a drawing given as the positions of its strokes."""
    position = np.concatenate([np.asarray(s, dtype=float) for s in strokes])
    onset = np.concatenate([np.arange(len(s)) == 0 for s in strokes])
    step = np.diff(position, axis=0, prepend=position[:1])
    return np.column_stack([step, np.full(len(step), 0.5), onset]).astype(np.float32)


ZIGZAG = np.array([[0, 0], [1, 2], [2, 0], [3, 2]], dtype=float)


@pytest.fixture(scope="module")
def paths(drawings):
    return as_paths(drawings)


@pytest.fixture(scope="module")
def data(drawings, paths):
    rows = drawings.keys.symbol.isin(TRAINED).to_numpy()
    return drawn(paths[rows], drawings.keys[rows])


@pytest.fixture(scope="module")
def fitted(data):
    return fit(data, seed=3, steps=40, progress=False)


def test_probes_do_not_influence_each_other(learner, drawings):
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings.where(symbol="d")))
    codes, losses = infer_codes(learner, padded, lengths, 30, 0.01)
    alone = padded[: lengths[2], 2:3]
    code, loss = infer_codes(learner, alone, lengths[2:3], 30, 0.01)
    torch.testing.assert_close(codes[2:3], code, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(losses[2:3], loss, rtol=1e-3, atol=1e-5)


def test_the_code_starts_where_it_is_told(learner, drawings):
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings.where(symbol="d")))
    assert not infer_codes(learner, padded, lengths, 0, 0.01)[0].any()
    assert (infer_codes(learner, padded, lengths, 0, 0.01, "uniform")[0] == 0.2).all()


def test_what_the_network_writes_it_identifies(learner):
    with torch.no_grad():
        own = learner(learner.codes(SYMBOLS), 12)
    codes, losses = infer_codes(learner, own, torch.full((5,), 12), 2000, 0.01)
    assert largest_entry(codes.numpy(), SYMBOLS, SYMBOLS) == SYMBOLS
    assert losses.max() < 1e-2


def test_largest_entry_among_some():
    codes = np.array([[5.0, 1.0, 2.0], [0.0, 0.0, -1.0]])
    assert largest_entry(codes, ["a", "b", "c"], ["a", "b", "c"]) == ["a", "a"]
    assert largest_entry(codes, ["a", "b", "c"], ["b", "c"]) == ["c", "b"]


def test_a_mixture_is_never_negative_and_sums_to_one(task, drawings):
    answer = simplex(task, list(drawings.where(symbol="d")), 50, 0.1)
    assert (answer.codes >= 0).all()
    np.testing.assert_allclose(answer.codes.sum(axis=1), 1, atol=1e-5)
    assert list(answer.symbols) == SYMBOLS


def test_mse_is_that_of_what_is_written(task, drawings):
    probes = list(drawings.where(symbol="e"))
    padded, lengths = (torch.from_numpy(a) for a in pad(probes))
    for answer in (
        paper(task, probes, 20, 0.05),
        simplex(task, probes, 20, 0.1),
        leaving(task, probes),
    ):
        written, _ = pad(answer.written)
        error = masked_mse_to(padded, lengths)(torch.from_numpy(written))
        np.testing.assert_allclose(error, answer.mse, rtol=1e-3)


def test_leaving_identifies_what_the_network_writes(task):
    with torch.no_grad():
        own = task.learner(task.learner.codes(NEW), 12).transpose(0, 1).numpy()
    answer = leaving(task, list(own))
    assert largest_entry(answer.scores, answer.symbols, NEW) == NEW


def test_a_high_cost_keeps_the_code_where_it_was(task, drawings):
    padded, lengths = (torch.from_numpy(a) for a in pad(drawings.where(symbol="d")))
    start = task.learner.codes(["d"] * len(lengths))
    near, _ = descend(task.learner, padded, lengths, start, 30, 0.05, cost=100.0)
    far, _ = descend(task.learner, padded, lengths, start, 30, 0.05)
    assert (near - start).abs().max() < 0.1 < (far - start).abs().max()


def test_a_path_forgets_place_size_and_tempo():
    slow = np.concatenate(
        [np.linspace(p, q, 9)[:-1] for p, q in itertools.pairwise(ZIGZAG)] + [ZIGZAG[-1:]]
    )
    one, other = as_paths([features(ZIGZAG), features(5 * slow + 100)])
    np.testing.assert_allclose(one[:, :2], other[:, :2], atol=1e-4)
    np.testing.assert_allclose(one[:, :2].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(one[:, :2].std(axis=0), 1, atol=1e-4)


def test_a_path_knows_where_the_pen_is_lifted():
    bar, stem = np.array([[-1.0, 0], [1, 0]]), np.array([[0.0, 1], [0, -1]])
    (path,) = as_paths([features(bar, stem)])
    up = path[:, 3]
    assert set(up) == {0.0, 1.0}
    assert 0.2 < up.mean() < 0.4  # the way back is 1.4 of 5.4
    assert not up[0]
    assert not up[-1]


@pytest.mark.parametrize("strokes", [[np.zeros((1, 2))], [np.zeros((3, 2))], [ZIGZAG * [1, 0]]])
def test_dots_and_lines_have_paths(strokes):
    path = as_paths([features(*strokes)])
    assert path.shape == (1, PATH_POINTS, 4)
    assert np.isfinite(path).all()


def test_ink_is_where_the_pen_was_and_the_same_from_either_end(paths):
    there = torch.from_numpy(paths)
    ink = spots(there)
    back = spots(backwards(there))
    # Moves belong to the point they lead to, so the two differ by one point's spot.
    assert torch.corrcoef(torch.stack([ink.flatten(), back.flatten()]))[0, 1] > 0.95
    assert ink[:, 0].amax() > 0.9
    lifted = there.clone()
    lifted[..., 3] = 1
    assert not spots(lifted).any()


def test_an_episode_is_a_function_of_seed_and_number(data):
    one = episode(data, 1, 5)
    assert one.shape == (32, DRAWINGS, PATH_POINTS, 4)
    torch.testing.assert_close(one, episode(data, 1, 5), rtol=0, atol=0)
    assert not torch.equal(one, episode(data, 1, 6))
    assert not torch.equal(one, episode(data, 2, 5))


def test_few_symbols_make_small_episodes(paths, drawings):
    rows = (drawings.keys.symbol == "a").to_numpy()
    assert len(episode(drawn(paths[rows], drawings.keys[rows]), 0, 0)) == 16


def test_drawings_of_a_letter_are_turned_the_same_way(data, monkeypatch):
    monkeypatch.setattr("ductus.learning.episodes.vary", lambda paths, generator: paths)
    shown = episode(data, 0, 0)
    within = (shown[:, :1] - shown[:, 1:])[..., :2].square().mean()
    between = (shown[:1] - shown[1:])[..., :2].square().mean()
    assert within < 0.2 * between


def test_varied_paths_differ_and_stay_normal(paths):
    there = torch.from_numpy(paths)
    varied = vary(there, torch.Generator().manual_seed(0))
    assert (varied - there)[..., :2].abs().mean() > 0.05
    torch.testing.assert_close(
        varied[..., :2].mean(dim=1), torch.zeros(len(there), 2), atol=1e-4, rtol=0
    )
    again = vary(there, torch.Generator().manual_seed(0))
    torch.testing.assert_close(varied, again, rtol=0, atol=0)


def test_backwards_twice_is_forwards(paths):
    there = torch.from_numpy(paths)
    torch.testing.assert_close(backwards(backwards(there)), there, rtol=0, atol=0)


def test_identification_loss_against_a_slow_version():
    letters = torch.randn(3, 2, 4, generator=torch.Generator().manual_seed(0))
    losses = []
    for place in (0, 1):
        for letter in range(3):
            probe = letters[letter, 1 - place]
            near = torch.stack([-(probe - letters[k, place]).square().sum() / 8 for k in range(3)])
            losses.append(-near.log_softmax(dim=0)[letter])
    torch.testing.assert_close(identification_loss(letters), torch.stack(losses).mean())


def test_a_fitted_network_reads_and_writes_better(data, fitted):
    fresh = RecognitionNetwork().eval()
    shown = episode(data, 99, 0)

    def losses(network):
        with torch.no_grad():
            letter, style = network.read(shown.flatten(0, 1))
            told = identification_loss(letter.unflatten(0, shown.shape[:2]))
            error = (network.write(letter, style) - shown.flatten(0, 1))[..., :2].square().mean()
        return float(told), float(error)

    assert losses(fitted)[0] < 0.7 * losses(fresh)[0]
    assert losses(fitted)[1] < losses(fresh)[1]


def test_same_seed_same_network(data):
    one, again, other = (
        fit(data, seed=seed, steps=3, progress=False).state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(one[k], again[k]) for k in one)
    assert not all(torch.equal(one[k], other[k]) for k in one)


@pytest.mark.reliability(
    "Interruption: a resumed training compared with one that was not interrupted"
)
def test_a_killed_fit_goes_on_where_it_was(data, tmp_path, monkeypatch):
    whole = fit(data, seed=1, steps=6, progress=False).state_dict()

    def killed(data_, seed, number):
        if number == 4:
            raise KeyboardInterrupt
        return episode(data_, seed, number)

    monkeypatch.setattr("ductus.learning.recogniser.episode", killed)
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        fit(data, seed=1, steps=6, resume=tmp_path / "point.ckpt", progress=False)
    assert (tmp_path / "point.ckpt").exists()
    first = []
    monkeypatch.setattr(
        "ductus.learning.recogniser.episode", lambda *a: first.append(a[2]) or episode(*a)
    )
    resumed = fit(
        data, seed=1, steps=6, resume=tmp_path / "point.ckpt", progress=False
    ).state_dict()
    assert first[0] == 4
    for key, weight in whole.items():
        torch.testing.assert_close(resumed[key], weight)
    assert not (tmp_path / "point.ckpt").exists()


def test_amortised_takes_the_example_itself_for_its_symbol(task, fitted):
    answer = amortised(dataclasses.replace(task, recogniser=fitted), list(task.examples.values()))
    assert list(answer.symbols) == NEW
    assert largest_entry(answer.scores, NEW, NEW) == NEW
    assert answer.scores.max() == pytest.approx(0, abs=1e-3)


def test_a_network_survives_its_file(fitted, tmp_path, paths):
    save_recogniser(fitted, tmp_path / "r.pt")
    with torch.no_grad():
        letter, _ = load_recogniser(tmp_path / "r.pt").read(torch.from_numpy(paths))
        expected, _ = fitted.read(torch.from_numpy(paths))
    torch.testing.assert_close(letter, expected)


@pytest.mark.reliability("Bad input: a checkpoint that is none, or that holds code")
def test_a_file_of_another_kind_is_named(tmp_path):
    (tmp_path / "r.pt").write_text("no network")
    with pytest.raises(DuctusError, match=r"r\.pt: expected a recogniser written by ductus"):
        load_recogniser(tmp_path / "r.pt")


def test_dots_are_read(fitted, task):
    dot = features(np.zeros((1, 2)))
    answer = amortised(dataclasses.replace(task, recogniser=fitted), [dot])
    assert np.isfinite(answer.scores).all()


@pytest.mark.reliability("Numbers that go wrong: identification")
@pytest.mark.parametrize("method", ["paper", "simplex", "leaving", "untrained"])
def test_identification_that_diverges_says_iteration_and_loss(task, method):
    probe = next(iter(task.examples.values())).copy()
    probe[2, 0] = np.nan
    settings = {"iterations": 3, "learning_rate": 0.01}
    remedy = "leave this" if method in ("simplex", "leaving") else "try a classification.learning"
    with pytest.raises(DuctusError, match=f"diverged: at iteration 0 the loss is nan; {remedy}"):
        answering.answer(method, task, [probe], settings)


@pytest.mark.reliability("Numbers that go wrong: identification")
@pytest.mark.parametrize("method", ["nearest_code", "nearest_code_dtw", "nn_dtw", "amortised"])
def test_scores_that_are_no_numbers_are_no_answer(task, fitted, method):
    """The largest of them would be the first symbol."""
    probes = [steps.copy() for steps in task.examples.values()]
    probes[1][2, 0] = np.nan
    task = dataclasses.replace(task, recogniser=fitted)
    with pytest.raises(DuctusError, match=r"scores of probe 1 are not finite|not finite at step"):
        answering.answer(method, task, probes, {})


@pytest.mark.reliability("Numbers that go wrong: training of the recogniser")
def test_a_recogniser_that_diverges_is_not_kept(data, tmp_path, monkeypatch):
    def spoilt(data_, seed, number):
        return episode(data_, seed, number) * (float("nan") if number == 2 else 1.0)

    monkeypatch.setattr("ductus.learning.recogniser.episode", spoilt)
    with pytest.raises(DuctusError, match=r"recogniser diverged: at step 2 the loss is nan; try"):
        fit(data, seed=1, steps=5, progress=False)


@pytest.mark.reliability("Numbers that go wrong: training of the recogniser")
def test_a_last_step_that_diverges_is_found(data, monkeypatch):
    """The loss of a step is that of the weights before it."""
    step = torch.optim.AdamW.step

    def too_far(self, *args, **kwargs):
        loss = step(self, *args, **kwargs)
        self.param_groups[0]["params"][0].data.fill_(float("inf"))
        return loss

    monkeypatch.setattr(torch.optim.AdamW, "step", too_far)
    with pytest.raises(DuctusError, match=r"recogniser diverged: after 1 steps .* expected finite"):
        fit(data, seed=1, steps=1, progress=False)


@pytest.mark.reliability("Bad input: a checkpoint that is none, or that holds code")
@pytest.mark.parametrize("content", [b"", b"\x80\x02c__builtin__\neval\n."])
def test_what_is_no_checkpoint_is_refused(data, tmp_path, content):
    (tmp_path / "point.ckpt").write_bytes(content)
    with pytest.raises(DuctusError, match=r"point\.ckpt: expected a checkpoint of this training"):
        fit(data, seed=1, steps=3, resume=tmp_path / "point.ckpt", progress=False)
