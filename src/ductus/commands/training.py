"""Train the generative LSTM on the trained characters, by Lightning."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_parts, read_split

SECTIONS = ("preprocessing", "model", "training", "trainer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    add_drawings_arguments(parser)
    parser.add_argument("--seed", type=int, required=True, help="of weights and minibatches")
    parser.add_argument("--resume", type=Path, help="file that keeps a checkpoint to go on from")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    log = parser.add_argument_group("MLflow")
    log.add_argument("--experiment", help="log the curve to this experiment while training")
    log.add_argument("--tracking-uri", help="address of the store")
    out = parser.add_argument_group("results")
    out.add_argument("--out-model", type=Path, required=True, help="the trained network")
    out.add_argument("--out-untrained", type=Path, required=True, help="the network before it")
    out.add_argument("--out-curve", type=Path, required=True, help="losses by step (CSV)")
    out.add_argument("--out-run", type=Path, help="ids of the MLflow runs")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import training_parts
    from ductus.errors import DuctusError
    from ductus.files.atomic import write_atomically
    from ductus.learning.training import train
    from ductus.learning.training_data import Schedule
    from ductus.networks.catalogue import new_network
    from ductus.networks.stored import save

    if args.experiment and not args.tracking_uri:
        raise DuctusError("--experiment: expected --tracking-uri beside it, got none")
    config, split = config_of(args), read_split(args.split)
    symbols = [*split["trained"], *split["new"]]
    from_whom = split["trained"], split["training_writers"]
    drawings = training_parts(read_parts(args, config["preprocessing"], *from_whom), split)
    network = new_network(symbols, seed=args.seed, **config["model"])
    untrained = {name: weight.clone() for name, weight in network.state_dict().items()}
    log = _Log(args)
    try:
        curve, first = train(
            network,
            drawings,
            Schedule(**config["training"]),
            args.seed,
            resume=args.resume,
            report=log.open,
            progress=not args.quiet,
            **config["trainer"],
        )
    except BaseException:
        log.close("FAILED")
        raise
    log.close("FINISHED")
    if not first:  # with several processes one writes
        return
    save(network, args.out_model)
    network.load_state_dict(untrained)
    save(network, args.out_untrained)
    curve.insert(0, "seed", args.seed)
    with write_atomically(args.out_curve) as beside:
        curve.to_csv(beside, index=False)
    if args.out_run:
        import json

        with write_atomically(args.out_run) as beside:
            beside.write_text(json.dumps(log.ids))


class _Log:
    """The MLflow run of this training, if one is asked for."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args, self.logger, self.ids = args, None, {}

    def open(self):
        if not self.args.experiment:
            return lambda point: None
        from ductus.tracking.log import training_logger

        self.logger, self.ids = training_logger(
            self.args.tracking_uri,
            self.args.experiment,
            self.args.seed,
            self.args.out_run.parent if self.args.out_run else None,
        )
        return lambda point: self.logger.log(point["step"], point)

    def close(self, status: str) -> None:
        if self.logger:
            self.logger.close(status)
