"""The page that says what was tried: nothing that failed or was left out may look well."""

import json
import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "reliability.py"
CASE = (
    '<testcase name="{name}"><properties><property name="reliability" value="{what}"/></properties>'
    "{more}</testcase>"
)


def test_what_failed_and_what_was_left_out_is_told(tmp_path):
    whats = ["Bad input: a | b", "Bad input: a | b", "Bad input: a | b", "Exposed nowhere: doors"]
    ends = ["", '<failure message="no"/>', '<skipped message="no disk"/>', ""]
    cases = [
        CASE.format(name=f"t{i}", what=what, more=more)
        for i, (what, more) in enumerate(zip(whats, ends, strict=True))
    ]
    unmarked = '<testcase name="other"><failure message="no"/></testcase>'
    (tmp_path / "tests.xml").write_text(
        f"<testsuites><testsuite>{''.join(cases)}{unmarked}</testsuite></testsuites>"
    )
    kills = {"group": "interruption", "what": "kills", "tried": 30, "lost": 0, "detail": "seed 1"}
    (tmp_path / "faults.json").write_text(json.dumps([kills]))
    words = ["--results", tmp_path, "--out", tmp_path / "page.md"]
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True)
    assert done.returncode == 1  # something was lost
    page = (tmp_path / "page.md").read_text()
    assert "| kills | 30 | 0 | seed 1 |" in page
    assert "| a / b | 2 | 1 | 1 not tried: no disk |" in page
    assert "| doors | 1 | 0 |  |" in page
    assert page.index("## Interruption") < page.index("## Bad input") < page.index("## Exposed")
    assert "`make test-faults`" in page.split("Not tried")[0]
    assert "Not tried this time: `make test-slurm`" in page


def test_every_mark_has_its_group():
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        from reliability import GROUPS
    finally:
        sys.path.remove(str(SCRIPT.parent))
    texts = [path.read_text() for path in SCRIPT.parent.rglob("test_*.py")]
    found = {g for text in texts for g in re.findall(r'mark\.reliability\(\s*"([^":]+): ', text)}
    assert found == set(GROUPS) - {"More than one machine"}  # which `make test-slurm` tries
