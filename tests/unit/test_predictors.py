"""Networks that predict: held against plain loops, adapted by known sums, and written with."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from ductus.experiment.predictors import named
from ductus.learning.predictors import fit_predictor
from ductus.networks.cells import CELLS
from ductus.networks.predictor import (
    TRANSFORMER,
    Predictor,
    ReaderWriter,
    Transformer,
    as_large,
    new_predictor,
)
from ductus.networks.sizes import count_weights
from ductus.tasks.sequences import addition, following, pen, tags, text, writing


def network(kind="lstm", symbols=7, hidden=8, seed=0):
    torch.manual_seed(seed)
    return new_predictor(kind, symbols, hidden)


TOKENS = torch.randint(7, (12, 3), generator=torch.Generator().manual_seed(1))


def test_a_name_says_cell_noise_and_schedule():
    assert named("lstm") == ("lstm", "none")
    assert (named("lstm").noise, named("lstm").truth) == (None, 1.0)
    assert named("associative_4-adaptive").noise == "adaptive"
    assert named("rnn-sampled_50").truth == 0.5


@pytest.mark.parametrize("kind", [*CELLS, TRANSFORMER])
def test_a_network_says_the_same_in_pieces_and_never_looks_ahead(kind):
    one = network(kind).eval()
    whole, _ = one(TOKENS, one.begin(3))
    state, pieces = one.begin(3), []
    for piece in TOKENS.split(5):
        odds, state = one(piece, state)
        pieces.append(odds)
    torch.testing.assert_close(torch.cat(pieces), whole, atol=1e-5, rtol=1e-4)
    changed = torch.cat([TOKENS[:8], (TOKENS[8:] + 1) % 7])
    torch.testing.assert_close(one(changed, one.begin(3))[0][:8], whole[:8])


def test_a_plain_network_is_its_formula():
    one = network("rnn")
    (layer,) = one.recurrent
    hidden, said = torch.zeros(8), []
    for token in TOKENS[:, 0]:
        fed = layer.weight_ih_l0[:, token] + layer.bias_ih_l0 + layer.bias_hh_l0
        hidden = torch.tanh(fed + layer.weight_hh_l0 @ hidden)
        said.append(one.readout(hidden))
    torch.testing.assert_close(one(TOKENS[:, :1], one.begin(1))[0][:, 0], torch.stack(said))


def test_a_transformer_attends_as_a_plain_loop_does():
    one = network(TRANSFORMER).double()
    seen = one.embedding(TOKENS[:, 0])
    for block in one.blocks:
        asked = block.asked(block.first(seen))
        added = torch.zeros_like(seen)
        for head in range(4):
            q, k, v = (asked[:, 8 * part + 2 * head :][:, :2] for part in range(3))
            for t in range(len(seen)):
                fall = 2.0 ** -(1 + 7 * head / 3)
                near = (k[: t + 1] @ q[t]) / 2**0.5 - fall * torch.arange(t, -1, -1)
                added[t, 2 * head : 2 * head + 2] = near.softmax(0) @ v[: t + 1]
        seen = seen + block.found(added)
        inner = torch.nn.functional.gelu(block.wide(block.second(seen)))
        seen = seen + block.back(inner)
    torch.testing.assert_close(one(TOKENS[:, :1], one.begin(1))[0][:, 0], one.readout(seen))


@pytest.mark.parametrize("kind", [*CELLS, TRANSFORMER])
def test_networks_are_as_large_as_the_lstm(kind):
    def make(kind, hidden):
        return new_predictor(kind, 40, hidden)

    aim = count_weights(lambda: make("lstm", 64))
    own = count_weights(lambda: make(kind, as_large(make, kind, 64)))
    assert own == pytest.approx(aim, rel=0.06)


def test_a_writer_begins_where_the_reader_ended():
    torch.manual_seed(0)
    one = ReaderWriter(12, 6, "gru")
    questions, answers = torch.randint(12, (5, 2)), torch.randint(12, (3, 2))
    odds = one(questions, answers, 11)
    state, fed = one.read(questions), torch.full((2,), 11)
    for place in range(3):
        now, state = one.writer(fed[None], state)
        torch.testing.assert_close(odds[place], now[0])
        fed = answers[place]


def test_static_and_dynamic_evaluation_by_hand():
    """Two pieces: the second is told by weights that have followed the first one's gradient."""
    one = network("rnn")
    pieces = [TOKENS[:, 0], TOKENS[:, 1]]
    usual = [torch.rand_like(weight) for weight in one.parameters()]
    how = following.Adapting(0.01, usual)
    static = following.follow(one, pieces, goes_on=False)
    for piece, found in zip(pieces, static, strict=True):
        odds = one(piece[:-1, None], one.begin(1))[0][:, 0]
        nats = cross_entropy(odds, piece[1:], reduction="none")
        torch.testing.assert_close(found.nats, nats.detach())
        assert torch.equal(found.right, odds.argmax(1) == piece[1:])
    dynamic = following.follow(one, pieces, goes_on=False, adapting=how)
    torch.testing.assert_close(dynamic[0].nats, static[0].nats)
    odds = one(pieces[0][:-1, None], one.begin(1))[0][:, 0]
    gradients = torch.autograd.grad(cross_entropy(odds, pieces[0][1:]), list(one.parameters()))
    tiny = 1e-4 * torch.cat([each.flatten() for each in usual]).mean()
    with torch.no_grad():
        for weight, gradient, size in zip(one.parameters(), gradients, usual, strict=True):
            weight -= 0.01 * gradient / (size + tiny)
    odds = one(pieces[1][:-1, None], one.begin(1))[0][:, 0]
    by_hand = cross_entropy(odds, pieces[1][1:], reduction="none").detach()
    torch.testing.assert_close(dynamic[1].nats, by_hand)


def test_weights_go_back_to_where_they_began():
    weight, begun = torch.ones(3), torch.zeros(3)
    how = following.Adapting(0.5, [torch.tensor([1.0, 1.0, 4.0])])
    following.adapt([weight], [begun], [torch.zeros(3)], how)
    np.testing.assert_allclose(weight, 1 - following.BACK * np.array([1, 1, 4]) / 2, rtol=1e-6)


def test_adapting_learns_what_comes_again():
    one = network("lstm", hidden=16)
    pieces = [torch.arange(15) % 7] * 30
    usual = [torch.full_like(weight, 0.2) for weight in one.parameters()]
    found = following.follow(one, pieces, True, following.Adapting(0.3, usual))
    assert float(found[-1].nats.mean()) < 0.7 * float(found[0].nats.mean())
    before = network("lstm", hidden=16)
    for weight, own in zip(one.parameters(), before.parameters(), strict=True):
        assert torch.equal(weight, own)  # the network itself is left as it was


def test_usual_gradients_are_the_root_of_their_mean_square():
    one = network("rnn")

    def loss(network, step):
        return (step + 1) * sum(weight.sum() for weight in network.parameters())

    for found in following.usual_gradients(one, loss, 2):
        np.testing.assert_allclose(found, np.sqrt((1 + 4) / 2), rtol=1e-6)


def counting(network, step):
    """What is next in a circle of seven."""
    begin = torch.randint(7, (1, 16), generator=torch.Generator().manual_seed(step))
    tokens = (begin + torch.arange(10)[:, None]) % 7
    odds, _ = network(tokens[:-1], network.begin(16))
    return cross_entropy(odds.flatten(0, 1), tokens[1:].flatten())


@pytest.mark.parametrize(
    ("kind", "noise"),
    [("gru", None), ("multiplicative", None), (TRANSFORMER, None), ("rnn", "adaptive")],
)
def test_training_learns_to_count_and_to_write_it(kind, noise):
    one = network(kind, hidden=16)
    fit_predictor(one, counting, symbols=10**6, steps=60, seed=1, noise=noise, progress=False)
    assert float(counting(one, 1000).detach()) < 1.0  # by chance: 1.95
    given, generator = torch.tensor([[0, 3], [1, 4]]), torch.Generator().manual_seed(0)
    written = writing.write(one, given, 5, generator, temperature=0.1)
    assert written.T.tolist() == [[2, 3, 4, 5, 6], [5, 6, 0, 1, 2]]


def test_scheduled_sampling_feeds_true_symbols_or_the_networks_own():
    one, generator = network(), torch.Generator().manual_seed(0)
    assert torch.equal(writing.sampled(one, TOKENS, 1.0, generator), TOKENS)
    with torch.no_grad():
        one.readout.bias[5] = 100.0  # all that it draws
    own = writing.sampled(one, TOKENS, 0.0, generator)
    assert torch.equal(own[0], TOKENS[0])
    assert (own[1:] == 5).all()
    assert pen.truth_at(0.0, 0.2) == 1
    assert pen.truth_at(0.25, 0.2) == pytest.approx(0.6)
    assert pen.truth_at(0.5, 0.2) == pen.truth_at(1.0, 0.2) == pytest.approx(0.2)


def test_distances_are_shares_that_differ():
    assert writing.apart(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 2])) == pytest.approx(0.5)
    assert writing.apart(np.array([1, 2]), np.array([2, 1])) == 0


def test_marginals_know_places_and_nothing_else():
    """Letters are all alike but for one move that is one of two, half of the time each."""
    words = [torch.tensor([0, 1, 17, way, 18, 0]) for way in (2, 3) for _ in range(50)]
    letters = pen.Letters(words, [], [words[:1] + words[-1:]], np.arange(9.0))
    found = {row[1:3]: row[3] for row in pen.marginals(letters, 0)}
    assert found["nats a point", ""] == pytest.approx(np.log(2) / 2, abs=1e-2)  # of two points
    assert found["distance of moves written", "temperature 1"] < 0.05
    assert found["distance of tokens written", "letters to learn from"] < 0.05


def test_a_text_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(text, "BATCH", 2)
    whole = text.Text("x", "", "ab", "ab" * 150, "ab" * 100, "ab" * 100)
    loss, seen = text.loss_of(whole), []

    class Spy(Predictor):
        def forward(self, tokens, before):
            seen.append((tokens[:, 0].tolist(), float(before[0][0].abs().sum())))
            return super().forward(tokens, before)

    spy = Spy(2, 4, "rnn")
    for step in range(3):
        loss(spy, step)
    assert [len(tokens) for tokens, _ in seen] == [50, 50, 50]
    assert (seen[0][1] == 0, seen[1][1] > 0, seen[2][1] == 0) == (
        True,
        True,
        True,
    )  # from the start


def test_pieces_have_each_character_once():
    cut = text.pieces(np.arange(121))
    assert torch.cat([piece[1:] for piece in cut]).tolist() == list(range(1, 121))
    assert [int(piece[0]) for piece in cut] == [0, 50, 100]


def test_right_answers_and_closing_letters_are_counted():
    class Knows(ReaderWriter):
        """Writes the sums of its reader's questions, whatever it is fed."""

        def __init__(self):
            super().__init__(12, 4, "rnn")

        def read(self, questions):
            digits = len(questions) // 2
            value = 10 ** torch.arange(digits - 1, -1, -1)[:, None]
            total = (questions[:digits] * value).sum(0) + (questions[-digits:] * value).sum(0)
            return total, digits

        @property
        def writer(self):
            def write(fed, state):
                total, left = state
                said = torch.where(torch.tensor(left >= 0), total % 10, 11)
                return torch.nn.functional.one_hot(said, 12)[None], (total // 10, left - 1)

            return write

        @writer.setter
        def writer(self, value):
            pass

    torch.manual_seed(0)
    with torch.no_grad():
        rows, said = addition.measure(Knows(), 2)
    assert [row[2:4] for row in rows] == [("1 digit", 1.0), ("2 digits", 1.0), ("3 digits", 1.0)]
    left, right = said[3][1].split("=")
    assert sum(map(int, left.split("+"))) == int(right)
    rows = {row[1]: row[3] for row in tags.measure(network("rnn", symbols=11))}
    assert rows["nats beyond the least"] > 0
    assert 0 <= rows["closing letters right"] < 0.5


def test_a_transformer_has_no_more_than_it_looks_back_at():
    one = Transformer(7, 8)
    _, ((kept,),) = one(torch.zeros(90, 2, dtype=torch.int64), one.begin(2))
    assert kept.shape == (32, 2)
