"""The network that writes words: its window, what it learns from, how it writes, how it is read."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch.nn.functional import linear

from ductus.data.sources.synthetic import synthesise
from ductus.data.spacing import evenly
from ductus.data.words import HELD_OUT, TRAIN, normalised, restored
from ductus.data.words.composed import GAP, compose, composed_words, hands
from ductus.data.words.files import read_words, write_words
from ductus.data.words.texts import random_texts, word_texts
from ductus.errors import DuctusError
from ductus.learning.words import fit_words
from ductus.learning.words_likelihood import batch_of, likelihood
from ductus.learning.words_oneshot import learn_letters
from ductus.networks.mixture_sampling import Manner
from ductus.networks.window import WindowLayer
from ductus.networks.words import END, WordNetwork, load_word_network, save_word_network
from ductus.networks.words_writing import Primer, write_texts
from ductus.tasks.words import Reading
from ductus.tasks.words.reading import Reader, cut, pieces_of
from ductus.tasks.words.scores import places_of, score, stop_of

SPLIT = {
    "trained": ["a", "d", "u"],
    "new": ["v"],
    "training_writers": ["w01", "w02", "w03"],
    "exemplars": {"writers": ["w03"], "instance": 0},
}
SIZES = {"dense": 4, "hidden": 6, "layers": 2, "components": 2, "gaussians": 3}
SCHEDULE = {"steps": 12, "batch_size": 8, "learning_rate": 0.02, "noise": 0.1}


@pytest.fixture(scope="module")
def table():
    return synthesise([*SPLIT["trained"], "v"], writers=3, instances=3, seed=0)


@pytest.fixture(scope="module")
def words(table):
    return composed_words(table, SPLIT, words=40, held_out=6, spacing=0.3)


@pytest.fixture(scope="module")
def network(words):
    return fit_words(words.part(TRAIN), seed=1, progress=False, **SIZES, **SCHEDULE)[0]


# The window.


def plain(layer, inputs, text):
    """The same sums, step by step, with the gradient left to torch."""
    size, batch = layer.hidden, inputs.shape[1]
    h, c = (inputs.new_zeros(batch, size) for _ in range(2))
    seen, kappa = inputs.new_zeros(batch, layer.dense), 0.0
    hidden, looked, weights = [], [], []
    for now in inputs:
        gates = linear(now, layer.fed, layer.bias) + torch.cat([seen, h], 1) @ layer.back.T
        into, forget, out = gates[:, : 3 * size].sigmoid().chunk(3, dim=1)
        c = forget * c + into * gates[:, 3 * size :].tanh()
        h = out * c.tanh()
        alpha, beta, on = layer.moves(h).exp().chunk(3, dim=1)
        kappa = kappa + on
        phi = torch.stack(
            [
                (alpha * (-beta * (kappa - u) ** 2).exp()).sum(1)
                for u in range(1, text.shape[1] + 1)
            ],
            dim=1,
        )
        seen = (phi[..., None] * text).sum(1)
        hidden.append(h)
        looked.append(seen)
        weights.append(phi)
    return torch.stack(hidden), torch.stack(looked), torch.stack(weights)


def test_the_window_and_its_gradient_are_those_of_a_plain_loop():
    torch.manual_seed(0)
    layer = WindowLayer(3, 4, 5, 2, pace=2.0).double()
    inputs = torch.randn(7, 2, 3, dtype=torch.double, requires_grad=True)
    text = torch.randn(2, 4, 4, dtype=torch.double, requires_grad=True)
    leaves = [inputs, text, *layer.parameters()]
    drawn = torch.randn(7, 2, 9, dtype=torch.double)
    found, gradients = [], []
    for run in (
        lambda: layer(inputs, text, layer.begin(inputs, 2))[:3],
        lambda: plain(layer, inputs, text),
    ):
        hidden, seen, phi = run()
        found.append([hidden, seen, phi])
        total = (torch.cat([hidden, seen], dim=2) * drawn).sum()
        gradients.append(torch.autograd.grad(total, leaves))
    for one, other in zip((*found[0], *gradients[0]), (*found[1], *gradients[1]), strict=True):
        torch.testing.assert_close(one, other)


def test_in_parts_the_window_goes_on_where_it_was():
    torch.manual_seed(0)
    layer = WindowLayer(3, 4, 5, 2, pace=2.0)
    inputs, text = torch.randn(6, 2, 3), torch.randn(2, 4, 4)
    whole, *_ = layer(inputs, text, layer.begin(inputs, 2))
    first, _, _, gaze = layer(inputs[:2], text, layer.begin(inputs, 2))
    second, *_ = layer(inputs[2:], text, gaze)
    torch.testing.assert_close(torch.cat([first, second]), whole)


def test_before_training_the_window_moves_at_the_pace_of_the_letters():
    layer = WindowLayer(3, 4, 50, 10, pace=12.0)
    inputs = torch.zeros(36, 1, 3)
    *_, gaze = layer(inputs, torch.zeros(1, 4, 4), layer.begin(inputs, 1))
    assert 2 < gaze.kappa.mean() < 4.5  # three letters


# What it learns from.


def test_of_a_composed_word_it_is_known_which_step_is_of_which_letter(table):
    hand = hands(table, 0.3)["w01"]
    letters = [hand[symbol][0] for symbol in "dau"]
    steps, places = compose(letters)
    assert [len(piece) for piece in pieces_of(steps, places, 3)] == [
        sum(map(len, letter.strokes)) for letter in letters
    ]
    positions = np.cumsum(steps[:, :2], axis=0) + letters[0].strokes[0][0]
    left = 0.0
    for place, letter in enumerate(letters):
        mine = positions[places == place]
        np.testing.assert_allclose(
            mine, np.concatenate(letter.strokes) + np.array([left, 0]), atol=1e-5
        )
        assert steps[places == place][0, 2] == 1  # the pen is lifted between letters
        left += letter.width + GAP


def test_letters_are_as_large_as_their_writer_draws_them(table):
    large = table.assign(x=7 * table.x, y=7 * table.y)
    for one, other in zip(
        hands(table, 0.3)["w02"]["d"], hands(large, 0.3)["w02"]["d"], strict=True
    ):
        np.testing.assert_allclose(
            np.concatenate(one.strokes), np.concatenate(other.strokes), atol=1e-9
        )


def test_points_of_a_stroke_are_evenly_spaced_and_its_ends_stay():
    stroke = np.array([[0, 0], [0.01, 0], [1, 0], [1, 2]])
    points = evenly(stroke, 0.5)
    np.testing.assert_allclose(np.hypot(*np.diff(points, axis=0).T), 0.5)
    np.testing.assert_array_equal(points[[0, -1]], stroke[[0, -1]])
    assert len(evenly(stroke[:2], 0.5)) == 1  # a dot


def test_who_shows_new_letters_trains_no_words(words):
    assert set(words.part(TRAIN).keys.writer) == {"w01", "w02"}
    assert set(words.part(HELD_OUT).keys.writer) == {"w03"}
    moves = words.part(TRAIN).normal[words.part(TRAIN).steps.any(axis=1)]
    assert np.abs(moves[:, :2].mean(axis=0)).max() < 0.2
    back = restored(normalised(words.steps[:9], words.norm, [0]), words.norm)
    np.testing.assert_allclose(back, words.steps[:9], atol=1e-5)


def test_nobody_to_train_with_is_told(table):
    split = {**SPLIT, "exemplars": {"writers": ["w01", "w02", "w03"], "instance": 0}}
    with pytest.raises(DuctusError, match="expected writers to train with"):
        composed_words(table, split, words=4, held_out=2, spacing=0.3)


def test_texts_are_words_of_known_letters_and_then_random_ones():
    rng = np.random.default_rng(0)
    texts = word_texts("abcdefghijklm", 50, rng)
    assert all(set(text) <= set("abcdefghijklm") for text in texts)
    assert ("m", "i", "l", "k") in word_texts("abcdefghijklm", 1000, rng)
    assert all(text.count("w") == 1 for text in word_texts("αβ", 5, rng, once="w"))
    assert len({len(text) for text in random_texts(["αβ", "γ"], 50, rng)}) == 4
    fives = word_texts("abcdefghijklm", 40, rng, once="n", length=5)
    assert {len(text) for text in fives} == {5}
    assert ("d", "a", "n", "c", "e") in fives


def test_words_come_back_from_their_file_and_what_does_not_agree_is_refused(words, tmp_path):
    write_words(tmp_path / "w.npz", words)
    again = read_words(tmp_path / "w.npz")
    pd.testing.assert_frame_equal(again.keys, words.keys, check_dtype=False)
    np.testing.assert_array_equal(again.places, words.places)
    with np.load(tmp_path / "w.npz") as stored:
        arrays = dict(stored)
    for name, value in {
        "counts": arrays["counts"] + 1,
        "letters": arrays["letters"] - 1,
        "places": arrays["places"] + 9,
        "norm": 0 * arrays["norm"],
    }.items():
        np.savez(tmp_path / "bad.npz", **{**arrays, name: value})
        with pytest.raises(DuctusError, match=r"bad.npz: expected words, made by"):
            read_words(tmp_path / "bad.npz")


# Training.


def test_training_makes_words_more_probable(words):
    losses = []
    for steps in (1, 25):
        made, curve = fit_words(
            words.part(TRAIN), seed=1, progress=False, **SIZES, **{**SCHEDULE, "steps": steps}
        )
        assert curve.step.iloc[-1] == steps - 1
        losses.append(score(made, words.part(HELD_OUT)).nats.mean())
    assert losses[1] < losses[0] - 0.3


def test_a_word_is_as_probable_alone_as_among_longer_ones(network, words):
    whole = likelihood(network, batch_of(words, range(5)))
    for row in range(5):
        alone = likelihood(network, batch_of(words, [row]))
        torch.testing.assert_close(whole.whole[whole.word == row], alone.whole)


def test_a_rate_that_is_too_high_ends_in_one_line(words):
    with pytest.raises(DuctusError, match=r"diverged: .*try a words.learning_rate below 10"):
        fit_words(
            words.part(TRAIN),
            seed=1,
            progress=False,
            **SIZES,
            **{**SCHEDULE, "learning_rate": 10.0, "steps": 60},
        )


def test_a_network_comes_back_from_its_file(network, words, tmp_path):
    save_word_network(network, tmp_path / "n.pt")
    again = load_word_network(tmp_path / "n.pt")
    assert again.symbols == ["a", "d", "u", END]
    batch = batch_of(words, [0])
    torch.testing.assert_close(likelihood(again, batch).whole, likelihood(network, batch).whole)


# Writing.


def paced(pace):
    """A network whose window moves a letter every so many steps, whatever it writes."""
    torch.manual_seed(0)
    network = WordNetwork(["a", "b"], **SIZES, pace=pace).eval()
    with torch.no_grad():
        network.first.moves.weight.zero_()
        network.first.moves.bias[:6] = 1.0  # all Gaussians alike
    return network


def test_a_text_is_written_until_the_window_is_at_its_end():
    some = write_texts(paced(4.0), ["ab", "abba"], Manner(1.0, generator=torch.Generator()))
    # Half of a letter before the end it has more of the window than the last letter has.
    assert [len(one.steps) for one in some] == [10, 18]
    assert all(one.ended for one in some)
    assert stop_of(np.concatenate([some[0].phi, [[0, 0, 1.0]]])) == 10
    assert set(places_of(some[1].phi)) == {0, 1, 2, 3}
    np.testing.assert_array_equal(some[0].steps[0], [0, 0, 1])


def test_a_stop_that_never_comes_ends_with_a_clear_line():
    network = paced(1e6)
    with pytest.raises(DuctusError, match="'ab' had not ended after 20 steps, for its window"):
        write_texts(network, ["ab"], Manner(), most=10)
    (one,) = write_texts(network, ["ab"], Manner(), most=10, cut=True)
    assert len(one.steps) == 20
    assert not one.ended


def test_a_primer_is_gone_on_from_and_is_no_part_of_what_is_written(network, words):
    text, steps, _ = next(iter(words.part(HELD_OUT)))
    primer = Primer(text, normalised(steps, words.norm, [0]))
    plainly, primed = (
        write_texts(network, ["add"], Manner(), primer=one, most=20, cut=True)[0]
        for one in (None, primer)
    )
    assert primed.phi.shape[1] == len("add") + 1
    assert plainly.steps[0, :2].tolist() == [0, 0]
    assert primed.steps[0, :2].tolist() != [0, 0]  # it moves there from where the primer ended


def test_the_same_seed_writes_the_same_words(network):
    one, two = (
        write_texts(
            network, ["dua"], Manner(0.5, generator=torch.Generator().manual_seed(3)), cut=True
        )
        for _ in range(2)
    )
    np.testing.assert_array_equal(one[0].steps, two[0].steps)


# Letters from one example.


def test_unfolded_a_network_is_the_same_with_more_of_its_own_to_each_letter(network, words):
    other, batch = network.unfolded(), batch_of(words, range(4))
    torch.testing.assert_close(likelihood(other, batch).whole, likelihood(network, batch).whole)
    assert other.own(["a"]).shape == (1, 2 * 4 * SIZES["hidden"])


def test_to_learn_a_letter_adapts_its_column_and_nothing_else(network, table, words):
    made = hands(table, 0.3)
    known = [{symbol: made["w01"][symbol] for symbol in "adu"}]
    how = {"learning_rate": 0.1, "seed": 1}
    taught, before = (
        learn_letters(network, {"v": made["w03"]["v"][0]}, known, words.norm, iterations=n, **how)
        for n in (30, 0)
    )
    for (name, one), other in zip(taught.named_parameters(), before.parameters(), strict=True):
        if name != "dense.weight":
            torch.testing.assert_close(one, other)
    kept = ["a", "d", "u", END]
    torch.testing.assert_close(taught.own(kept), network.unfolded().own(kept))
    steps, places = compose([made["w03"]["v"][0]] * 2)
    word = words.take(np.arange(len(words)) == 0)
    keys = word.keys.assign(text=[("v", "v")], length=len(steps))
    probe = type(word)(keys, steps, places, words.norm)
    assert score(taught, probe).nats.mean() < score(before, probe).nats.mean() - 0.05


# Reading.


def test_words_are_read_back_letter_by_letter(table):
    hand = hands(table, 0.2)["w03"]
    letters = {s: [compose([letter])[0] for letter in hand[s][1:]] for s in "aduv"}
    texts = [tuple("vad"), tuple("duv")]
    pieces = [pieces_of(*compose([hand[s][0] for s in text]), 3) for text in texts]
    said = [Reader(letters).read(word) for word in pieces]
    letters_read, _ = Reading("people", 0, texts, said).rows()
    assert letters_read.value > 0.8
    assert Reader(letters).read([np.zeros((0, 3))]) == [""]  # nothing was written of it
    wrong = Reading("people", 0, texts, [["v", "a", "x"], ["d", "u", "v"]])
    assert [(row.measure, row.value, row.n) for row in wrong.rows()] == [
        ("letters read", 5 / 6, 6),
        ("words read", 0.5, 2),
    ]


def test_a_word_is_cut_where_a_stroke_begins_near_to_where_the_window_comes():
    steps = np.zeros((12, 3))
    steps[[0, 4, 10], 2] = 1
    seen = np.array([0] * 5 + [1] * 2 + [2] * 5)  # a step ahead of the pen
    assert cut(steps, seen).tolist() == [0] * 4 + [1] * 6 + [2] * 2
    alone = steps.copy()
    alone[4:, 2] = 0
    assert cut(alone, seen).tolist() == [0, *seen[:-1]]


def test_the_window_never_goes_back_and_ends_where_the_sign_behind_the_text_has_most():
    phi = np.array([[3, 1, 0], [1, 3, 0], [3, 1, 0], [0, 1, 3]])
    assert places_of(phi).tolist() == [0, 1, 1, 1]
    assert stop_of(phi) == 3
    assert stop_of(phi[:3]) is None
