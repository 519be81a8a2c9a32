"""docs/extending.md, followed to the letter in a copy of the checkout."""

import json
import re
import subprocess
import sys

import pytest
import yaml
from checkout import CHECKOUT, SMOKE

PAGE = (CHECKOUT / "docs/extending.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"^`([\w./]+)`(?:, (below|above) `([^\n]+?)`)?(?:, in place of `([^\n]+?)`)?:\n\n"
    r"```\w*\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# What is added, and how many files of the product may have to change for it.
MOST = {
    "A figure": 3,
    "A table, and a figure of it": 5,
    "A method of identification": 4,
    "A key of the config": 3,
    "A source of handwriting": 4,  # and a test of what it holds
    "A stage with numbers and a table": 7,
}
SECTIONS = {
    title: STEP.findall(text)
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


@pytest.mark.parametrize(("what", "most"), MOST.items(), ids=MOST)
def test_no_more_files_change_than_need_be(what, most):
    assert 0 < len({path for path, *_ in SECTIONS[what]}) <= most


def follow(folder, path, where, anchor, instead, block):
    """Do a step of the page."""
    file = folder / path
    if not where:
        assert not file.exists(), f"{path} is there already"
        file.write_text(block, encoding="utf-8")
        return
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    begins = [i for i, line in enumerate(lines) if anchor.strip() in line]
    exact = [i for i in begins if lines[i].startswith(anchor)] or begins
    assert len(exact) == 1, f"{path}: {anchor!r} is there {len(exact)} times"
    place = exact[0] + (where == "below")
    if instead:
        place = next(i for i in range(place, len(lines)) if lines[i].strip().startswith(instead))
        del lines[place]
    lines.insert(place, block)
    file.write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def extended(fresh):
    """A checkout with everything added that the page adds."""
    for what in MOST:
        for step in SECTIONS[what]:
            follow(fresh.folder, *step)
    return fresh


def test_everything_that_the_page_adds_runs(extended):
    overlay = {
        "name": "more",
        "data": {"source": "circles"},
        "split": {"trained": ["a", "d", "u"], "new": ["v", "y"], "exemplar": {"writers": 2}},
        "blending": {"both_ways": True},
        "classification": {
            "methods": ["paper", "nn_length"],
            "same_writer": 1,
            "other_writers": 1,
        },
    }
    (extended.folder / "more.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    figures = [f"results/more/figures/{name}.png" for name in ("spread", "writers")]
    extended.snakemake(*figures, *SMOKE, "more.yaml")

    results = extended.folder / "results/more"
    for figure in figures:
        assert (extended.folder / figure).stat().st_size > 2000
    lengths = (results / "tables/lengths.csv").read_text().splitlines()
    assert lengths[0] == "seed,exemplar_writer,character,distance,distance_others"
    assert len(lengths) == 1 + 2 * 2  # exemplar writers x new characters
    assert len((results / "tables/writers.csv").read_text().splitlines()) == 1 + 2
    assert ",nn_length," in (results / "tables/classification.csv").read_text()
    blends = (results / "tables/blending.csv").read_text()
    assert ",v,y," in blends
    assert ",y,v," in blends
    split = json.loads((results / "data/split.json").read_text())
    assert split["exemplars"]["writers"] == ["one", "two"]


def test_imports_of_what_is_added_go_down(extended):
    """As those of the house do, and each option of the new command says what it is for."""
    code = (
        f"import sys; sys.path.insert(0, {str(CHECKOUT / 'tests/unit')!r})\n"
        "import test_cli, test_house\n"
        "test_house.test_imports_go_down_only()\n"
        "test_house.test_no_two_packages_import_each_other()\n"
        "test_cli.test_every_option_says_what_it_is_for()\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env=extended.environment,
        cwd=extended.folder,
        check=True,
    )
