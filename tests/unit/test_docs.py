"""Pages that people read: what they point to is there, and numbers are those of the config."""

import re
import shlex
from functools import reduce
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
PAGES = [
    *CHECKOUT.glob("*.md"),
    *(
        path
        for folder in ("docs", "results", "benchmarks")
        for path in CHECKOUT.glob(f"{folder}/*.md")
    ),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_links_to_files_and_headings_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    assert "@@" not in text
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, heading = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), target
        if heading:
            assert heading in map(anchor, re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE))


def anchor(heading: str) -> str:
    """The name by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


TAKES = {"--configfile": r".+\.ya?ml", "--config": r"[\w.]+=.+"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_commands_name_targets_before_options_that_take_all_words_after_them(page):
    for command in re.findall(r"^ *snakemake .*?(?= &$|$)", page.read_text("utf-8"), re.MULTILINE):
        option = ""
        for word in shlex.split(command, comments=True):
            option = word if word.startswith("-") else option
            if word != option and option in TAKES:
                assert re.fullmatch(TAKES[option], word), command


WORDS = dict(zip(("one", "two", "three", "four", "five"), range(1, 6), strict=True))
PRESETS = {path.stem: path for path in (CHECKOUT / "workflow/presets").glob("*.yaml")}
CHOSEN = {
    "reached": "training.reached",
    "mixing": "training.mixing",
    "dense": "model.dense",
    "steps": "training.steps",
    "iterations": "oneshot.iterations",
    "rate": "oneshot.learning_rate",
    "noise": "oneshot.noise",
    "mixed": "oneshot.mixing",
}


def tables():
    """Tables of docs/protocol.md, each a list of rows by their columns."""
    text = (CHECKOUT / "docs/protocol.md").read_text(encoding="utf-8")
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in block.splitlines()]
        head, _, *rows = [[cell.strip() for cell in line] for line in lines]
        yield [dict(zip(head, row, strict=True)) for row in rows]


def decisions():
    """What is said of keys of the config, and of presets that differ."""
    for row in next(tables()):
        keys = re.findall(r"`([\w.]+)`", row["key"])
        parts = re.split(rf"`({'|'.join(PRESETS)})`:", row["default"])
        said = [("config", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
        for name, words in said if keys else []:
            path = PRESETS.get(name, CHECKOUT / "config.yaml")
            yield pytest.param(path, keys, words, id=f"{row['#']} {name}")


@pytest.mark.parametrize(("path", "keys", "said"), list(decisions()))
def test_numbers_of_the_protocol_are_those_of_the_config(path, keys, said):
    assert stated(said) <= set().union(*(numbers(value(path, key)) for key in keys))


def test_the_schedule_that_was_chosen_is_the_default():
    config, bold = CHECKOUT / "config.yaml", re.compile(r"\*\*([\d,.]+)\*\*")
    found = [
        (key, float(bold.fullmatch(row[column])[1].replace(",", "")))
        for table in tables()
        for row in table
        for column, key in CHOSEN.items()
        if bold.fullmatch(row.get(column, ""))
    ]
    assert len(found) >= 6
    assert found == [(key, value(config, key)) for key, _ in found]


def value(path, key):
    """Of a dotted key in a YAML file."""
    return reduce(dict.__getitem__, key.split("."), yaml.safe_load(path.read_text()))


def stated(text):
    """All numbers in a text, by digits or in words."""
    digits = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    return digits | {WORDS[word] for word in re.findall(r"\w+", text) if word in WORDS}


def numbers(tree):
    """All numbers in nested mappings and lists."""
    if isinstance(tree, dict | list):
        parts = tree.values() if isinstance(tree, dict) else tree
        return set().union(*map(numbers, parts))
    return {tree} if isinstance(tree, int | float) else set()
