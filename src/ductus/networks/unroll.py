"""Recurrent layers unrolled over constant inputs, at the cost of what is new at each step.

Where a library's LSTM takes any input, this network's is constant in time: what sequence b is fed
enters the gates as the same vector at each step. So the product with the input weights is taken
once, and what a layer is fed at each step is only which sequence it is, as a one-hot vector: the
same sums, with B columns in place of as many as there are inputs. And sequences are unrolled
together, but each only as far as it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from ductus.networks.cells import State

# For each layer: what takes the layer below it and the inputs to its gates, (G, below + K), (G,).
Weights = Sequence[tuple[Tensor, Tensor | None]]

# In units of one step of one sequence, forward and back (1.8 us; measured, 100 hidden units): what
# a call of the LSTM costs however little it computes.
CALL = 160
# Steps of all sequences of a batch together. With many more, their states no longer fit into the
# cache (a step of a sequence costs twice as much at 6,000); with far fewer, calls cost more.
BATCH = 3000


def input_weights(
    layers: Sequence[nn.Module], columns: Tensor | None = None, offset: Tensor | None = None
) -> Weights:
    """What takes inputs to the gates of each layer.

    columns : (D, K), offset : (D,) by which K inputs become the D that the layers are made for;
        None: they are these D, and there is no offset.
    """
    weights = []
    for layer in layers:
        weight, bias = layer.weight_ih_l0, layer.bias_ih_l0 if layer.bias else None
        if columns is not None:
            below = weight.shape[1] - len(columns)
            if offset is not None:
                bias = bias + weight[:, below:] @ offset
            weight = _through(weight, columns, below)
        weights.append((weight, bias))
    return weights


def unroll(
    layers: Sequence[nn.Module],
    inputs: Tensor,
    weights: Weights,
    steps: int | Tensor,
    readout: nn.Module,
) -> Tensor:
    """What the readout makes of the hidden states of all layers at each step.

    Parameters
    ----------
    inputs : (B, K), the same at each step.
    steps : T, or (B,) the steps of each sequence.

    Returns
    -------
    (T, B, readout). Behind the end of a sequence stands nothing that may be used.
    """
    batch, wide = inputs.shape
    order, cuts = None, [(steps, batch)]
    if isinstance(steps, Tensor):
        order, cuts = plan(tuple(steps.tolist()))
        inputs = inputs if order is None else inputs[order]
    if batch < wide:
        belows = [weight.shape[1] - wide for weight, _ in weights]
        weights = [
            (_through(weight, inputs.T, below), bias)
            for (weight, bias), below in zip(weights, belows, strict=True)
        ]
        inputs = torch.eye(batch).to(inputs)

    states = [layer.begin(inputs, batch) for layer in layers]
    pieces, begin = [], 0
    for end, n in cuts:  # the first n sequences still run
        states = [tuple(one[:, :n].contiguous() for one in state) for state in states]
        fed = inputs[:n].expand(end - begin, n, -1)
        hidden, states = run(layers, fed, states, weights)
        piece = readout(hidden)
        pieces.append(piece if n == batch else pad(piece, (0, 0, 0, batch - n)))
        begin = end
    whole = torch.cat(pieces) if len(pieces) > 1 else pieces[0]
    return whole if order is None else whole[:, order.argsort()]


def unroll_changing(
    layers: Sequence[nn.Module], inputs: Tensor, weights: Weights, readout: nn.Module
) -> Tensor:
    """The same for inputs (T, B, K) that change with each step: (T, B, readout)."""
    states = [layer.begin(inputs, inputs.shape[1]) for layer in layers]
    return readout(run(layers, inputs, states, weights)[0])


def run(
    layers: Sequence[nn.Module], inputs: Tensor, states: Sequence[State], weights: Weights
) -> tuple[Tensor, list[State]]:
    """Hidden states (T, B, layers x H) for inputs (T, B, K), and the states after them."""
    hidden, after = [], []
    for layer, state, (weight, bias) in zip(layers, states, weights, strict=True):
        fed = torch.cat([hidden[-1], inputs], dim=2) if hidden else inputs
        now, state = layer.run(fed, state, weight, bias)
        hidden.append(now)
        after.append(state)
    return hidden[0] if len(hidden) == 1 else torch.cat(hidden, dim=2), after


def _through(weight: Tensor, columns: Tensor, below: int) -> Tensor:
    """Weights of what the columns' entries bring; those of the layer below stay."""
    if not below:
        return weight @ columns
    return torch.cat([weight[:, :below], weight[:, below:] @ columns], dim=1)


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
def plan(lengths: tuple[int, ...]) -> tuple[Tensor | None, list[tuple[int, int]]]:
    """Falling order of the sequences, None where they are in it, and the parts to unroll."""
    order = torch.tensor(lengths).argsort(descending=True, stable=True)
    cut = parts([lengths[i] for i in order.tolist()])
    return (None if torch.equal(order, torch.arange(len(order))) else order), cut
