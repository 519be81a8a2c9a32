"""What would run, for any config: seen without running it."""

import json
import re

import pytest
from checkout import SMOKE, TARGETS


def test_targets_are_listed_with_what_they_do(fresh):
    listed = fresh.says("--list-rules")
    for target in [*TARGETS - {"all"}, "data"]:
        assert re.search(rf"^{target} \(.+\)$", listed, re.MULTILINE), target


@pytest.mark.parametrize(
    ("target", "jobs"),
    [
        ("data", {"data"}),
        ("train", {"data", "split", "training_seed"}),
        (
            "oneshot",
            {
                *("data", "split", "training_seed", "learner_seed"),
                *("oneshot_characters_1", "oneshot_characters_2"),
            },
        ),
        (
            "page",
            {
                *("data", "split", "training_seed", "learner_seed", "generation_seed"),
                *("oneshot_characters_1", "oneshot_characters_2", "page_html"),
            },
        ),
    ],
)
def test_target_plans_no_more_than_it_needs(fresh, target, jobs):
    assert set(fresh.planned(target)) == jobs


def test_everything_is_made_for_each_seed_and_each_new_character(fresh):
    jobs = fresh.planned()
    assert jobs["training_seed"] == 3
    assert jobs["oneshot_characters_1"] == jobs["oneshot_characters_2"] == 3  # 7 and 6 of 13
    assert "oneshot_characters_3" not in jobs
    assert jobs["classification_seed"] == jobs["tracking_seed"] == 3
    assert jobs["tables"] == jobs["report_html"] == jobs["data"] == 1


@pytest.mark.parametrize("preset", ["digilets", "greek", "mixture", "omniglot", "paper", "smoke"])
def test_preset_can_be_planned(fresh, preset):
    jobs = fresh.planned("--configfile", f"workflow/presets/{preset}.yaml")
    assert jobs["report_html"] == 1


def test_presets_can_be_laid_over_each_other(fresh):
    jobs = fresh.planned(
        "--configfile", "workflow/presets/paper.yaml", "workflow/presets/digilets.yaml", *SMOKE[1:]
    )
    assert jobs["oneshot_characters_1"] == 1  # the last one wins


SPLITS = {
    "capitals": ("ABCDEFGHIJKLM", "NOPQRSTUVWXYZ"),
    "five and twenty-one": ("abcde", "fghijklmnopqrstuvwxyz"),
    "large and small, and marks": ("abc", "nNoO'\"/$*{"),
}


@pytest.mark.parametrize(("trained", "new"), SPLITS.values(), ids=SPLITS)
def test_any_split_is_planned_by_config_alone(fresh, trained, new):
    overlay = fresh.folder / "split.yaml"
    overlay.write_text(f"split: {{trained: {list(trained)!r}, new: {list(new)!r}}}\n")
    said = fresh.says("--dry-run", "oneshot", "--configfile", "split.yaml")
    files = set(re.findall(r"seed1/oneshot/([^/ ,]+)\.npz", said))
    assert len({name.casefold() for name in files}) == len(new)
    assert all(re.fullmatch("[a-z0-9-]+", name) for name in files)


def test_symbols_that_look_like_options_are_one_word_with_theirs(fresh):
    symbols = ["->", "--help", "--", "{x}"]
    rows = [f"{w},{symbol},0,0,0" for w in "uvw" for symbol in ["a", *symbols]]
    text = "\n".join(["writer,symbol,instance,x,y", *rows])
    (fresh.folder / "own.csv").write_text(text, encoding="utf-8")
    config = {
        "data": {"source": "own", "own": {"file": "own.csv"}},
        "split": {"trained": ["a"], "new": symbols, "exemplar": {"writers": 1}},
        "classification": {"same_writer": 0, "other_writers": 1},
        "oneshot": {"mode": "together"},
    }
    (fresh.folder / "own.yaml").write_text(json.dumps(config), encoding="utf-8")
    words = ("--dry-run", "--printshellcmds", "oneshot", "--configfile", "own.yaml")
    said = fresh.says(*words)
    assert "'--character=->' --character=--help --character=-- '--character={x}' --out" in said


def test_inference_together_is_one_job_a_seed(fresh):
    jobs = fresh.planned("--config", "oneshot={mode: together}", "split={exemplar: {writers: 9}}")
    assert jobs["oneshot_characters_1"] == 3
    assert "oneshot_characters_2" not in jobs


@pytest.mark.parametrize(
    ("writers", "jobs"), [(1, 1), (5, 3), (9, 6), ([f"w{i:02}" for i in range(1, 11)], 6)]
)
def test_jobs_share_out_the_examples(fresh, writers, jobs):
    planned = fresh.planned("oneshot", "--config", f"split={{exemplar: {{writers: {writers}}}}}")
    assert sum(name.startswith("oneshot_characters") for name in planned) == jobs


WRONG = {
    "training={stepz: 5}": "did you mean training.steps?",
    "split={new: nopa}": "'a' is also in split.trained",
    "split={exemplar: {writers: [nobody]}}": "no writer 'nobody'",
    "data={source: digilets, digilets: {archive: missing.tar.gz}}": "missing.tar.gz: no such file",
}


@pytest.mark.reliability("Bad input: config: told by Snakemake in one line before any job")
@pytest.mark.parametrize(("leaf", "message"), WRONG.items(), ids=WRONG)
def test_wrong_config_is_told_in_one_line_before_any_job(fresh, leaf, message):
    said = fresh.says("--config", leaf, code=1)
    assert "Traceback" not in said
    (told,) = [line for line in said.splitlines() if line.startswith("config: ")]
    assert message in told
    assert said.rstrip().endswith(told)
    assert not (fresh.folder / "results").exists()


MISTYPED = {
    (*SMOKE, "classify"): "snakemake: classify: no such config file; --configfile takes all words",
    ("--config", "name=x", "classify"): "snakemake: classify: expected key=value; --config takes",
    ("--configfile", "workflow/presets/smok.yaml"): (
        "snakemake: workflow/presets/smok.yaml: no such config file; did you mean "
        "workflow/presets/smoke.yaml?"
    ),
    ("clasify",): "snakemake: clasify: no such target; `snakemake --list-rules` shows them",
    ("--dry-run", "clasify"): "snakemake: clasify: no such target",
}


@pytest.mark.reliability("Bad input: mistakes on Snakemake's command line")
@pytest.mark.parametrize(("words", "message"), MISTYPED.items(), ids=MISTYPED.values())
def test_a_mistyped_command_is_told_in_one_line(fresh, words, message):
    said = fresh.says(*words, code=1)
    assert said.splitlines()[-1].startswith(message)
    assert "Traceback" not in said


@pytest.mark.reliability("Bad input: config: told by Snakemake in one line before any job")
def test_a_wrong_config_file_is_told_in_one_line_before_any_job(fresh):
    (fresh.folder / "mine.yaml").write_text("name: mine\nname: yours\n")
    said = fresh.says("--configfile", "mine.yaml", code=1)
    assert "Traceback" not in said
    told = "config: mine.yaml: row 2: 'name' is there twice, first in row 1"
    assert said.splitlines()[-1] == told


def test_workflow_has_no_lint(fresh):
    assert "Congratulations" in fresh.says("--lint")


@pytest.mark.parametrize("method", ["execute", "_prepare_dag"])
def test_without_a_method_of_snakemake_that_is_wrapped_it_warns_and_works(fresh, method):
    rules = fresh.folder / "workflow" / "rules" / "running.smk"
    rules.write_text(rules.read_text().replace(f'hook("{method}"', 'hook("gone"'))
    said = fresh.says("--dry-run", "data", *SMOKE)
    assert "This Snakemake has no Workflow.gone; without it " in said
    assert "Gather handwriting" in said
