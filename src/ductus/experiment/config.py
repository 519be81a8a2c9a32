"""Check a config before any job starts, and what follows from it.

`check` takes the whole config, as Snakemake has merged it, and raises a DuctusError with one line
for the first thing that is wrong: first the schema's rules for single keys, then the rules that
join several keys.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ductus.data.sequences.text import read_text
from ductus.data.sources.catalogue import Source, source_of
from ductus.errors import DuctusError, listed
from ductus.experiment.compared import compared
from ductus.experiment.sections import SCHEMA, pairs_of, read_schema, symbols_of
from ductus.files.schema import first_problem

# Beyond, 4 GB of memory for pen positions, an hour to log the curve, a day of identification.
MOST_DRAWINGS, MOST_POINTS, MOST_VARIANTS = 2_000_000, 100_000, 200_000


def check(config: dict[str, Any], schema: str | Path = SCHEMA) -> None:
    """Raise DuctusError, in one line, unless `config` is a sound experiment.

    Parameters
    ----------
    config : config.yaml with all overlays merged in.
    schema : path of config.schema.yaml; the default is the one beside this package's checkout.
    """
    rules = read_schema(schema)
    problem = first_problem(config, rules)
    if problem:
        raise DuctusError(f"config: {problem}")
    try:
        source = source_of(config["data"])
    except DuctusError as error:
        raise DuctusError(f"config: data.{config['data']['source']}.{error}") from error
    for problem in _problems(config, source):
        raise DuctusError(f"config: {problem}")


def slug(symbol: str) -> str:
    """Return the symbol as part of a file name that no disk confuses with another's.

    a-z and 0-9 stay; anything else becomes its code points in hexadecimal: ``A`` -> ``u41``,
    ``fi`` -> ``u66-69``. Disks that do not tell upper from lower case are safe.
    """
    if re.fullmatch("[a-z0-9]", symbol):
        return symbol
    if not symbol:
        raise DuctusError("a symbol is empty; expected at least one character")
    return "u" + "-".join(f"{ord(point):x}" for point in symbol)


def _problems(config: dict[str, Any], source: Source) -> Iterator[str]:
    """Yield what is wrong between keys, each in one line."""
    yield from _split_problems(config["split"], config["data"]["source"], source)
    yield from _probe_problems(config["classification"], source)
    yield from _uneven_problems(config, source)
    yield from _size_problems(config)
    yield from _model_problems(config["model"])
    yield from _network_problems(config)
    yield from _optimiser_problems(config["training"], config["trainer"])
    yield from _networks_problems(config["networks"], config["model"])
    yield from _text_problems(config["sequences"]["text"])
    if config["words"]["source"] == "iam" and not config["words"]["folder"]:
        yield "words.folder: expected the folder of IAM-OnDB, for words.source is iam, got null"
    characters = [s for part in ("trained", "new") for s in symbols_of(config["split"][part])]
    pairs = pairs_of(config["blending"]["pairs"], config["split"]["new"])
    if not pairs:
        yield "blending.pairs: neighbours needs two new symbols or more; give a list of pairs"
    for symbol in (s for pair in pairs for s in pair):
        if symbol not in characters:
            yield (
                f"blending.pairs: {symbol!r} is neither in split.trained nor in split.new; "
                f"there are {listed(characters, symbol)}"
            )


def _split_problems(split: dict[str, Any], name: str, source: Source) -> Iterator[str]:
    trained, new = symbols_of(split["trained"]), symbols_of(split["new"])
    for key, symbols in (("trained", trained), ("new", new)):
        for i, symbol in enumerate(symbols):
            if symbol in symbols[:i]:
                yield f"split.{key}: {symbol!r} is there twice"
            if symbol not in source.symbols:
                yield (
                    f"split.{key}: {symbol!r} is not a symbol of the source {name}; it has "
                    f"{listed(source.symbols, symbol)}"
                )
    both = [s for s in new if s in trained]
    if both:
        yield f"split.new: {both[0]!r} is also in split.trained; a symbol is trained or new"
    exemplar = split["exemplar"]
    named = [] if split["training_writers"] == "all" else split["training_writers"]
    places = [("training_writers", writer) for writer in named]
    if isinstance(exemplar["writers"], list):
        places += [("exemplar.writers", writer) for writer in exemplar["writers"]]
    elif exemplar["writers"] > len(source.writers):
        yield (
            f"split.exemplar.writers: {exemplar['writers']} writers asked for, but {name} has "
            f"{len(source.writers)}"
        )
    for key, writer in places:
        if writer not in source.writers:
            near = difflib.get_close_matches(writer, source.writers, n=1, cutoff=0)
            yield (
                f"split.{key}: {name} has no writer {writer!r}; it has {len(source.writers)}, "
                f"such as {(near or source.writers)[0]!r}"
            )
    if exemplar["instance"] >= source.instances:
        yield (
            f"split.exemplar.instance: {exemplar['instance']} is not there; instances of {name} "
            f"count from 0 to {source.instances - 1}"
        )


def _model_problems(model: dict[str, Any]) -> Iterator[str]:
    cell, start = model["cell"], model["start"]
    if cell.startswith("associative") and model["hidden"] % 2:
        yield f"model.hidden: {cell} has complex cells; expected an even number of units"
    able = ("lstm",) if start == "mixed" else ("lstm", "rnn", "gru")
    if start != "default" and cell not in able:
        yield f"model.start: {start} is for cells of {', '.join(able)}; expected default for {cell}"


def _networks_problems(networks: dict[str, Any], model: dict[str, Any]) -> Iterator[str]:
    for name in networks["compared"]:
        for problem in _model_problems({**model, **compared(name).model, "hidden": 2}):
            yield f"networks.compared: {name}: {problem}"


def _text_problems(text: str | None) -> Iterator[str]:
    try:
        if text is not None:
            read_text(text)
    except DuctusError as error:
        yield f"sequences.text: {error}"


def _optimiser_problems(training: dict[str, Any], trainer: dict[str, Any]) -> Iterator[str]:
    if training["optimiser"] == "adam":
        return
    if training["weight_noise"]["kind"] != "none":
        yield (
            "training.weight_noise.kind: hessian_free follows the exact gradient, the same at each "
            "step; expected none"
        )
    if training["objective"] != "class_means" or training["mixing"]:
        yield (
            "training.optimiser: hessian_free follows the exact gradient, the same at each step; "
            "expected training.objective: class_means and training.mixing: 0"
        )
    if trainer["devices"] != 1 or trainer["num_nodes"] != 1:
        yield "trainer.devices: hessian_free runs in one process; expected 1 device on 1 node"


def _probe_problems(probes: dict[str, Any], source: Source) -> Iterator[str]:
    same, other = source.instances - 1, len(source.writers) - 1
    if probes["same_writer"] > same:
        yield (
            f"classification.same_writer: {probes['same_writer']} probes asked for, but a writer "
            f"has {same} instances of a symbol besides the example; set it to {same}"
        )
    if probes["other_writers"] > other:
        yield (
            f"classification.other_writers: {probes['other_writers']} probes asked for, but there "
            f"are {other} writers besides the example's"
        )


def _network_problems(config: dict[str, Any]) -> Iterator[str]:
    network = config["model"]["network"]
    if network == "mixture" and config["training"]["optimiser"] == "hessian_free":
        yield (
            "training.optimiser: hessian_free is for squared errors; expected adam, for "
            "model.network is mixture"
        )
    if network != "mixture" and config["training"]["weight_noise"]["kind"] == "adaptive":
        yield (
            "training.weight_noise.kind: adaptive weighs nats of drawings against nats of weights; "
            f"expected fixed, none or model.network: mixture, it is {network}"
        )
    if network != "mixture" and "likelihood" in config["classification"]["methods"]:
        yield (
            "classification.methods: likelihood asks for the probability of a drawing; expected "
            f"model.network: mixture, it is {network}"
        )


def _uneven_problems(config: dict[str, Any], source: Source) -> Iterator[str]:
    """What is wrong where some wrote a symbol more often than others, or not at all."""
    split, same_writer = config["split"], config["classification"]["same_writer"]
    named = split["training_writers"]
    training = source.writers if named == "all" else named
    for symbol in symbols_of(split["trained"]):
        if not any(source.drawn(writer, symbol) for writer in training):
            yield f"split.training_writers: none of them has a drawing of {symbol!r} to train with"
    wanted, instance = split["exemplar"]["writers"], split["exemplar"]["instance"]
    listed = isinstance(wanted, list)
    lacks = []
    for writer in wanted if listed else source.writers:
        for symbol in symbols_of(split["new"]):
            drawn = source.drawn(writer, symbol)
            if instance not in drawn or len(drawn) <= same_writer:
                has = ", ".join(map(str, drawn)) or "none"
                lacks.append(f"writer {writer} has of {symbol!r} the instances: {has}")
                break
    able = (len(wanted) if listed else len(source.writers)) - len(lacks)
    if able < (len(wanted) if listed else wanted):
        yield (
            f"split.exemplar.writers: expected writers who drew each new symbol as instance "
            f"{instance} and {same_writer} times more, for classification.same_writer; there are "
            f"{able}; {lacks[0]}"
        )


def _size_problems(config: dict[str, Any]) -> Iterator[str]:
    """What is too much although each number may be asked for by itself."""
    split, made = config["split"], config["data"]["synthetic"]
    new = len(symbols_of(split["new"]))
    drawings = made["writers"] * made["instances"] * (new + len(symbols_of(split["trained"])))
    if config["data"]["source"] == "synthetic" and drawings > MOST_DRAWINGS:
        yield (
            f"data.synthetic: {made['writers']} writers x {made['instances']} instances are "
            f"{drawings} drawings; expected at most {MOST_DRAWINGS}"
        )
    points = config["training"]["steps"] // config["training"]["log_every"]
    if points > MOST_POINTS:
        yield (
            f"training.log_every: {config['training']['log_every']} makes a curve of {points} "
            f"points; expected at most {MOST_POINTS}"
        )
    writers, varied = split["exemplar"]["writers"], config["variation"]
    count = writers if isinstance(writers, int) else len(writers)
    variants = count * new * len(varied["noise"]) * varied["draws"]
    if variants > MOST_VARIANTS:
        yield (
            f"variation.draws: {varied['draws']} for each of {count} exemplar writers, {new} new "
            f"symbols and {len(varied['noise'])} noises are {variants} variants to identify; "
            f"expected at most {MOST_VARIANTS}"
        )
