"""A whole experiment in some seconds, stage by stage, for tests that spoil files between stages."""

from __future__ import annotations

from configs import given

from ductus.cli import main
from ductus.figures.catalogue import FIGURES, paths_of
from ductus.tables.columns import TASKS

SECTIONS = {
    "data": {"synthetic": {"writers": 3, "instances": 3}},
    "split": {"trained": ["a", "d"], "new": ["v", "y"], "exemplar": {"writers": 2}},
    "model": {"dense": 8, "hidden": 8},
    "training": {"steps": 4, "log_every": 2},
    "oneshot": {"iterations": 3},
    "recogniser": {"steps": 1},
    "variation": {"noise": [0.05], "draws": 1},
    "classification": {"methods": ["paper", "amortised", "nn_dtw"], "iterations": 2},
    "blending": {"steps": 2},
    "states": {"shared": ["v", "y"], "repeated": "d"},
    "samples": {"bias": [0, 2], "draws": 2},
    "prediction": {"kept_apart": 0.3, "hidden": 4, "steps": 2},
    "sweep": {
        "steps": [0, 2],
        "oneshot_iterations": [0, 2],
        "oneshot_mixing": [0],
        "exemplar_writers": 1,
    },
    "networks": {"compared": ["gru-2"], "steps": 2, "exemplar_writers": 1},
    "sequences": {
        "compared": {
            "text": ["rnn"],
            "pen": ["lstm", "lstm-sampled_0"],
            "addition": ["rnn"],
            "tags": ["rnn"],
        },
        "hidden": 4,
        "steps": {"text": 1, "pen": 1, "addition": 1, "tags": 1},
        "characters": 400,
    },
    "landscape": {
        **{
            "symbols": "",
            "pictures": 20,
            "held_out": 5,
            "penalties": [0.01, 0.03, 0.1],
            "trial_steps": 1,
        },
        **{"steps": 2, "drawings": 2, "iterations": 2},
    },
    "words": {
        **{"words": 6, "held_out": 2, "spacing": 0.5, "hidden": 6, "components": 2, "gaussians": 2},
        **{"steps": 2, "batch_size": 3, "bias": [1], "oneshot_iterations": 1},
    },
}
CONFIG = given(**SECTIONS)
DRAWN = "--trajectories data/trajectories.parquet --split data/split.json"
PROBED = "--trajectories data/trajectories.parquet --split data/probes.json"
NETWORKS = "--model seed1/model.ckpt --untrained seed1/untrained.ckpt"
INFERENCES = "--oneshot seed1/oneshot/v.npz seed1/oneshot/y.npz"
LEARNER = "--learner seed1/learner.pt"
PICTURES = "--pictures data/pictures.npz"


def _results(task: str) -> str:
    return f"--out seed1/{task}.csv --out-written seed1/{task}.parquet"


# In this order each stage finds what it reads; paths are relative to the folder of results.
COMMANDS = {
    "data": f"data --config {CONFIG} --out data/trajectories.parquet",
    "split": f"split --config {CONFIG} --trajectories data/trajectories.parquet"
    " --out data/split.json",
    "probes": f"split --config {CONFIG} --trajectories data/trajectories.parquet"
    " --same-writer 1 --other-writers 1 --out data/probes.json",
    "training": f"training --config {CONFIG} {DRAWN} --seed 1 --quiet"
    " --out-model seed1/model.ckpt --out-untrained seed1/untrained.ckpt"
    " --out-curve seed1/training.csv --out-run seed1/training_run.json"
    " --resume kept/training.ckpt",
    "oneshot": f"oneshot --config {CONFIG} {NETWORKS} {DRAWN} --character v --character y"
    " --out seed1/oneshot/v.npz seed1/oneshot/y.npz",
    "learner": f"learner {NETWORKS} {INFERENCES} --out seed1/learner.pt",
    "recogniser": f"recogniser --config {CONFIG} {DRAWN} --seed 1 --quiet"
    " --out seed1/recogniser.pt --resume kept/recogniser.ckpt",
    "generation": f"generation {INFERENCES} --seed 1 {_results('generation')}",
    "variation": f"variation --config {CONFIG} {LEARNER} {INFERENCES} --seed 1"
    f" {_results('variation')}",
    "classification": f"classification --config {CONFIG} {LEARNER} {PROBED} --seed 1"
    " --recogniser seed1/recogniser.pt --variants seed1/variation.parquet"
    f" {_results('classification')}",
    "blending": f"blending --config {CONFIG} {LEARNER} {DRAWN} --seed 1 {_results('blending')}",
    "states": f"states --config {CONFIG} {LEARNER} {DRAWN} --seed 1"
    " --out seed1/states.csv --out-states seed1/states.npz",
    "export": f"export --config {CONFIG} --results ."
    " --out export/alphabet.svg export/alphabet.gcode export/alphabet.ttf",
    "page": f"page --config {CONFIG} {DRAWN} --results . --seeds 1 --out letter.html",
    "tables": "tables --results . --seeds 1 --out-dir tables",
    "training-map": f"training-map --config {CONFIG} {PROBED} --objective class_means --seed 1"
    " --quiet --out seed1/training_map_class_means.csv",
    "oneshot-iterations": f"oneshot-iterations --config {CONFIG} --model seed1/model.ckpt {PROBED}"
    " --seed 1 --out seed1/oneshot_iterations.csv",
    "training map of all": "sweep-table training_map --out-dir tables"
    " --measured seed1/training_map_class_means.csv",
    "iterations of all": "sweep-table oneshot_iterations --out-dir tables"
    " --measured seed1/oneshot_iterations.csv",
    "samples": f"samples --config {CONFIG} {LEARNER} {PROBED} --seed 1 --out seed1/samples.csv"
    " --out-shown seed1/samples_shown.csv",
    "asking": f"asking --config {CONFIG} {LEARNER} {PROBED} --seed 1 --out asking/page.html"
    " --out-key asking/key.csv",
    "samples-table": "samples-table --samples seed1/samples.csv"
    " --shown seed1/samples_shown.csv --out-dir tables",
    "prediction": f"prediction --config {CONFIG} {DRAWN} --seed 1 --quiet"
    " --out seed1/prediction.csv --out-density seed1/prediction_density.csv",
    "prediction-tables": "prediction-tables --measured seed1/prediction.csv"
    " --density seed1/prediction_density.csv --out-dir tables",
    "networks": f"networks --config {CONFIG} {PROBED} --network gru-2 --seed 1 --quiet"
    " --out seed1/gru-2.csv --out-training seed1/gru-2_training.csv --out-model seed1/gru-2.ckpt",
    "cells": f"cells --config {CONFIG} {PROBED} --network gru-2 --model seed1/gru-2.ckpt --seed 1"
    " --out seed1/cells.csv --out-traces seed1/traces.csv --out-atlas seed1/atlas.csv",
    "networks-tables": "networks-tables --measured seed1/gru-2.csv seed1/cells.csv"
    " --training seed1/gru-2_training.csv --traces seed1/traces.csv --atlas seed1/atlas.csv"
    " --out-dir tables",
    **{
        f"sequences {task}": f"sequences --config {CONFIG} --task {task} --seed 1 --quiet {drawn}"
        f" --out seed1/{task}.csv --out-written seed1/{task}_written.csv"
        f" --out-cells seed1/{task}_cells.csv"
        for task, drawn in (
            ("text", ""),
            ("pen", "--trajectories data/trajectories.parquet"),
        )
    },
    "sequences-tables": "sequences-tables --measured seed1/text.csv seed1/pen.csv"
    " --written seed1/text_written.csv seed1/pen_written.csv"
    " --cells seed1/text_cells.csv seed1/pen_cells.csv --out-dir tables",
    "pictures": f"pictures --config {CONFIG} --split data/split.json --out data/pictures.npz",
    "penalty": f"penalty --config {CONFIG} {PICTURES} --out data/penalty.csv",
    "autoencoder": f"autoencoder --config {CONFIG} {PICTURES} --penalty data/penalty.csv --seed 1"
    " --quiet --out seed1/autoencoder.pt --out-curve seed1/autoencoder.csv",
    "landscape": f"landscape --config {CONFIG} {PROBED} {PICTURES} --seed 1"
    " --sparse seed1/autoencoder.pt --dense seed1/autoencoder.pt --out-dir seed1/landscape",
    "landscape-own": f"landscape-own --config {CONFIG} {DRAWN} {LEARNER} --seed 1"
    " --out-dir seed1/landscape_own",
    "landscape-tables": "landscape-tables --results . --seeds 1 --out-dir tables",
    "words-data": f"words-data --config {CONFIG} {DRAWN} --out data/words.npz",
    "words-training": f"words-training --config {CONFIG} --words data/words.npz --seed 1 --quiet"
    " --out seed1/words.pt --out-curve seed1/words_training.csv --resume kept/words.ckpt",
    "words": f"words --config {CONFIG} {DRAWN} --words data/words.npz --network seed1/words.pt"
    " --seed 1 --out seed1/words.csv --out-read seed1/words_read.csv"
    " --out-shown seed1/words_shown.csv"
    " --out-window seed1/words_window.csv",
    "words-tables": "words-tables --results . --seeds 1 --out-dir tables",
    **{
        f"figure {name}": f"figure {name} --config {CONFIG} --results . --out figures/{name}.svg"
        for name in FIGURES
    },
}
# Whose single drawings are shown, and all symbols of the run.
NAMED = "tables/generation.csv", "tables/classification_cases.csv"
FOUND = {  # what stages find by themselves in --results
    "export": [
        *("data/trajectories.parquet", "data/split.json"),
        *("seed1/learner.pt", "seed1/generation.csv"),
    ],
    "page": ["seed1/generation.csv", "seed1/learner.pt"],
    "tables": [f"seed1/{task}.csv" for task in TASKS],
    "landscape-tables": [
        "data/penalty.csv",
        "seed1/landscape/landscape_methods.csv",
        *(f"seed1/{part}/landscape.csv" for part in ("landscape", "landscape_own")),
    ],
    "words-tables": [
        f"seed1/{name}.csv"
        for name in ("words", "words_read", "words_training", "words_shown", "words_window")
    ],
    **{f"figure {name}": [str(path) for path in paths_of(name, [1])] for name in FIGURES},
}


def run(stage: str, *more: str) -> int:
    """Run a stage in the working directory."""
    return main([*COMMANDS[stage].split(), *more])


def read_by(stage: str) -> list[str]:
    """Files that a stage reads."""
    option, paths = "", []
    for word in COMMANDS[stage].split():
        if word.startswith("--"):
            option = word
        elif (
            "/" in word
            and option not in ("--resume", "--config")
            and not option.startswith("--out")
        ):
            paths.append(word)
    return [*paths, *FOUND.get(stage, [])]
