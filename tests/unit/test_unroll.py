from itertools import combinations, pairwise

import pytest
import torch
from torch import nn

from ductus.networks.cells import LSTM
from ductus.networks.unroll import BATCH, CALL, in_batches, input_weights, parts, unroll

READOUT = nn.Linear(10, 4)
LENGTHS = torch.tensor([5, 310, 9, 1, 300, 7])


def plainly(lstm, inputs, steps):
    """The same inputs given to the library's LSTM at each step."""
    return READOUT(lstm(inputs.expand(steps, *inputs.shape))[0])


def gradients(lstm, inputs, written):
    loss = (written.square() * torch.linspace(0.1, 1.0, written.shape[1])[:, None]).sum()
    return torch.autograd.grad(loss, [inputs, *lstm.parameters(), *READOUT.parameters()])


@pytest.fixture(params=[False, True], ids=["no bias", "bias"])
def lstm(request):
    torch.manual_seed(1)
    return LSTM(3, 10, bias=request.param)


@pytest.mark.parametrize("batch", [1, 2, 3, 7])  # fewer and more than there are inputs
def test_an_unrolled_lstm_is_the_librarys_lstm(lstm, batch):
    inputs = torch.randn(batch, 3, requires_grad=True)
    fast = unroll([lstm], inputs, input_weights([lstm]), 12, READOUT)
    slow = plainly(lstm, inputs, 12)
    torch.testing.assert_close(fast, slow)
    for one, other in zip(
        gradients(lstm, inputs, fast), gradients(lstm, inputs, slow), strict=True
    ):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_each_sequence_runs_as_far_as_asked(lstm):
    inputs = torch.randn(6, 3, requires_grad=True)
    assert len(parts(sorted(LENGTHS.tolist(), reverse=True))) > 1
    fast = unroll([lstm], inputs, input_weights([lstm]), LENGTHS, READOUT)
    running = torch.arange(310)[:, None] < LENGTHS
    slow = plainly(lstm, inputs, 310) * running[..., None]
    fast = fast * running[..., None]
    torch.testing.assert_close(fast, slow)
    for one, other in zip(
        gradients(lstm, inputs, fast), gradients(lstm, inputs, slow), strict=True
    ):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def cost(cut):
    begin, total = 0, 0
    for end, n in cut:
        total += CALL + (end - begin) * n
        begin = end
    return total


def test_parts_cost_no_more_than_any_other_cut():
    lengths = [209, 190, 60, 33, 31, 30, 28, 25]

    def cut_at(ends):
        begins = (0, *ends)
        return [(e, sum(v > b for v in lengths)) for b, e in zip(begins, (*ends, 209), strict=True)]

    shorter = lengths[:0:-1]
    least = min(cost(cut_at(ends)) for n in range(7) for ends in combinations(shorter, n))
    cut = parts(lengths)
    assert cost(cut) == least
    assert cut == [(60, 8), (209, 2)]
    assert parts([35, 31, 30, 28]) == [(35, 4)]


def test_nothing_to_write_is_no_error():
    assert parts([4, 0]) == [(4, 2)]


def test_batches_hold_every_sequence_once_the_like_ones_together():
    lengths = torch.randint(10, 200, (300,), generator=torch.Generator().manual_seed(2))
    batches = in_batches(lengths)
    assert sorted(i for batch in batches for i in batch.tolist()) == list(range(300))
    for batch, following in pairwise(batches):
        assert lengths[batch].min() >= lengths[following].max()
        assert len(batch) * int(lengths[batch].max()) <= BATCH
    assert len(in_batches(torch.tensor([5 * BATCH]))) == 1
