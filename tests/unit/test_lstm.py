import pytest
import torch

from ductus.errors import DuctusError
from ductus.networks.catalogue import new_network
from ductus.networks.stored import load, save

SYMBOLS = list("abcde")


@pytest.fixture(params=[False, True], ids=["no bias", "bias"])
def network(request):
    return new_network(SYMBOLS, dense=12, hidden=10, bias=request.param, seed=3)


def test_states_belong_to_the_trajectory(network):
    codes = network.codes(["b", "e"])
    steps, h, c = network.states(codes, 9)
    assert h.shape == c.shape == (9, 2, 10)
    with torch.no_grad():
        torch.testing.assert_close(network(codes, 9), steps)
        gates = network.dense(codes) @ network.lstm.weight_ih_l0.T
        gates = gates + h[3] @ network.lstm.weight_hh_l0.T
        if network.lstm.bias:
            gates = gates + network.lstm.bias_ih_l0 + network.lstm.bias_hh_l0
        i, f, g, o = gates.chunk(4, dim=1)
        cell = f.sigmoid() * c[3] + i.sigmoid() * g.tanh()  # one step of an LSTM by hand
    torch.testing.assert_close(cell, c[4])
    torch.testing.assert_close(o.sigmoid() * cell.tanh(), h[4])


def test_a_constant_code_is_a_varying_code_that_does_not_vary(network):
    codes = network.codes(["a", "d"])
    varying = network.write(codes.expand(7, 2, 5), [7, 4])
    for i, steps in enumerate(varying):
        written = network(codes, len(steps))[:, i].detach()
        torch.testing.assert_close(torch.from_numpy(steps), written)


def test_same_seed_same_network_and_nobody_elses_dice_are_touched():
    torch.manual_seed(5)
    one = new_network(SYMBOLS, dense=12, hidden=10, bias=False, seed=3)
    after = torch.rand(1)
    torch.manual_seed(5)
    assert torch.equal(after, torch.rand(1))
    again = new_network(SYMBOLS, dense=12, hidden=10, bias=False, seed=3)
    other = new_network(SYMBOLS, dense=12, hidden=10, bias=False, seed=4)
    assert torch.equal(one.readout.weight, again.readout.weight)
    assert not torch.equal(one.readout.weight, other.readout.weight)


def test_saved_and_loaded_networks_write_the_same(network, tmp_path):
    save(network, tmp_path / "m.ckpt")
    again = load(tmp_path / "m.ckpt")
    assert again.symbols == SYMBOLS
    codes = network.codes(["c"])
    assert torch.equal(network(codes, 20), again(codes, 20))


@pytest.mark.reliability("Bad input: a checkpoint that is none, or that holds code")
@pytest.mark.parametrize("content", [b"", b"not a network", b"\x80\x02c__builtin__\neval\n."])
def test_a_file_that_is_no_network_is_a_clear_error(tmp_path, content):
    path = tmp_path / "m.ckpt"
    path.write_bytes(content)
    with pytest.raises(DuctusError, match=r"m\.ckpt: expected a network"):
        load(path)
