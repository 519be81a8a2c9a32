"""Export the letters of a learner, or of a writer: sheet, words, G-code, font.

What is written follows from the ending of --out: .svg and .gcode are strokes, all letters as a
sheet, or the words of --text; .ttf is a font. The learner is that of median error in shape, unless
--seed or --writer name others. With --recorded, letters are as a writer drew them.
docs/export.md shows it all.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ductus.errors import DuctusError, listed

if TYPE_CHECKING:
    import pandas as pd

    from ductus.data.split import Split

SECTIONS = ("preprocessing", "oneshot", "export")
ENDINGS = (".svg", ".gcode", ".ttf")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--results", type=Path, required=True, help="folder of an experiment: results/<name>"
    )
    parser.add_argument(
        "--config",
        help="the experiment's config (YAML file, or JSON); default: that of the results",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a key of the config's section export in place of the config's, such as size=20 or "
        "pressure=true; once for each",
    )
    parser.add_argument("--seed", type=int, help="only learners of this seed")
    parser.add_argument("--writer", help="only learners that were taught by this exemplar writer")
    parser.add_argument(
        "--recorded", metavar="WRITER", help="letters as this writer drew them, by no network"
    )
    parser.add_argument("--text", help="words to set, in place of a sheet; lines by line breaks")
    parser.add_argument(
        "--out", type=Path, nargs="+", required=True, help=f"files: {', '.join(ENDINGS)}"
    )


def run(args: argparse.Namespace) -> None:
    from ductus.data.trajectory import read_trajectories
    from ductus.pages.export.letters import as_alphabet, recorded
    from ductus.pages.export.setting import symbols_in

    _check(args)
    config, split = _config(args), _split(args)
    symbols = [*split["trained"], *split["new"]]
    if args.text is not None:  # before anything takes time
        symbols_in(args.text, symbols)
    trajectories = args.results / "data" / "trajectories.parquet"
    how = config["export"]
    if args.recorded is None:
        table = read_trajectories(trajectories, symbol=symbols)
        whose, drawn = _written(args, config, split, table)
    else:
        table = read_trajectories(trajectories, symbol=symbols, writer=[args.recorded])
        whose, drawn = f"writer {args.recorded}", recorded(table, symbols, how["variants"])
    learned = split["new"] if args.recorded is None and args.text is None else []
    alphabet = as_alphabet(drawn)
    print(f"{whose}: {len(drawn)} letters, up to {how['variants']} ways to write each")
    if not alphabet.on_a_line:
        print("drawn here and there: each letter stands on the line")
    name = _printable(args.results.resolve().name)
    for path in args.out:
        _write(path, alphabet, args.text, name, _printable(whose), learned, how)


def _write(
    path: Path, alphabet, text: str | None, name: str, whose: str, learned: list[str], how: dict
) -> None:
    from ductus.files.atomic import write_atomically
    from ductus.pages.export.font import code_points, write_font
    from ductus.pages.export.gcode import gcode
    from ductus.pages.export.setting import sheet, words
    from ductus.pages.export.svg import svg

    if path.suffix == ".ttf":
        thick = {"pen": how["pen"] / how["size"], "pressure": how["pressure"]}
        write_font(path, alphabet, f"Ductus {name}, {whose}", **thick)
        for symbol, code in code_points(alphabet).items():
            if len(symbol) > 1:
                print(f"{path}: {symbol} is U+{code:X}")
        return
    setting = sheet(alphabet) if text is None else words(alphabet, text)
    said = {"title": f"{name}, {whose}", "size": how["size"]}
    if path.suffix == ".svg":
        looks = {key: how[key] for key in ("pen", "pressure")}
        content = svg(setting, **said, **looks, learned=learned)
    else:
        content = gcode(
            setting, **said, **{key: how[key] for key in ("feed", "pen_up", "pen_down")}
        )
    with write_atomically(path) as beside:
        beside.write_text(content, encoding="utf-8")


def _check(args: argparse.Namespace) -> None:
    for path in args.out:
        if path.suffix not in ENDINGS:
            raise DuctusError(f"--out: expected {', '.join(ENDINGS)}, got {path}")
        if args.text is not None and path.suffix == ".ttf":
            raise DuctusError(f"--text: a font has no words; expected .svg or .gcode, got {path}")
    if args.text is not None and not args.text.strip():
        raise DuctusError("--text: expected letters, got nothing to write")
    if args.recorded is not None and (args.seed is not None or args.writer is not None):
        raise DuctusError("--recorded: no learner writes, so expected neither --seed nor --writer")


def _config(args: argparse.Namespace) -> dict[str, Any]:
    """The config's sections, with what `--set` changes."""
    import yaml

    from ductus.experiment.sections import read_sections

    given = args.config or str(args.results / "config.resolved.yaml")
    config = read_sections(given, SECTIONS)
    for word in args.set:
        key, equals, value = word.partition("=")
        if not equals or key not in config["export"]:
            known = ", ".join(config["export"])
            raise DuctusError(f"--set: expected one of {known} as KEY=VALUE, got {word!r}")
        try:
            config["export"][key] = yaml.safe_load(value)
            json.dumps(config["export"])  # no dates
        except (ValueError, TypeError, RecursionError, yaml.YAMLError):
            config["export"][key] = value
    return read_sections(json.dumps(config), SECTIONS)


def _split(args: argparse.Namespace) -> Split:
    from ductus.data.split_file import read_split

    return read_split(args.results / "data" / "split.json")


def _written(
    args: argparse.Namespace, config: dict[str, Any], split: Split, table: pd.DataFrame
) -> tuple[str, dict]:
    """Who wrote, in words, and what."""
    from ductus.data.features import to_features
    from ductus.learning.learners import load_learners
    from ductus.pages.export.writing import in_one_hand, measured, shown, written

    chosen = _learner(args)
    writer, seed = chosen.exemplar_writer, chosen.seed
    path = args.results / f"seed{seed}" / "learner.pt"
    learners = load_learners(path, split)
    if writer not in learners:
        raise DuctusError(f"{path}: nothing by writer {writer}; there are {listed(learners)}")
    how = dict(config["export"])
    drawings = to_features(table, origin=str(args.results), **config["preprocessing"])
    after = shown(measured(table, drawings), split, writer, how["trained"])
    model = in_one_hand(
        learners[writer].model, drawings, split, writer, after, seed=seed, **config["oneshot"]
    )
    ways = {key: how[key] for key in ("variants", "noise")}
    whose = f"seed {seed}, writer {writer}"
    return whose, written(model, after, **ways, seed=seed, writer=writer)


def _learner(args: argparse.Namespace):
    """The learner of median error among those asked for."""
    from ductus.tables.files import combine
    from ductus.tables.measured import median_learner

    names = (path.name.removeprefix("seed") for path in args.results.glob("seed*"))
    seeds = sorted(int(name) for name in names if name.isdecimal())
    if not seeds:
        raise DuctusError(f"{args.results}: no learner is there; `snakemake export` makes them")
    table = combine(args.results, "generation", seeds)
    wanted = (("--seed", "seed", args.seed), ("--writer", "exemplar_writer", args.writer))
    for option, column, value in wanted:
        there = list(map(str, table[column].unique()))
        if value is not None and str(value) not in there:
            raise DuctusError(f"{option}: no learner of {value!r}; there are {listed(there)}")
        table = table if value is None else table[table[column] == value]
    return median_learner(table)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
