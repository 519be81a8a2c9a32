"""``ductus STAGE``: the command line, a thin map from paths and numbers to functions.

Each stage is a module of `ductus.commands` with a docstring (its help), `add_arguments` and `run`.
What a stage computes with is imported when it runs, so `--help` is quick and a job loads only what
it needs; nor are the options of others looked at.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import keyword
import os
import sys
from collections.abc import Sequence

from ductus import __version__
from ductus.errors import DuctusError, one_line

STAGES = (
    "import",
    "data",
    "split",
    "training",
    "oneshot",
    "learner",
    "recogniser",
    "generation",
    "variation",
    "classification",
    "blending",
    "states",
    "page",
    "training-map",
    "oneshot-iterations",
    "sweep-table",
    "samples",
    "samples-table",
    "asking",
    "asked",
    "prediction",
    "prediction-tables",
    "networks",
    "cells",
    "networks-tables",
    "sequences",
    "sequences-tables",
    "pictures",
    "penalty",
    "autoencoder",
    "landscape",
    "landscape-own",
    "landscape-tables",
    "words-data",
    "words-training",
    "words",
    "words-tables",
    "tables",
    "figure",
    "export",
    "provenance",
    "tracking",
    "log-missing",
    "ui",
    "results-doc",
    "study-doc",
)


def parser(asked: Sequence[str] = STAGES) -> argparse.ArgumentParser:
    """Build the parser of the stages asked for."""
    whole = argparse.ArgumentParser(
        prog="ductus",
        description="The character challenge for a generative LSTM, one stage at a time. "
        "The whole experiment is run by `snakemake --cores 8`.",
    )
    whole.add_argument("--version", action="version", version=f"ductus {__version__}")
    stages = whole.add_subparsers(dest="stage", metavar="STAGE", required=True)
    for stage in asked:
        # No module can be called `import` or `training-map`: they are `import_`, `training_map`.
        name = stage.replace("-", "_") + "_" * keyword.iskeyword(stage)
        module = importlib.import_module(f"ductus.commands.{name}")
        summary = (module.__doc__ or "").strip()
        one = stages.add_parser(
            stage,
            help=summary.splitlines()[0],
            description=summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Run a stage; return its status. A user's mistake ends in one line and status 2."""
    # Several processes with a thread for each core stall each other; a step of this network gains
    # nothing from more than one. Snakemake sets the variable from a rule's threads.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # A stage imports a million objects that stay. To look for garbage among them after every 700
    # new ones, and once more at the end, takes a third of the time that it needs to start and end.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    words = sys.argv[1:] if arguments is None else arguments
    asked = [words[0]] if words and words[0] in STAGES else STAGES
    given = parser(asked).parse_args(words)
    try:
        return given.run(given) or 0
    except DuctusError as error:
        said = " ".join(str(error).splitlines())  # a path may have a line break in its name
        print(f"ductus {given.stage}: {said}", file=sys.stderr)
        return 2
    except OSError as error:  # a file that is not there, a full disk, a folder without permission
        print(f"ductus {given.stage}: {one_line(error)}", file=sys.stderr)
        return 2
    except MemoryError as error:
        print(f"ductus {given.stage}: out of memory: {one_line(error)}", file=sys.stderr)
        return 2
    except SystemExit as ended:  # Lightning at SIGTERM, as if all were well
        print(f"ductus {given.stage}: terminated", file=sys.stderr)
        return ended.code or 143
    except KeyboardInterrupt:
        print(f"ductus {given.stage}: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
