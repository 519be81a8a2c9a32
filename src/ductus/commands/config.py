"""The argument with which a stage is given its part of the config (no stage of its own).

A stage names that part in `SECTIONS`; its rule passes just this, so that nothing else in the config
runs it again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


def add_config_argument(parser: argparse.ArgumentParser, sections: Sequence[str]) -> None:
    """Add ``--config``, of which the stage reads these sections or keys."""
    parser.add_argument(
        "--config",
        required=True,
        help="the experiment's config: a YAML file such as results/<name>/config.resolved.yaml, or "
        f"JSON; read are {', '.join(sections)}",
    )
    parser.set_defaults(sections=sections)


def config_of(args: argparse.Namespace) -> dict[str, Any]:
    """What the stage was given, checked; raises DuctusError as `read_sections`."""
    from ductus.experiment.sections import read_sections

    return read_sections(args.config, args.sections)
