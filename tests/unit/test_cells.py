"""Every cell, depth and start: held against plain loops over the formulas of their papers."""

import configs
import pytest
import torch
from torch.nn.functional import linear

from ductus.errors import DuctusError
from ductus.experiment.config import check
from ductus.learning.training import train
from ductus.networks.catalogue import new_network
from ductus.networks.cells import CELLS
from ductus.networks.starts import henrici
from ductus.networks.stored import load, save
from ductus.sweep.abilities import Challenge, abilities, learn, lesson

SYMBOLS, H = list("abcde"), 8
LENGTHS = torch.tensor([5, 12, 9])


def network(cell="lstm", layers=1, bias=True, start="default"):
    shape = {"dense": 6, "hidden": H, "bias": bias, "cell": cell, "layers": layers}
    return new_network(SYMBOLS, **shape, start=start, seed=3)


# The next h and c of a layer: `fed` is what the input brings, with its bias.


def lstm(layer, fed, h, c):
    i, f, g, o = (fed + linear(h, layer.weight_hh_l0, hidden_bias(layer))).chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def rnn(layer, fed, h, c):
    h = (fed + linear(h, layer.weight_hh_l0, hidden_bias(layer))).tanh()
    return h, h


def gru(layer, fed, h, c):
    (r, z, n), back = fed.chunk(3, 1), linear(h, layer.weight_hh_l0, hidden_bias(layer))
    of_r, of_z, of_n = back.chunk(3, 1)
    z = (z + of_z).sigmoid()
    h = (1 - z) * (n + (r + of_r).sigmoid() * of_n).tanh() + z * h
    return h, h


def multiplicative(layer, fed, h, c):
    factors, added = fed.chunk(2, 1)
    chosen = torch.stack([layer.weight_hf @ torch.diag(f) @ layer.weight_fh for f in factors])
    h = ((chosen @ h[..., None])[..., 0] + added).tanh()
    return h, h


def associative(copies):
    drawn = torch.Generator().manual_seed(0)
    orders = [torch.arange(H // 2)]
    orders += [torch.randperm(H // 2, generator=drawn) for _ in range(copies - 1)]

    def step(layer, fed, h, c):
        gates = fed + linear(h, layer.weight_hh_l0)
        forget, write, read = (g.sigmoid() for g in gates[:, : 3 * H // 2].chunk(3, 1))
        into, out, update = (bounded(k) for k in gates[:, 3 * H // 2 :].chunk(3, 1))
        update = [part * write for part in update]
        if not isinstance(c, list):
            c = [(torch.zeros_like(forget),) * 2 for _ in orders]
        c = [
            [
                forget * kept + new
                for kept, new in zip(one, times(taken(into, o), update), strict=True)
            ]
            for one, o in zip(c, orders, strict=True)
        ]
        found = [times(taken(out, o), one) for one, o in zip(c, orders, strict=True)]
        mean = [sum(part) / copies for part in zip(*found, strict=True)]
        shorter = torch.stack(mean).square().sum(0).sqrt().clamp(min=1)
        return torch.stack([read * part / shorter for part in mean], -1).flatten(1), c

    return step


def hidden_bias(layer):
    return layer.bias_hh_l0 if layer.bias else None


def bounded(flat):
    """Real and imaginary part, shortened to 1 where they are longer."""
    real, imaginary = flat[:, ::2], flat[:, 1::2]
    size = (real.square() + imaginary.square()).sqrt().clamp(min=1)
    return real / size, imaginary / size


def taken(number, order):
    return [part[:, order] for part in number]


def times(one, other):
    (a, b), (c, d) = one, other
    return a * c - b * d, a * d + b * c


STEP = {
    **{"lstm": lstm, "rnn": rnn, "gru": gru, "multiplicative": multiplicative},
    **{"associative": associative(1), "associative_4": associative(4)},
}


def plainly(cell, model, codes):
    """Features and hidden states for codes (T, B, S), step by step, nothing computed once."""
    state = [(torch.zeros(codes.shape[1], H),) * 2 for _ in model.recurrent]
    written, hidden = [], []
    for code in codes:
        drive, below = model.dense(code), []
        for number, layer in enumerate(model.recurrent):
            fed = torch.cat([*below[-1:], drive], 1)
            fed = linear(fed, layer.weight_ih_l0, layer.bias_ih_l0 if layer.bias else None)
            state[number] = STEP[cell](layer, fed, *state[number])
            below.append(state[number][0])
        hidden.append(torch.cat(below, 1))
        written.append(model.readout(hidden[-1]))
    return torch.stack(written), torch.stack(hidden)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("cell", CELLS)
def test_a_network_writes_what_a_plain_loop_over_its_formulas_writes(cell, layers, bias):
    model = network(cell, layers, bias)
    codes = model.codes(["a", "c", "e"])
    codes += 0.3 * torch.randn(codes.shape, generator=torch.Generator().manual_seed(1))
    running = (torch.arange(12)[:, None] < LENGTHS)[..., None]
    plain, hidden = plainly(cell, model, codes.expand(12, 3, 5))
    torch.testing.assert_close(model(codes, LENGTHS) * running, plain * running)
    every = torch.cat([codes, codes, codes])  # more codes than there are symbols
    torch.testing.assert_close(model(every, 12), plain.repeat(1, 3, 1))
    features, h, c = model.states(codes, 12)
    torch.testing.assert_close(h, hidden.detach())
    assert c.shape == h.shape == (12, 3, layers * H)
    torch.testing.assert_close(features, plain.detach())
    changing = codes + 0.1 * torch.randn(12, 3, 5, generator=torch.Generator().manual_seed(2))
    plain, _ = plainly(cell, model, changing)
    for i, steps in enumerate(model.write(changing, LENGTHS.tolist())):
        torch.testing.assert_close(torch.from_numpy(steps), plain[: len(steps), i].detach())


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_of_own_weights_are_those_of_the_plain_loop(cell):
    model = network(cell, layers=2)
    examples = torch.randn(12, 3, 4, generator=torch.Generator().manual_seed(1))
    noise = 0.1 * torch.randn(12, 3, 2, generator=torch.Generator().manual_seed(2))
    own = model.own(["c", "d", "e"]).requires_grad_()
    loss = model.own_loss_to(examples, LENGTHS, known=["a"])(own, noise)
    gradient = torch.autograd.grad(loss.sum(), own)[0]

    codes = model.codes(["c", "d", "e"]) * (1 + noise[..., 1:])
    codes = codes + noise[..., :1] * model.codes(["a"])
    written, _ = plainly(cell, model, codes)
    running = (torch.arange(12)[:, None] < LENGTHS)[..., None]
    plain = ((written - examples).square() * running).sum((0, 2)) / (4 * LENGTHS)
    torch.testing.assert_close(loss, plain)
    columns = torch.autograd.grad(plain.sum(), model.dense.weight)[0][:, 2:].T
    torch.testing.assert_close(gradient, columns, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_the_whole_challenge_runs_with_it(cell, drawings, split, tmp_path):
    model, how = network(cell, layers=2), {"steps": 6, "copies": "mirror", "learning_rate": 0.02}
    curve, _ = train(model, drawings, configs.schedule(**how, log_every=6), 1, progress=False)
    assert curve.excess.iloc[-1] < curve.excess.iloc[0]
    save(model, tmp_path / "model.ckpt")
    again, given = load(tmp_path / "model.ckpt", SYMBOLS), lesson(drawings, split, "w01")
    settings = configs.shot(4, 0.01)
    del settings["known"]
    (learner,) = learn(again, [given], **settings)
    assert not torch.equal(learner.own(["d"]), model.own(["d"]))
    assert torch.equal(learner.own(["a"]), model.own(["a"]))
    how = {"iterations": 3, "learning_rate": 0.05, "start": "zero"}
    found = abilities(learner, given, Challenge(1, how, {"pairs": [["d", "e"]], "steps": 3}), 1)
    assert {"mse", "identified", "smooth blends", "output per code"} <= set(found.measure)
    assert found.value.notna().all()


def test_starts_are_the_matrices_that_they_are_called_by():
    blocks = {
        start: network(start=start).lstm.weight_hh_l0.detach().view(4, H, H)
        for start in ("orthogonal", "identity", "chain", "feedback", "mixed")
    }
    eye = torch.eye(H)
    for block in blocks["orthogonal"]:
        torch.testing.assert_close(block @ block.T, eye, atol=1e-5, rtol=0)
    assert not torch.equal(*blocks["orthogonal"][:2])
    assert torch.equal(blocks["identity"][3], eye)
    above, below = eye.roll(1, 1).triu(1), eye.roll(-1, 1).tril(-1)
    assert torch.equal(blocks["chain"][0], 1.02 * above)
    torch.testing.assert_close(blocks["feedback"][0], 0.99 * above + 0.04 * below)
    assert torch.equal(blocks["mixed"][2], 1.02 * above)
    assert blocks["mixed"][[0, 1, 3]].abs().max() < 0.01
    plain, started = network(start="default"), network(start="chain")
    assert torch.equal(plain.dense.weight, started.dense.weight)  # all else as it was drawn


def test_the_henrici_number_tells_normal_matrices_from_chains():
    matrices = {s: network("rnn", start=s).recurrent_matrices(["a"]) for s in ("identity", "chain")}
    assert henrici(matrices["identity"]) == 0
    assert henrici(matrices["chain"]) == pytest.approx(1)
    turned = network("rnn", start="orthogonal").recurrent_matrices(["a"])
    assert henrici(turned) < 0.01
    triangle = torch.tensor([[[1.0, 2.0], [0.0, 1.0]]])  # eigenvalues 1, 1; squares add up to 6
    assert henrici(triangle) == pytest.approx((4 / 6) ** 0.5)


def test_a_code_chooses_the_matrix_of_a_multiplicative_layer():
    model = network("multiplicative")
    chosen = model.recurrent_matrices(["a", "b"])
    assert chosen.shape == (2, H, H)
    layer, drive = model.recurrent[0], model.dense(model.codes(["b"]))
    factor = linear(drive, layer.weight_ih_l0, layer.bias_ih_l0)[0, :H]
    torch.testing.assert_close(
        chosen[1], (layer.weight_hf @ torch.diag(factor) @ layer.weight_fh).detach()
    )


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"cell": "transformer"}, "model.cell: expected one of"),
        ({"layers": 4}, "model.layers: expected a whole number of 1 to 3"),
        ({"cell": "gru", "start": "mixed"}, "model.start: mixed is for cells of lstm; "),
        ({"cell": "multiplicative", "start": "chain"}, "model.start: chain is for cells of lstm, "),
        ({"cell": "associative", "hidden": 9}, "model.hidden: associative has complex cells; "),
    ],
)
def test_what_a_cell_cannot_be_is_told_in_one_line(model, message):
    with pytest.raises(DuctusError, match=message):
        check(configs.merged(configs.DEFAULT, {"model": model}))


def test_a_file_that_claims_more_layers_than_weights_is_refused(tmp_path):
    stored = {"shape": {"symbols": SYMBOLS, "cell": "gru", "layers": 10**9}, "weights": {}}
    torch.save(stored, tmp_path / "model.ckpt")
    with pytest.raises(DuctusError, match="fewer weights than layers"):
        load(tmp_path / "model.ckpt")
