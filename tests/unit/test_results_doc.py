"""The page of results and the README's block say what the tables say, and nothing else."""

import re

import numpy as np
import pandas as pd
import pytest
from figure_results import TINY
from PIL import Image
from results_folders import (
    change,
    claims,
    config_of,
    page_of,
    place_of,
    publish,
    write_map,
    write_run,
)

from ductus.errors import DuctusError
from ductus.pages.results.readme import BEGIN, END, replaced
from ductus.pages.results.words import compared, points, shown
from ductus.tables.intervals import Estimate

NAN = float("nan")


@pytest.fixture
def place(tmp_path):
    return place_of(tmp_path)


def test_numbers_follow_the_tables(place):
    before = page_of(place)
    assert "- DigiLeTs: 1 reproduced, 1 partly, 2 not." in before
    assert "**reproduced**: 0.25 % of n" in before
    assert "of n, 2 seeds" not in before  # said once, in the first table
    assert "2000 steps, `class_means`; rate 0.003, falling; copies square" in before
    assert "noise 0.03; mixing 0.3" in before
    assert "77.7 %" not in before
    change(place / "digilets", "headline", mean=0.777, low=0.7, high=0.8)
    change(place / "digilets", "claims", verdict="partly", ours="12.3 % of all")
    after = page_of(place)
    assert "77.7 % [70, 80]" in after
    assert "- DigiLeTs: 0 reproduced, 4 partly, 0 not." in after
    change(place / "digilets", "claims", verdict="not judged")
    assert "- DigiLeTs: 0 reproduced, 0 partly, 0 not, 4 not judged." in page_of(place)
    assert "**partly**: 12.3 % of all" in after


def test_every_number_of_a_small_run_comes_from_it(place):
    """With each value of the tables made 0.123, no other share is on the page."""
    for name in ("headline", "difficulty"):
        change(place / "digilets", name, mean=0.123, low=0.123, high=0.123)
    columns = [f"{c}{a}" for c in ("accuracy", "low", "high") for a in ("", "_among_new")]
    change(place / "digilets", "classification", **dict.fromkeys(columns, 0.123))
    change(place / "digilets", "claims", ours="12.3 %", rule="a rule")
    change(place / "digilets", "confusion", share=0.123)
    for text in (page_of(place), (place / "README.md").read_text()):
        shares = set(re.findall(r"[0-9.]+(?= %(?! interval))", re.sub(r"\*.*\*", "", text)))
        assert shares <= {"12.3", "12", "95"}  # the last: "95 % intervals"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.01, 0.2, "above"),
        (-0.2, -0.01, "below"),
        (-0.1, 0.1, "not told apart from"),
        (0.0, 0.1, "not told apart from"),
        (NAN, NAN, "not told apart from"),
    ],
)
def test_the_word_that_compares_is_chosen_by_the_interval(place, low, high, said):
    assert compared(Estimate(0.05, low, high)) == said
    path = place / "digilets/tables/headline.csv"
    table = pd.read_csv(path)
    more = table.measure.str.startswith("more identified")
    table.loc[more, ["mean", "low", "high"]] = 0.05, low, high
    table.to_csv(path, index=False)
    lines = [x for x in page_of(place).splitlines() if ": with a network" in x]
    assert lines
    assert all(f"; this is {said} `nn_dtw`" in line for line in lines)
    assert all(("no interval" in line) == np.isnan(low) for line in lines)


def test_a_baseline_better_on_one_kind_of_probes_is_named(place):
    path = place / "digilets/tables/classification.csv"
    table = pd.read_csv(path)
    assert "of these drawings alone" not in page_of(place)
    other = table[table.method == "nn_dtw"].assign(method="nn_image", accuracy_among_new=0.99)
    pd.concat([table, other]).to_csv(path, index=False)
    assert "; of these drawings alone, `nn_image` identifies 99 %" in page_of(place)


def test_difference_is_in_points():
    assert points(Estimate(-0.015, -0.05, 0.02)) == "-1.5 points [-5, 2]"
    assert points(Estimate(-0.0, NAN, NAN)) == "+0 points"


def test_readme_keeps_what_is_outside_the_marks(place):
    publish(place)
    first = (place / "README.md").read_text()
    assert first.startswith(f"# Above\n\n{BEGIN}\n")
    assert first.endswith(f"{END}\n\n## Below\n")
    assert "of an older run" not in first
    assert "[docs/results.md](docs/results.md)" in first
    assert "](docs/images/results/generation.png)" in first
    publish(place)
    assert (place / "README.md").read_text() == first


@pytest.mark.parametrize("text", ["", f"{BEGIN}", f"{END} {BEGIN}", f"{BEGIN} {END} {BEGIN} {END}"])
def test_readme_without_place_is_one_line(text):
    with pytest.raises(DuctusError, match=r"R\.md: expected the lines .*, once each") as error:
        replaced(text, "new", "R.md")
    assert "\n" not in str(error.value)


def test_other_runs_stand_beside_the_first(place):
    made = config_of()
    write_run(place / "synthetic", config=made, judged=claims("not"))
    text = page_of(place, "digilets", "synthetic")
    assert "- synthetic: 0 reproduced, 0 partly, 1 not." in text
    row = next(line for line in text.splitlines() if "claim 2" in line)
    assert "**not**" in row
    assert row.split("|")[-2].strip() == "–"  # not judged there
    assert "| a generator" in text
    assert "The same on other handwriting:" in text
    readme = (place / "README.md").read_text()
    assert "synthetic: 2 seeds x 2 exemplar writers" in readme


def test_symbols_that_markdown_would_read_are_shown_as_they_are(place):
    assert shown("a|b*") == r"a\|b\*"
    assert shown("<") == "&lt;"
    trained, new = ["a", "|"], ["ß", "$", "<b>"]
    config = config_of(name="own", split={"trained": trained, "new": new})
    write_run(place / "own", (trained, new), config)
    text = page_of(place, "own")
    assert "<b>" not in text.split("```")[0]  # the command is code
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(bars) == 1, block


def test_few_symbols_and_no_people_still_make_a_page(place):
    config = config_of(split={"trained": TINY[0], "new": TINY[1]})
    write_run(place / "tiny", TINY, config)
    for name in ("classification", "difficulty", "confusion"):
        path = place / f"tiny/tables/{name}.csv"
        table = pd.read_csv(path)
        table[~table.condition.isin(["same_writer", "other_writer"])].to_csv(path, index=False)
    text = page_of(place, "tiny")
    assert "Of variants by the network, among the new letters:" in text


def test_training_map_is_shown_where_there_is_one(place):
    folder = place / "digilets"
    assert "How long the network trains" not in page_of(place)
    write_map(folder)
    Image.new("RGB", (40, 30)).save(folder / "figures/training_map.png")
    text = page_of(place)
    assert "## How long the network trains" in text
    assert "(images/results/training_map.png)" in text
    row = next(line for line in text.splitlines() if re.match(r"\| class_means +\| 300", line))
    assert "88.8 % [78.8, 98.8]" in row
    assert "0.888 [0.788, 0.988]" in row
    assert "How long a new letter is learned" not in text
    assert " -- all sweep   # DigiLeTs" in text
