"""What runs again when something has changed, and that nothing else does."""

from collections import Counter

import pytest
from checkout import FIGURES, SMOKE

DRAWN = Counter({f"figure_{name}": 1 for name in FIGURES})
END = Counter(["tracking_seed", "report_html"])
AFTER_TABLES = DRAWN + END + Counter(["provenance"])
MEASURED = Counter(
    ["generation_seed", "variation_seed", "classification_seed", "blending_seed", "states_seed"]
)
FROM_ONESHOT = Counter(["oneshot_characters_1", "learner_seed", "tables"]) + MEASURED + AFTER_TABLES
FROM_TRAINING = Counter(["training_seed"]) + FROM_ONESHOT
# The recogniser reads the same drawings, and is trained beside the network.
FROM_DRAWINGS = Counter(["recogniser_seed"]) + FROM_TRAINING
EVERYTHING = Counter(["data", "split", "probes"]) + FROM_DRAWINGS


def only(*measured: str) -> Counter[str]:
    """Some measurements and what follows from their numbers."""
    return Counter([*measured, "tables"]) + AFTER_TABLES


def test_second_run_has_nothing_to_do(finished):
    assert "Nothing to be done" in finished.says(*SMOKE)


LEAVES = {
    "data={synthetic: {seed: 1}}": EVERYTHING,
    "preprocessing={normalisation: extent}": FROM_DRAWINGS,
    "split={exemplar: {writers: [w02]}}": EVERYTHING - Counter(["data"]),
    "model={dense: 33}": FROM_TRAINING,
    "training={steps: 61}": FROM_TRAINING,
    "oneshot={iterations: 41}": FROM_ONESHOT,
    "variation={noise: [0.1]}": only("variation_seed", "classification_seed"),
    "classification={iterations: 41}": only("classification_seed"),
    "classification={same_writer: 1}": only("probes", "classification_seed"),
    "blending={steps: 5}": only("blending_seed"),
    "states={repeated: v}": only("states_seed"),
    "states={shown: [u]}": Counter(["figure_hidden_states", "provenance"]) + END,
}


@pytest.mark.parametrize(("leaf", "expected"), LEAVES.items(), ids=LEAVES)
def test_changed_config_leaf_reruns_its_stage_and_what_follows(finished, leaf, expected):
    assert finished.planned(*SMOKE, "--config", leaf) == expected


MODULES = {
    "data/sources/synthetic/__init__.py": EVERYTHING,
    "learning/lightning.py": FROM_DRAWINGS,
    "learning/oneshot.py": FROM_ONESHOT,
    "tasks/variation.py": only("variation_seed", "classification_seed"),
    "tasks/classification.py": only("classification_seed"),
    "figures/generation.py": Counter(["figure_generation"]) + END,
    "figures/style.py": DRAWN + END,
    "figures/catalogue.py": Counter(),
    "experiment/provenance.py": Counter(["provenance"]) + END,
    "tracking/log.py": Counter(["tracking_seed"]),
}


@pytest.mark.parametrize(("module", "expected"), MODULES.items(), ids=MODULES)
def test_changed_module_reruns_its_stage_and_what_follows(again, module, expected):
    path = again.folder / "src" / "ductus" / module
    path.write_text(path.read_text() + "\n# changed\n")
    assert again.planned(*SMOKE) == expected


def test_module_saved_without_change_reruns_nothing(again):
    (again.folder / "src" / "ductus" / "networks" / "lstm.py").touch()
    assert not again.planned(*SMOKE)


FORCED = {
    "train": FROM_TRAINING,
    "classify": only("classification_seed"),
    "figures": DRAWN + END,
    "log": Counter(["tracking_seed"]),
    "report": Counter(["report_html"]),
}


@pytest.mark.parametrize(("target", "expected"), FORCED.items(), ids=FORCED)
def test_forced_target_runs_its_jobs_again_and_what_follows(finished, target, expected):
    assert finished.planned(*SMOKE, "--forcerun", target) == expected


def test_forced_target_stays_within_the_target_asked_for(finished):
    expected = Counter(["variation_seed", "classification_seed"])
    assert finished.planned("classify", *SMOKE, "--forcerun", "vary") == expected


def test_lost_file_is_made_again_when_asked_for(again):
    (again.folder / "results" / "smoke" / "seed1" / "oneshot" / "v.npz").unlink()
    expected = Counter(["oneshot_characters_1", "learner_seed"])
    assert again.planned("oneshot", *SMOKE) == expected
