"""The benchmarks run, in tiny sizes, so that they are there when they are wanted."""

import json
import os
import subprocess
import sys

import pytest
from checkout import CHECKOUT, IGNORED

# What a topic's section of the page must say.
SECTIONS = {
    "training": "## Training",
    "inference": "## One-shot inference and identification",
    "limits": "## Distance to the limit",
    "growth": "## Growth",
    "workflow": "## The whole workflow",
}


def bench(*arguments):
    environment = {k: v for k, v in os.environ.items() if k not in IGNORED}
    environment.pop("PYTEST_XDIST_WORKER", None)  # beside other tests nothing would be measured
    return subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "run.py"), *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )


@pytest.mark.parametrize("topic", ["training", "workflow"])
def test_a_topic_can_be_measured_by_itself(topic, tmp_path):
    done = bench("--quick", "--out", tmp_path, topic)
    assert done.returncode == 0, done.stdout[-6000:]
    page = (tmp_path / "results.md").read_text()
    assert SECTIONS[topic] in page
    assert [line for line in page.splitlines() if line.startswith("## ")][:2] == [
        "## Ratios",
        "## Machine",
    ]
    assert "no number here means anything" in page
    record = json.loads((tmp_path / "records" / f"{topic}.json").read_text())
    assert "node" not in record["machine_info"]


def test_a_topic_leaves_the_records_of_others(tmp_path):
    record = tmp_path / "records" / "limits.json"
    for topic in ("limits", "inference"):
        done = bench("--quick", "--out", tmp_path, topic)
        assert done.returncode == 0, done.stdout[-6000:]
        if topic == "limits":
            before = record.read_text()
    assert record.read_text() == before
    page = (tmp_path / "results.md").read_text()
    assert SECTIONS["limits"] in page
    assert SECTIONS["inference"] in page


def test_an_unknown_topic_is_named():
    done = bench("speed")
    assert done.returncode == 2
    assert "'speed' is no topic; there are training," in done.stdout
