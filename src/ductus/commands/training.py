"""Train the generative LSTM on the trained characters, by Lightning."""

from __future__ import annotations

import argparse
from pathlib import Path

from ductus.commands.drawings import add_drawings_arguments, read_parts, read_split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_drawings_arguments(parser)
    network = parser.add_argument_group("network")
    network.add_argument("--dense", type=int, default=100, help="units of the dense layer")
    network.add_argument("--hidden", type=int, default=100, help="LSTM units")
    network.add_argument("--bias", action="store_true", help="biases in all layers")
    how = parser.add_argument_group("training")
    how.add_argument("--objective", choices=["class_means", "samples"], default="class_means")
    how.add_argument("--steps", type=int, required=True, help="optimiser updates")
    how.add_argument("--batch-size", type=int, default=32, help="of `samples`")
    how.add_argument("--learning-rate", type=float, default=0.001)
    how.add_argument("--betas", type=float, nargs=2, default=[0.9, 0.999])
    how.add_argument("--padding-in-loss", action="store_true")
    how.add_argument("--log-every", type=int, default=50, help="steps")
    how.add_argument("--seed", type=int, required=True)
    where = parser.add_argument_group("Lightning")
    where.add_argument("--accelerator", choices=["cpu", "gpu", "auto"], default="cpu")
    where.add_argument("--devices", type=int, default=1)
    where.add_argument("--num-nodes", type=int, default=1, help="machines, each with the devices")
    where.add_argument("--strategy", choices=["auto", "ddp"], default="auto")
    where.add_argument("--resume", type=Path, help="file that keeps a checkpoint to go on from")
    where.add_argument("--quiet", action="store_true", help="no progress bar")
    log = parser.add_argument_group("MLflow")
    log.add_argument("--experiment", help="log the curve to this experiment while training")
    log.add_argument("--tracking-uri")
    out = parser.add_argument_group("results")
    out.add_argument("--out-model", type=Path, required=True)
    out.add_argument("--out-untrained", type=Path, required=True, help="the network before it")
    out.add_argument("--out-curve", type=Path, required=True)
    out.add_argument("--out-run", type=Path, help="ids of the MLflow runs")


def run(args: argparse.Namespace) -> None:
    from ductus.data.split import training_parts
    from ductus.errors import DuctusError
    from ductus.files.atomic import write_atomically
    from ductus.learning.training import train
    from ductus.learning.training_data import Schedule
    from ductus.networks.lstm import new_network
    from ductus.networks.stored import save

    if args.experiment and not args.tracking_uri:
        raise DuctusError("--experiment: expected --tracking-uri beside it, got none")
    split = read_split(args.split)
    symbols = [*split["trained"], *split["new"]]
    drawings = training_parts(read_parts(args, split["trained"], split["training_writers"]), split)
    schedule = Schedule(
        args.objective,
        args.steps,
        args.batch_size,
        args.learning_rate,
        tuple(args.betas),
        args.padding_in_loss,
        args.log_every,
    )
    network = new_network(symbols, args.dense, args.hidden, args.bias, args.seed)
    untrained = {name: weight.clone() for name, weight in network.state_dict().items()}
    log = _Log(args)
    try:
        curve, first = train(
            network,
            drawings,
            schedule,
            args.seed,
            accelerator=args.accelerator,
            devices=args.devices,
            num_nodes=args.num_nodes,
            strategy=args.strategy,
            resume=args.resume,
            report=log.open,
            progress=not args.quiet,
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
