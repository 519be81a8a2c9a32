"""A whole experiment in some seconds, stage by stage, for tests that spoil files between stages."""

from __future__ import annotations

from ductus.cli import main
from ductus.commands.figure import MAP, NAMES

DRAWN = "--trajectories data/trajectories.parquet --split data/split.json"
PROBED = "--trajectories data/trajectories.parquet --split data/probes.json"
NETWORKS = "--model seed1/model.ckpt --untrained seed1/untrained.ckpt"
INFERENCES = "--oneshot seed1/oneshot/v.npz seed1/oneshot/y.npz"
SPLIT = "split --trajectories data/trajectories.parquet --trained a d --new v y --exemplar-count 2"
CHALLENGE = "--draws 1 --identification-iterations 2 --pair v y --blending-steps 2 --seed 1"


def _results(task: str) -> str:
    return f"--out seed1/{task}.csv --out-written seed1/{task}.parquet"


# In this order each stage finds what it reads; paths are relative to the folder of results.
COMMANDS = {
    "data": "data --source synthetic --symbols a d v y --writers 3 --instances 3"
    " --out data/trajectories.parquet",
    "split": f"{SPLIT} --same-writer 0 --other-writers 0 --out data/split.json",
    "probes": f"{SPLIT} --same-writer 1 --other-writers 1 --out data/probes.json",
    "training": f"training {DRAWN} --dense 8 --hidden 8 --steps 4 --log-every 2 --seed 1 --quiet"
    " --out-model seed1/model.ckpt --out-untrained seed1/untrained.ckpt"
    " --out-curve seed1/training.csv --out-run seed1/training_run.json"
    " --resume kept/training.ckpt",
    "oneshot": f"oneshot {NETWORKS} {DRAWN} --iterations 3 --character v y"
    " --out seed1/oneshot/v.npz seed1/oneshot/y.npz",
    "learner": f"learner {NETWORKS} {INFERENCES} --out seed1/learner.pt",
    "recogniser": f"recogniser {DRAWN} --steps 1 --seed 1 --quiet --out seed1/recogniser.pt"
    " --resume kept/recogniser.ckpt",
    "generation": f"generation {INFERENCES} --seed 1 {_results('generation')}",
    "variation": f"variation --learner seed1/learner.pt {INFERENCES} --noise 0.05 --draws 1"
    f" --seed 1 {_results('variation')}",
    "classification": f"classification --learner seed1/learner.pt {PROBED}"
    " --recogniser seed1/recogniser.pt --variants seed1/variation.parquet"
    " --methods paper amortised nn_dtw --iterations 2 --seed 1"
    f" {_results('classification')}",
    "blending": f"blending --learner seed1/learner.pt {DRAWN} --pair v y --steps 2 --seed 1"
    f" {_results('blending')}",
    "states": f"states --learner seed1/learner.pt {DRAWN} --shared v y --repeated d --seed 1"
    " --out seed1/states.csv --out-states seed1/states.npz",
    "tables": "tables --results . --seeds 1 --out-dir tables",
    "training-map": f"training-map {PROBED} --dense 8 --hidden 8 --objective class_means"
    f" --steps 0 2 --oneshot-iterations 2 {CHALLENGE} --quiet"
    " --out seed1/training_map_class_means.csv",
    "oneshot-iterations": f"oneshot-iterations --model seed1/model.ckpt {PROBED} --iterations 0 2"
    f" {CHALLENGE} --out seed1/oneshot_iterations.csv",
    "map-tables": "map-tables --training-map seed1/training_map_class_means.csv"
    " --oneshot-iterations seed1/oneshot_iterations.csv --out-dir tables",
    **{
        f"figure {name}": f"figure {name} --results . --seed 1 --out figures/{name}.svg"
        for name in (*NAMES, *MAP)
    },
}
FOUND = {  # what stages find by themselves in --results
    "tables": [
        f"seed1/{task}.csv"
        for task in ("training", "generation", "variation", "classification", "blending", "states")
    ],
    "figure training": ["tables/training.csv"],
    "figure generation": ["tables/generation.csv", "seed1/generation.parquet"],
    "figure variation": [
        *("tables/variation.csv", "seed1/variation.parquet", "seed1/generation.parquet"),
    ],
    "figure classification": [
        *("tables/classification_cases.csv", "tables/classification.csv"),
        "seed1/classification.parquet",
    ],
    "figure accuracy_by_noise": ["tables/classification.csv", "tables/classification_cases.csv"],
    "figure methods": ["tables/classification.csv", "tables/classification_cases.csv"],
    "figure confusion": ["tables/confusion.csv", "tables/classification.csv"],
    "figure difficulty": ["tables/difficulty.csv"],
    "figure blending": ["seed1/blending.parquet"],
    "figure cell_states": ["seed1/states.npz"],
    "figure hidden_states": ["seed1/states.npz"],
    "figure training_map": ["tables/training_map.csv"],
    "figure oneshot_iterations": ["tables/oneshot_iterations.csv"],
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
        elif "/" in word and option != "--resume" and not option.startswith("--out"):
            paths.append(word)
    return [*paths, *FOUND.get(stage, [])]
