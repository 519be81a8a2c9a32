"""One-shot inference: learn a new letter from one example (paper, Section 2).

Only the weights that the new letter has of its own are adapted: in the paper's network those from
its entry of the code into the dense layer, one column of the weight matrix. The gradient reaches
them through the rest of the network, which stays as it is, and so do all other columns: what was
learned before cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ductus.data.features import pad
from ductus.learning.adam import Adam, fallen
from ductus.learning.objectives import DIVERGED, check_loss
from ductus.learning.varied import varied_loss
from ductus.networks import Network
from ductus.networks.unroll import in_batches


def infer_columns(
    model: Network,
    symbols: list[str],
    examples: Tensor,
    lengths: Tensor,
    *,
    iterations: int,
    learning_rate: float,
    falling: bool,
    start: str,
    noise: float,
    mixing: float,
    distortion: float,
    pull: float,
    known: Sequence[str],
    seed: int,
) -> tuple[Tensor, Tensor]:
    """Infer columns of new symbols, each from its one example and independent of the others.

    One Adam over all columns gives each the same steps as an Adam of its own, because it scales
    every weight by itself and the gradient of a column depends on its own example alone. Examples
    of similar length share a batch, which saves time.

    Parameters
    ----------
    model : the network; not changed.
    symbols : the new symbol of each of the B examples; a symbol may have several examples, each by
        another writer, and gets a column for each.
    examples : (T, B, 4) features of the examples, lengths (B,) their steps.
    falling : whether the learning rate falls (`ductus.learning.adam.fallen`).
    start : each column starts at ``zero``, where the ``network`` has it, which is where it was
        initialised at random, or at the ``mean`` of those of the `known` symbols.
    noise : standard deviation of normal noise on the code while a column is inferred, drawn anew
        for each step and iteration: on the entries of the `known` symbols and on the new one's own.
    mixing : the probability that in an iteration the code is a mixture with a known symbol, drawn
        with its share as in training (`ductus.learning.mixtures`). What is to be written then lies
        between the example and what the network writes for that symbol.
    distortion : how far the example is slanted and stretched at random in each iteration
        (`ductus.learning.varied.distorted`); 0: it stays as it is.
    pull : what a column costs, beside its loss, for the mean squared distance of its weights to
        the mean of the known columns.
    seed : of what is drawn; what a symbol gets depends on nothing that is learned beside it.

    Returns
    -------
    columns (B, D), and the loss of each example (iterations + 1, B): masked mean squared error
    before each iteration, as it is varied, and after the last, as it is.

    Raises
    ------
    DuctusError
        A loss is not finite, or far beyond any sense.
    """
    columns, pulled = _start(model, symbols, start, known), _pull(model, known, pull)
    losses = torch.empty(iterations + 1, len(symbols))
    vary = {"noise": noise, "mixing": mixing, "distortion": distortion}
    vary |= {"known": known, "seed": seed}
    with frozen(model):
        for batch in in_batches(lengths):
            shown, length = examples[: int(lengths[batch].max()), batch], lengths[batch]
            loss_of = varied_loss(model, [symbols[i] for i in batch], shown, length, **vary)
            watch = _watch([symbols[i] for i in sorted(batch.tolist())], learning_rate)
            now = columns[batch].requires_grad_()
            optimiser = Adam(now, learning_rate)
            for iteration in range(iterations):
                if falling:
                    optimiser.learning_rate = learning_rate * fallen(iteration / iterations)
                loss = loss_of(now)
                watch(loss.detach(), iteration)
                (loss + pulled(now)).sum().backward()
                optimiser.step()
                losses[iteration, batch] = loss.detach()
            with torch.no_grad():
                losses[iterations, batch] = model.own_loss_to(shown, length)(now)
            watch(losses[iterations, batch], iterations)
            columns[batch] = now.detach()
    return columns, losses


def _watch(symbols: Sequence[str], learning_rate: float) -> Callable[[Tensor, int], None]:
    """A guard that is called with the losses of these symbols before each iteration."""
    process = f"inference of {' '.join(dict.fromkeys(symbols))}"
    remedy = f"try an oneshot.learning_rate below {learning_rate:g}"
    return lambda losses, iteration: check_loss(
        losses, process, f"at iteration {iteration}", remedy, DIVERGED
    )


def infer_columns_together(
    model: Network,
    symbols: list[str],
    examples: Tensor,
    lengths: Tensor,
    *,
    iterations: int,
    learning_rate: float,
    falling: bool,
    start: str,
    noise: float,
    mixing: float,
    distortion: float,
    pull: float,
    known: Sequence[str],
    seed: int,
) -> tuple[Tensor, Tensor]:
    """Infer the columns of new symbols with one optimiser, one example at a time, shuffled.

    The other reading of the paper (docs/protocol.md, row 4): Adam's moments go on moving a column
    while the examples of others are shown. Arguments and returns as `infer_columns`, but all losses
    are of the example as it is. An iteration shows each example once, in an order drawn from
    `seed`.
    """
    columns = _start(model, symbols, start, known).requires_grad_()
    optimiser = Adam(columns, learning_rate)
    shuffle = torch.Generator().manual_seed(seed)
    losses, watch = [], _watch(symbols, learning_rate)
    loss_of = model.own_loss_to(examples, lengths)
    vary = {"noise": noise, "mixing": mixing, "distortion": distortion}
    vary |= {"known": known, "seed": seed}
    ones, pulled = [slice(i, i + 1) for i in range(len(symbols))], _pull(model, known, pull)
    loss_of_one = [
        varied_loss(model, symbols[one], examples[: int(lengths[one]), one], lengths[one], **vary)
        for one in ones
    ]
    with frozen(model):
        for iteration in range(iterations):
            with torch.no_grad():
                losses.append(loss_of(columns))
            watch(losses[-1], iteration)
            if falling:
                optimiser.learning_rate = learning_rate * fallen(iteration / iterations)
            for i in torch.randperm(len(symbols), generator=shuffle).tolist():
                own = columns[ones[i]]
                (loss_of_one[i](own) + pulled(own)).sum().backward()
                optimiser.step()
        with torch.no_grad():
            losses.append(loss_of(columns))
    watch(losses[-1], iterations)
    return columns.detach(), torch.stack(losses)


def learn(
    model: Network,
    untrained: Network,
    symbols: list[str],
    examples: Sequence[np.ndarray],
    *,
    mode: str,
    **settings: Any,
) -> list[dict[str, np.ndarray]]:
    """Learn new symbols from one example each, in a trained and in an untrained network (Fig. 2).

    Parameters
    ----------
    symbols, examples : the symbol and the features (T, 4) of each example. A symbol may come more
        than once, with examples by several writers, unless they are learned together.
    mode : ``apart``, or ``together``: one optimiser for all symbols, shuffled by the seed
        (`infer_columns_together`).
    settings : of `infer_columns`.

    Returns
    -------
    For each example a dictionary: ``example`` (T, 4); for `c` in inferred, not_inferred, untrained
    the trajectory ``written_c`` (T, 4); for inferred and untrained ``column_c`` (D,) and ``loss_c``
    (iterations + 1,).

    Raises
    ------
    DuctusError
        As `infer_columns`.
    """
    padded, lengths = (torch.from_numpy(a) for a in pad(examples))
    results: list[dict[str, np.ndarray]] = [{"example": example} for example in examples]

    def write(network: Network, columns: Tensor, condition: str) -> None:
        written = network.write_own(columns, lengths.tolist())
        for result, steps in zip(results, written, strict=True):
            result[f"written_{condition}"] = steps

    write(model, model.own(symbols), "not_inferred")
    for network, condition in ((model, "inferred"), (untrained, "untrained")):
        infer = infer_columns_together if mode == "together" else infer_columns
        columns, losses = infer(network, symbols, padded, lengths, **settings)
        write(network, columns, condition)
        for i, result in enumerate(results):
            result[f"column_{condition}"] = columns[i].numpy()
            result[f"loss_{condition}"] = losses[:, i].numpy()
    return results


class frozen:  # noqa: N801  (a context manager reads as a word)
    """Within, no weight of the network asks for a gradient."""

    def __init__(self, model: Network) -> None:
        self.weights = [p for p in model.parameters() if p.requires_grad]

    def __enter__(self) -> None:
        for weight in self.weights:
            weight.requires_grad_(False)

    def __exit__(self, *_: object) -> None:
        for weight in self.weights:
            weight.requires_grad_(True)


def _start(model: Network, symbols: Sequence[str], start: str, known: Sequence[str]) -> Tensor:
    own = model.own(symbols)  # (B, D)
    if start == "mean":
        return model.own(known).mean(dim=0).expand_as(own).clone()
    return torch.zeros_like(own) if start == "zero" else own


def _pull(model: Network, known: Sequence[str], pull: float) -> Callable[[Tensor], Tensor]:
    """What columns (B, D) cost for being far from the known ones' mean, (B,)."""
    if not pull:
        return lambda columns: torch.zeros(())
    centre = model.own(known).mean(dim=0)
    return lambda columns: pull * (columns - centre).square().mean(dim=1)
