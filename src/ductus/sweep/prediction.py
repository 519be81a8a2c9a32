"""Prediction as in Graves' table: how probable drawings are by writers who trained nothing.

Networks that are told the way so far, of one layer and of three with as many weights, and of three
with adaptive noise on their weights; beside them the baselines of `ductus.sweep.next_step`. What a
predictor says of a drawing is counted in nats of the features, part by part; nats of steps of
standard deviation 1, as Graves has them, are more by the logarithms of both deviations.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch

from ductus.data.features import Drawings, pad
from ductus.learning.training import train
from ductus.learning.training_data import Schedule
from ductus.networks.catalogue import new_network
from ductus.networks.mixture_density import ends_of, log_density
from ductus.networks.next_step import NextStepNetwork
from ductus.networks.unroll import in_batches
from ductus.sweep.networks import hidden_for
from ductus.sweep.next_step import Autoregression, StepGaussians

PARTS = ("move", "onset", "end", "pressure")
SCORED = [*PARTS, "squared_error"]
KEYS = ("predictor", "condition", "writer", "character", "instance", "points")
MEASURED = [*KEYS, *SCORED, "scale_x", "scale_y"]
BASELINES = {"gaussian": StepGaussians, "autoregression": Autoregression}


class Form(NamedTuple):
    """What tells one of the networks from the others."""

    layers: int
    noise: str  # on the weights


FORMS = {"one_layer": Form(1, "none"), "three_layers": Form(3, "none")}
FORMS |= {"three_layers_noise": Form(3, "adaptive")}
SHOWN = 4  # letters whose densities are kept
WATCHED = 1000  # drawings of the training, to see what is learned of these alone


def study(
    known: Drawings, apart: Drawings, *, seed: int, **how: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train and measure all predictors.

    Parameters
    ----------
    known, apart : drawings to learn from, and by writers kept apart from these.
    how : what `learned` takes.

    Returns
    -------
    A row for each predictor and drawing, and the densities of `SHOWN` letters by the network of
    three layers: the tables of a seed, `prediction` and `prediction_density`.
    """
    symbols, scale = sorted(known.keys.symbol.unique()), normalisation(known)
    places = np.linspace(0, len(known) - 1, min(WATCHED, len(known))).round().astype(int)
    watched = known.take(np.isin(np.arange(len(known)), places))
    tables = []

    def measure(name: str, ask: Callable[[Drawings], pd.DataFrame]) -> None:
        for kind, drawings in (("new", apart), ("trained", watched)):
            keys = drawings.keys[["writer", "symbol", "instance", "length"]]
            keys = keys.rename(columns={"symbol": "character", "length": "points"})
            tables.append(pd.concat([keys, ask(drawings)], axis=1))
            tables[-1].insert(0, "condition", kind)
            tables[-1].insert(0, "predictor", name)

    for name, kind in BASELINES.items():
        baseline = kind(known)
        measure(name, lambda drawings, by=baseline: by.scores(drawings, scale))
    for name, form in FORMS.items():
        begin = time.process_time()
        network = learned(form, known, symbols, seed=seed, **how)
        measure(name, lambda drawings, by=network: scores(by, drawings, scale))
        print(f"{name}: {time.process_time() - begin:.0f} CPU seconds", flush=True)
        if name == "three_layers":
            density = _densities(network, apart)
    table = pd.concat(tables, ignore_index=True).reindex(columns=MEASURED)
    table["scale_x"], table["scale_y"] = scale
    for each in (table, density):
        each.insert(0, "seed", seed)
    return table, density


def _densities(network: NextStepNetwork, apart: Drawings) -> pd.DataFrame:
    """Of the first drawings of some letters by the first of the writers kept apart."""
    own = apart.where(writer=[min(apart.keys.writer)])
    letters = sorted(own.keys.symbol.unique())
    places, tables = np.linspace(0, len(letters) - 1, min(SHOWN, len(letters))), []
    for letter in (letters[place] for place in places.round().astype(int)):
        drawing = own[int((own.keys.symbol == letter).to_numpy().argmax())]
        tables.append(components(network, drawing, letter))
        tables[-1].insert(0, "character", letter)
    return pd.concat(tables, ignore_index=True)


def kept_apart(writers: Sequence[str], share: float) -> list[str]:
    """A share of the writers, spread evenly; at least one, and not all."""
    count = min(max(round(share * len(writers)), 1), len(writers) - 1)
    return [sorted(writers)[int((i + 0.5) * len(writers) / count)] for i in range(count)]


def learned(
    form: Form,
    drawings: Drawings,
    symbols: list[str],
    *,
    seed: int,
    model: Mapping[str, Any],
    training: Mapping[str, Any],
    hidden: int,
    steps: int,
    deviation: float,
    progress: bool = True,
) -> NextStepNetwork:
    """A network of this form that has learned to predict drawings.

    model, training : sections of the config; what the form says is not looked at there, nor
        whatever makes other drawings of these.
    hidden : units of each of three layers; of one layer there are so many that it has as many
        weights.
    deviation : of adaptive noise on the weights, at its start.
    """
    three = {**model, "network": "next_step", "layers": 3, "hidden": hidden}
    shape = {**three, "layers": form.layers}
    if form.layers != 3:
        shape["hidden"] = hidden_for(shape, three, symbols)
    network = new_network(symbols, seed=seed, **shape)
    noise = {**training["weight_noise"], "kind": form.noise, "deviation": deviation}
    plain = {"objective": "samples", "optimiser": "adam", "copies": "none", "backwards": False}
    plain |= {"mixing": 0.0, "padding_in_loss": False, "log_every": max(steps // 3, 1)}
    schedule = Schedule(**{**training, **plain, "weight_noise": noise, "steps": steps})
    train(network, drawings, schedule, seed, progress=progress)
    return network.eval()


def normalisation(drawings: Drawings) -> tuple[float, float]:
    """Standard deviations of dx and dy over all steps but the first of each drawing."""
    moved = np.ones(len(drawings.steps), dtype=bool)
    moved[np.cumsum(drawings.keys.length) - drawings.keys.length] = False
    across, up = drawings.steps[moved, :2].astype(float).std(axis=0)
    return float(across), float(up)


@torch.no_grad()
def scores(
    network: NextStepNetwork, drawings: Drawings, scale: tuple[float, float]
) -> pd.DataFrame:
    """What a network says of each drawing, a row for each: the columns `SCORED`.

    Negative log likelihoods in nats, and the squared error of the heaviest component's mean, in
    units of `scale` (of dx and dy), both added up over the drawing.
    """
    lengths = torch.tensor(drawings.keys.length.to_numpy(np.int64))
    found = np.zeros((len(drawings), len(SCORED)))
    for batch in in_batches(lengths):
        padded = torch.from_numpy(pad([drawings[int(i)] for i in batch])[0])
        codes = network.codes(drawings.keys.symbol.iloc[batch.numpy()].tolist())
        density = network.density(padded, codes)
        running = torch.arange(len(padded))[:, None] < lengths[batch]
        said = log_density(density, padded, *ends_of(padded, lengths[batch]))
        for place, part in enumerate(PARTS):
            nats = -(getattr(said, part).masked_fill(~running, 0.0)).sum(0)
            found[batch.numpy(), place] = nats
        heaviest = density.weight.argmax(-1)[..., None, None].expand(-1, -1, 1, 2)
        away = (density.mean.gather(2, heaviest)[:, :, 0] - padded[..., :2]) / torch.tensor(scale)
        squared = away.square().sum(-1).masked_fill(~running, 0.0)
        found[batch.numpy(), -1] = squared[1:].sum(0)  # the first step does not move
    return pd.DataFrame(found, columns=SCORED)


@torch.no_grad()
def components(network: NextStepNetwork, drawing: np.ndarray, symbol: str) -> pd.DataFrame:
    """The density of each step of a drawing (T, 4), by the way so far: a row for each component.

    Columns: step, dx, dy, onset (as drawn), component, probability, mean_x, mean_y, deviation_x,
    deviation_y, correlation.
    """
    steps = torch.from_numpy(drawing)[:, None]
    density = network.density(steps, network.codes([symbol]))
    count = density.weight.shape[-1]
    at, which = np.divmod(np.arange(count, len(drawing) * count), count)
    table = {
        "step": at,
        **{name: drawing[at, place] for name, place in (("dx", 0), ("dy", 1), ("onset", 3))},
        "component": which,
        "probability": density.weight.exp()[:, 0].numpy()[at, which],
    }
    for name, values in (("mean", density.mean), ("deviation", density.deviation)):
        for axis, place in (("x", 0), ("y", 1)):
            table[f"{name}_{axis}"] = values[:, 0, :, place].numpy()[at, which]
    table["correlation"] = density.correlation[:, 0].numpy()[at, which]
    return pd.DataFrame(table)
