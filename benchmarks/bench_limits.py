"""How far a step is from what this machine's matrix product reaches."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

import cpu
from bench_inference import CODE_RATE, ONESHOT, ONESHOT_RATE, by_writer, padded, spread
from conftest import NEW, TRAINED
from ductus.learning.oneshot import infer_columns
from ductus.learning.training import train
from ductus.networks.lstm import GenerativeLSTM
from ductus.tasks.methods.gradient import infer_codes

PROBES = 64


@pytest.mark.parametrize("rows", [1, 13, PROBES, 1024])
def bench_matrix_product(rows, benchmark):
    """Rows times the LSTM's weights, both of one step; and 1024 x 1024, the usual yardstick."""
    inner, columns = (1024, 1024) if rows == 1024 else (200, 400)
    a, b = torch.randn(rows, inner), torch.randn(inner, columns)
    out = torch.empty(rows, columns)
    with torch.no_grad():
        benchmark(torch.mm, a, b, out=out)
    benchmark.extra_info.update(
        what="product", shape=[rows, inner, columns], flop=2 * rows * inner * columns
    )


def bench_training_step(turn, once, benchmark, drawings, schedule, untrained, size):
    """A step of the stage, without what it does once: from the second point of the curve on."""
    drawings, points = drawings.where(symbol=TRAINED), []
    longest = drawings.keys.groupby("symbol").length.max()

    def add(point: dict[str, float]) -> None:
        points.append((cpu.seconds(), int(point["step"])))

    steps = min(size.pretraining, 300)
    plan = replace(schedule, steps=steps, log_every=max(steps // 6, 1))
    how = {"report": lambda: add, "progress": False}
    once(lambda: train(untrained(1), drawings, plan, 1, **how), what="training_step")
    (begin, first), (end, last) = points[1], points[-1]
    benchmark.extra_info.update(
        seconds=(end - begin) / (last - first),
        sequences=len(longest),
        steps=int(longest.sum()),
        flop=flop(untrained(1), len(longest), int(longest.sum()), learning=True),
    )


@pytest.mark.parametrize(
    ("what", "sequences"), [("oneshot", 1), ("oneshot", 13), ("identification", PROBES)]
)
def bench_inference_step(turn, what, sequences, once, benchmark, drawings, network, size):
    if what == "oneshot":
        shown = sorted(by_writer(drawings, 0), key=len)
        shown = shown if sequences == 13 else shown[6:7]  # the one of median length
        symbols = NEW[:sequences]

        def run():
            how = {"iterations": size.iterations, "learning_rate": ONESHOT_RATE}
            infer_columns(network, symbols, *padded(shown), **how, **ONESHOT)
    else:
        shown = spread(drawings, sequences)

        def run():
            how = {"iterations": size.iterations, "learning_rate": CODE_RATE}
            infer_codes(network, *padded(shown), **how)

    once(run, what=f"{what}_step", n=sequences)
    steps = sum(map(len, shown))
    benchmark.extra_info.update(
        seconds=benchmark.stats.stats.total / size.iterations,
        sequences=sequences,
        steps=steps,
        flop=flop(network, sequences, steps, learning=False),
    )


def flop(network: GenerativeLSTM, sequences: int, steps: int, learning: bool) -> int:
    """Floating-point operations that an update needs at least; a multiplication and addition are 2.

    Forwards, each step of each sequence needs the product of the state with the recurrent weights
    and with the readout's; the input is constant, so each sequence needs its product with the dense
    layer's weights and the input weights once. Backwards, as many to reach what is fed; and as
    many again for the gradient of the weights, if these learn. Gates are not counted.
    """
    symbols, dense = network.dense.in_features, network.dense.out_features
    hidden = network.lstm.hidden_size
    each_step = 2 * hidden * 4 * hidden + 2 * hidden * network.readout.out_features
    each_sequence = 2 * symbols * dense + 2 * dense * 4 * hidden
    return (3 if learning else 2) * (steps * each_step + sequences * each_sequence)
