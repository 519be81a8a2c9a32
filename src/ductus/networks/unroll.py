"""An LSTM unrolled over inputs that do not change, at the cost of what is new at each step.

Where a library's LSTM takes any input, this network's is constant in time: what sequence b is fed
enters the gates as the same vector at each step. So the product with the input weights is taken
once, and what the LSTM is fed at each step is only which sequence it is, as a one-hot vector: the
same sums, with B columns in place of as many as there are inputs. And sequences are unrolled
together, but each only as far as it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

# In units of one step of one sequence, forward and back (1.8 us; measured, 100 hidden units): what
# a call of the LSTM costs however little it computes.
CALL = 160
# Steps of all sequences of a batch together. With many more, their states no longer fit into the
# cache (a step of a sequence costs twice as much at 6,000); with far fewer, calls cost more.
BATCH = 3000


def unroll(
    lstm: nn.LSTM,
    inputs: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    steps: int | Tensor,
    readout: nn.Module,
) -> Tensor:
    """What the readout makes of the hidden states at each step.

    Parameters
    ----------
    inputs : (B, K), the same at each step; `weight` (4H, K) and `bias` (4H,) take them to the
        gates, in place of the LSTM's own.
    steps : T, or (B,) the steps of each sequence.

    Returns
    -------
    (T, B, readout). Behind the end of a sequence stands nothing that may be used.
    """
    batch, wide = inputs.shape
    order, cuts = None, [(steps, batch)]
    if isinstance(steps, Tensor):
        order, cuts = _plan(tuple(steps.tolist()))
        inputs = inputs if order is None else inputs[order]
    if batch < wide:
        weight, inputs = weight @ inputs.T, torch.eye(batch).to(inputs)
    weights = [weight, lstm.weight_hh_l0]
    if lstm.bias:
        weights += [bias, lstm.bias_hh_l0]

    h = c = inputs.new_zeros(1, batch, lstm.hidden_size)
    pieces, begin = [], 0
    for end, n in cuts:  # the first n sequences still run
        state = h[:, :n].contiguous(), c[:, :n].contiguous()
        hidden, h, c = _lstm(lstm, inputs[:n].expand(end - begin, n, -1), state, weights)
        piece = readout(hidden)
        pieces.append(piece if n == batch else pad(piece, (0, 0, 0, batch - n)))
        begin = end
    whole = torch.cat(pieces) if len(pieces) > 1 else pieces[0]
    return whole if order is None else whole[:, order.argsort()]


def _lstm(
    lstm: nn.LSTM, inputs: Tensor, state: tuple[Tensor, Tensor], weights: list[Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    """What nn.LSTM calls, with other weights."""
    return torch.lstm(
        inputs,
        state,
        weights,
        has_biases=lstm.bias,
        num_layers=1,
        dropout=0.0,
        train=torch.is_grad_enabled(),
        bidirectional=False,
        batch_first=False,
    )


def unroll_changing(
    lstm: nn.LSTM, inputs: Tensor, weight: Tensor, bias: Tensor | None, readout: nn.Module
) -> Tensor:
    """The same for inputs (T, B, K) that change with each step: (T, B, readout)."""
    weights = [weight, lstm.weight_hh_l0]
    if lstm.bias:
        weights += [bias, lstm.bias_hh_l0]
    begin = inputs.new_zeros(1, inputs.shape[1], lstm.hidden_size)
    return readout(_lstm(lstm, inputs, (begin, begin), weights)[0])


def in_batches(lengths: Tensor) -> list[Tensor]:
    """Indices of sequences (B,) to unroll together: those of similar length, `BATCH` steps.

    The longest come first, for then `unroll` need not sort them.
    """
    order = torch.argsort(lengths, descending=True, stable=True)
    ordered = lengths[order].tolist()
    batches, begin = [], 0
    while begin < len(ordered):
        end = begin + max(BATCH // ordered[begin], 1)
        batches.append(order[begin:end])
        begin = end
    return batches


def parts(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Where to cut an unrolling in time, so that it takes least time.

    lengths : of the sequences, in falling order. Returns (end, n) of each part: up to step `end`
    it has the first n sequences, and all others have ended.
    """
    ends = sorted({max(length, 1) for length in lengths})
    running = [sum(length > begin for length in lengths) for begin in (0, *ends[:-1])]
    running[0] = len(lengths)
    best = [(0, 0)]  # least cost up to the first i ends, and where its last part begins
    for i, end in enumerate(ends, start=1):
        costs = (
            (best[j][0] + CALL + (end - (ends[j - 1] if j else 0)) * running[j], j)
            for j in range(i)
        )
        best.append(min(costs))
    cut, i = [], len(ends)
    while i:
        begin = best[i][1]
        cut.append((ends[i - 1], running[begin]))
        i = begin
    return cut[::-1]


@lru_cache(maxsize=64)  # the same at each iteration of a descent
def _plan(lengths: tuple[int, ...]) -> tuple[Tensor | None, list[tuple[int, int]]]:
    """Falling order of the sequences, None where they are in it, and the parts to unroll."""
    order = torch.tensor(lengths).argsort(descending=True, stable=True)
    cut = parts([lengths[i] for i in order.tolist()])
    return (None if torch.equal(order, torch.arange(len(order))) else order), cut
