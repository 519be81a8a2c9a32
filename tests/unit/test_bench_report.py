"""What the report of the benchmarks says of records."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import growth_section
import sections
from tabulating import number, spread


def record(*said, seconds=1.0):
    return {"benchmarks": [{"stats": {"median": seconds}, "extra_info": one} for one in said]}


def trained(way, seed, *curve):
    about = {"goals": [1e-3, 3e-4], "drawings": 9, "objective": "class_means", "steps": 40}
    return {"way": way, "seed": seed, "curve": [list(point) for point in curve], **about}


@pytest.fixture
def ours():
    """Return three trainings that reach 3e-4 after 9, 10 and 14 s."""
    return [
        trained("ductus", seed, (0.1, 0, 0.1), (1.0, 20, 9e-4), (taken, 40, 2e-4))
        for seed, taken in ((1, 10.0), (2, 9.0), (3, 14.0))
    ]


def told(section, excess):
    return next(h for h in section.headlines if f"loss of {excess}:" in h.what)


def test_the_ratio_is_of_the_medians(ours):
    plain = trained("plain", 1, (0.0, 0, 0.1), (20.0, 50, 8e-4), (620.0, 900, 1e-4))
    at_goal = told(sections.training({"training": record(*ours, plain)}), "0.0003")
    assert (at_goal.value, at_goal.met) == ("62 times", True)


@pytest.mark.parametrize(("spent", "met"), [(400.0, False), (700.0, True)])
def test_a_training_given_up_is_a_lower_bound(ours, spent, met):
    plain = trained("plain", 1, (0.0, 0, 0.1), (20.0, 50, 8e-4), (spent, 900, 8e-4))
    section = sections.training({"training": record(*ours, plain)})
    at_goal = told(section, "0.0003")
    assert at_goal.value == f"more than {spent / 10:.0f} times"
    assert at_goal.met is met
    assert f"not in {spent:.0f} (best 0.0008)" in section.text
    assert told(section, "0.001").value == "20 times"


def test_a_loss_that_ductus_does_not_reach_is_no_ratio(ours):
    ours[1]["curve"].pop()
    plain = trained("plain", 1, (0.0, 0, 0.1), (20.0, 50, 8e-4), (620.0, 900, 1e-4))
    at_goal = told(sections.training({"training": record(*ours, plain)}), "0.0003")
    assert (at_goal.value, at_goal.met) == ("–", False)


def inferred(way, turn, n=4, **more):
    return {"what": "identification", "way": way, "turn": turn, "n": n, "iterations": 9, **more}


def test_few_probes_stand_for_many():
    measured = record(inferred("at_once", 0, measured=4), inferred("plain", 0, measured=2))
    section = sections.inference({"inference": measured})
    assert section.headlines[0].value == "2.0 times"
    assert "2.00 (from 2)" in section.text


def test_stages_of_the_workflow_stand_by_what_they_take():
    jobs = [("training", 20.0), ("figures", 10.0), ("training", 30.0), ("oneshot", 40.0)]
    whole = {"config": "x", "cores": 2, "wall": 60.0}
    whole["jobs"] = [{"stage": stage, "seconds": seconds} for stage, seconds in jobs]
    section = sections.workflow({"workflow": record(whole, seconds=110.0)})
    assert section.headlines[0].value == "110 CPU s, 60.0 s by the clock with 2 cores"
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.text.splitlines()]
    assert [row for row in rows if len(row) == 5][2:] == [
        ["training", "2", "50.0", "30.0", "50%"],
        ["oneshot", "1", "40.0", "40.0", "40%"],
        ["figures", "1", "10.0", "10.0", "10%"],
    ]


def grown(what, n, cpu, peak=500.0):
    marks = {
        "start": {"cpu": 0.0, "peak": 300.0},
        "begun": {"cpu": cpu, "peak": peak},
        "end": {"cpu": cpu + 1.0, "peak": peak},
    }
    about = {"drawings": n, "rows": 30 * n, "megabytes": n / 1e3, "failed": 0}
    return {"what": f"growth_{what}", "n": n, "marks": marks, "statistics": 0.1, **about}


def test_growth_tells_flat_from_linear_from_more():
    runs = [grown("reading", n, n / 100 - 1) for n in (1000, 10_000, 100_000)]
    runs += [grown("training", n, n / 100, 300 + n / 100) for n in (1000, 10_000, 100_000)]
    updates, reading, beginning, memory = growth_section.growth({"growth": record(*runs)}).headlines
    assert (updates.value, updates.met) == ("1 times", True)
    assert (reading.value, reading.met) == ("1 times", True)
    assert (beginning.value, beginning.met) == ("1 times", True)
    assert (memory.value, memory.met) == ("10 times", False)


def test_a_process_that_ran_out_of_memory_is_said():
    runs = [grown(what, n, 1.0) for n in (10, 100) for what in ("reading", "training")]
    runs += [grown("reading", 1000, 1.0), grown("training", 1000, 1.0) | {"marks": None}]
    runs[-1]["failed"] = -9
    section = growth_section.growth({"growth": record(*runs)})
    assert "out of memory" in section.text
    assert section.headlines[-1].met is False


def test_numbers_have_three_digits():
    assert [number(v) for v in (0, 0.00012345, 1.5, 12.345, 1234.5)] == [
        *("0", "0.000123", "1.50", "12.3", "1,234"),
    ]
    assert number(16271) == "16,271"
    assert spread([3.0, 1.0, 2.0]) == "2.00 [1.00, 3.00]"
    assert spread([3.0]) == "3.00"
