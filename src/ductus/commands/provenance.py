"""Keep the whole config and what the results were made with beside the results."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", required=True, help="the merged config, as JSON")
    parser.add_argument("--trajectories", type=Path, required=True, help="the one table (Parquet)")
    parser.add_argument("--out-config", type=Path, required=True, help="the config (YAML)")
    parser.add_argument("--out", type=Path, required=True, help="commit, versions, checksum (JSON)")


def run(args: argparse.Namespace) -> None:
    import json
    import os

    import yaml

    from ductus.experiment.provenance import provenance
    from ductus.files.atomic import write_atomically

    with write_atomically(args.out_config) as beside:
        beside.write_text(
            yaml.safe_dump(json.loads(args.config), sort_keys=False, allow_unicode=True),
            encoding="utf-8",
        )
    told = provenance(args.trajectories, os.environ.get("DUCTUS_COMMAND"))
    with write_atomically(args.out) as beside:
        beside.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
