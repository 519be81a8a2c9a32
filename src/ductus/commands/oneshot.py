"""Learn new characters from one example each, in the trained and in an untrained network."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ductus.commands.config import add_config_argument, config_of
from ductus.commands.drawings import add_drawings_arguments, read_drawings, read_split

if TYPE_CHECKING:
    from ductus.data.split import Split


SECTIONS = ("preprocessing", "oneshot")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config_argument(parser, SECTIONS)
    parser.add_argument("--model", type=Path, required=True, help="the trained network")
    parser.add_argument("--untrained", type=Path, required=True, help="the same before training")
    add_drawings_arguments(parser)
    parser.add_argument(
        "--seed", type=int, default=0, help="of the noise, and of the order with `together`"
    )
    parser.add_argument(
        "--character",
        action=_Append,
        required=True,
        metavar="CHARACTER",
        help="a new character, once for each; --character=-> if it begins with a hyphen",
    )
    parser.add_argument("--out", type=Path, nargs="+", required=True, help="a file for each")


class _Append(argparse.Action):
    """Append a symbol to a list. Python 3.11's parser takes the symbol -- away, and leaves []."""

    def __call__(self, parser, namespace, values, option_string=None) -> None:
        symbol = "--" if values == [] else values
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or []), symbol])


def run(args: argparse.Namespace) -> None:
    import time

    from ductus.data.split import examples
    from ductus.learning.oneshot import learn
    from ductus.learning.oneshot_files import write_inference
    from ductus.networks.stored import load_pair

    config, split = config_of(args), read_split(args.split)
    mode, iterations = (config["oneshot"][key] for key in ("mode", "iterations"))
    _check(args, split)
    writers = split["exemplars"]["writers"]
    drawings = read_drawings(args, config["preprocessing"], args.character, writers)
    shown = {w: list(examples(drawings, split, args.character, w)) for w in writers}
    symbols = [*split["trained"], *split["new"]]
    model, untrained = load_pair(args.model, args.untrained, symbols)

    def learned(said: str, characters: Sequence[str], drawn: Sequence) -> list:
        begin = time.monotonic()
        how = {"known": split["trained"], "seed": args.seed, **config["oneshot"]}
        results = learn(model, untrained, characters, drawn, **how)
        mse = sum(one["loss_inferred"][-1] for one in results) / len(results)
        steps = [len(one) for one in drawn]
        print(
            f"{said}: {len(drawn)} examples of {min(steps)} to {max(steps)} steps, "
            f"{iterations} iterations, mean MSE {mse:.4f}, {time.monotonic() - begin:.1f} s",
            flush=True,
        )
        return results

    if mode == "apart":  # every example by itself, so they share batches
        each = [(c, shown[w][place]) for place, c in enumerate(args.character) for w in writers]
        results = iter(learned(" ".join(args.character), *zip(*each, strict=True)))
        of_character = [[next(results) for _ in writers] for _ in args.character]
    else:  # the examples by one writer at a time
        of_writer = [learned(w, args.character, shown[w]) for w in writers]
        of_character = list(zip(*of_writer, strict=True))
    for character, out, results in zip(args.character, args.out, of_character, strict=True):
        write_inference(out, character, writers, iterations, results)


def _check(args: argparse.Namespace, split: Split) -> None:
    """Raise DuctusError for characters or files that do not go together."""
    from ductus.errors import DuctusError

    if len(args.out) != len(args.character):
        raise DuctusError(
            f"--out: expected one file for each of {len(args.character)} characters, "
            f"got {len(args.out)}"
        )
    for character in args.character:
        if character not in split["new"]:
            raise DuctusError(
                f"--character: expected a new character of {args.split}, one of "
                f"{' '.join(split['new'])}; got {character!r}"
            )
