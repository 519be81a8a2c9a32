"""Log the words of a seed to MLflow: config, versions, numbers, tables and figures."""

from __future__ import annotations

import argparse

from ductus.commands.tracking import add_arguments, logged

__all__ = ["add_arguments", "run"]


def run(args: argparse.Namespace) -> None:
    from ductus.tracking.words import log_words

    logged(args, log_words)
