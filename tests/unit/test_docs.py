"""Pages that people read: what they point to is there."""

import re
import shlex
from pathlib import Path

import pytest

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
