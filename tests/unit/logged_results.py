"""What a finished run of one seed leaves, made up, to be logged; and a stage called by its name."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from ductus.learning.oneshot_files import COLUMNS, SEQUENCES, write_inference
from ductus.tables.columns import TASKS

SYMBOLS = ["a", "п", "NA"]  # the last two are new
WRITERS = ["020", "мы+"]
ITERATIONS = 5000


def finished_results(folder: Path) -> Path:
    """Fill the folder of an experiment, as the stages write it; return it."""
    seed = folder / "seed1"
    (seed / "oneshot").mkdir(parents=True)
    (folder / "figures").mkdir()
    for name in ("generation.svg", "generation.png", "blending.gif"):
        (folder / "figures" / name).write_bytes(b"figure")
    (seed / "training_run.json").write_text("{}")

    rows = {
        "training": [[1, k, 10 * k, 0.1 + 1 / (k + 1), 0.1, 1 / (k + 1)] for k in range(21)],
        "generation": [
            [1, w, c, k, 10, mse + i / 100, 0.5]
            for i, w in enumerate(WRITERS)
            for c in SYMBOLS[1:]
            for k, mse in (("inferred", 0.01), ("not_inferred", 0.2), ("untrained", 0.3))
        ],
        "variation": [
            [1, w, c, x, 0, x, "п"] for w in WRITERS for c in SYMBOLS[1:] for x in (0.05, 0.2)
        ],
        "classification": [
            [1, w, method, condition, noise, c, "", 0, "п", "п", c == "п", c == "п", 0.1]
            for w in WRITERS
            for c in SYMBOLS[1:]
            for condition, noise in (("generated", 0.05), ("same_writer", None))
            for method in ("paper", "nn_dtw")
        ],
        "blending": [
            [1, w, "п", "NA", 1 - i / 4, i / 8, (4 - i) / 8] for w in WRITERS for i in range(5)
        ],
        "states": [
            [1, w, "repeated", "", c, c == "a", i + 0.5, i + 0.5]
            for w in WRITERS
            for i, c in enumerate(SYMBOLS)
        ],
    }
    for name, table in rows.items():
        table = pd.DataFrame(table, columns=TASKS[name].columns)
        if name == "classification":
            table[[f"code_{c}" for c in SYMBOLS]] = 0.1
        table.to_csv(seed / f"{name}.csv", index=False)
    for slug, character in (("u043f", "п"), ("u4e-41", "NA")):
        steps, column = np.zeros((3, 4)), np.zeros(2)
        curves = [np.geomspace(1, end, ITERATIONS + 1) for end in (0.01, 0.03)]
        learned = [
            {
                **dict.fromkeys(SEQUENCES, steps),
                **dict.fromkeys(COLUMNS, column),
                "loss_inferred": curve,
                "loss_untrained": np.ones(ITERATIONS + 1),
            }
            for curve in curves
        ]
        path = seed / "oneshot" / f"{slug}.npz"
        write_inference(path, character, WRITERS, ITERATIONS, learned)
    stage("tables", "--results", folder, "--seeds", 1, "--out-dir", folder / "tables")
    (folder / "config.resolved.yaml").write_text(
        yaml.safe_dump(
            {"name": "mine", "seeds": [1], "training": {"steps": 20, "betas": [0.9, 0.999]}}
        )
    )
    (folder / "provenance.json").write_text(
        json.dumps({"commit": "c0ffee", "dirty": False, "versions": {"torch": "2.13"}})
    )
    return folder


def stage(name, *arguments):
    """Run a stage; its status."""
    command = importlib.import_module(f"ductus.commands.{name}")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(a) for a in arguments]))
