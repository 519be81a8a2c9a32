"""Write docs/reliability.md from what was tried: tests marked `reliability`, and records of runs.

A record is a JSON list of {group, what, tried, lost, detail}; `make test-faults` writes one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).parents[1]
GROUPS = {
    "Interruption": "A run is killed, and the same command is given again, with no further flag. "
    "What it ends with is compared with an undisturbed run: tables, figures, networks and written "
    "trajectories byte for byte, and the metrics of each MLflow run, which is there once.",
    "Many at once": "Processes, runs and tracking stores get in each other's way, or are down.",
    "Bad input": "Each has to end in one line that says what is wrong and where, with a status "
    "other than zero, and with all that was there before.",
    "Numbers that go wrong": "What diverges has to stop with the step, the loss and what to try.",
    "Same seed, same bytes": "On one machine; [protocol.md](protocol.md#same-seed-same-bytes) says "
    "what may differ between machines.",
    "More than one machine": "Runs by SLURM; [cluster.md](cluster.md) says how.",
    "Exposed nowhere": "Nobody else is let in, and nothing is taken that is not known.",
}
COMMANDS = {"faults.json": "make test-faults", "slurm.json": "make test-slurm"}
HEAD = """\
# What was tried, and what was lost

Written by `make reliability`, {when}, at commit {commit}, from tests that `make test` runs
too{ran}.

Each line of the tables is one thing that was tried, how often, and how often something was lost or
went otherwise than promised: a result that is missing or differs, a run logged twice or not at all,
a traceback in place of one line.
{lacking}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=CHECKOUT / "results" / "reliability")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "docs" / "reliability.md")
    args = parser.parse_args()
    records = sorted(args.results.glob("*.json"))
    lines = [line for path in records for line in json.loads(path.read_text())]
    lines = [line | {"group": line["group"][:1].upper() + line["group"][1:]} for line in lines]
    lines += lines_of_tests(args.results / "tests.xml")
    args.out.write_text(page(lines, {path.name for path in records}, commit()), encoding="utf-8")
    lost = sum(line["lost"] for line in lines)
    print(f"{args.out}: {len(lines)} lines, {lost} lost")
    return int(lost > 0)


def lines_of_tests(path: Path) -> list[dict]:
    """Lines for tests of a report in XML, by what their mark says; in the order of the report."""
    tried, lost, skipped = Counter(), Counter(), {}
    for case in ElementTree.parse(path).iter("testcase"):
        for mark in case.iterfind("properties/property[@name='reliability']"):
            what = mark.get("value")
            tried[what] += 0
            if (skip := case.find("skipped")) is not None:
                skipped.setdefault(what, Counter())[skip.get("message")] += 1
                continue
            tried[what] += 1
            lost[what] += any(case.find(kind) is not None for kind in ("failure", "error"))
    lines = []
    for said, number in tried.items():
        group, _, what = said.partition(": ")
        why = (f"{n} not tried: {reason}" for reason, n in skipped.get(said, {}).items())
        detail = "; ".join(why)
        lines.append(
            {"group": group, "what": what, "tried": number, "lost": lost[said], "detail": detail}
        )
    return sorted(lines, key=lambda line: line["what"])


def page(lines: list[dict], records: set[str], commit: str) -> str:
    """The page; `records` are the files that lines came from, besides tests."""
    ran = [f"`{command}`" for name, command in COMMANDS.items() if name in records]
    lacking = [f"`{command}`" for name, command in COMMANDS.items() if name not in records]
    parts = [
        HEAD.format(
            when=f"{datetime.now(UTC):%Y-%m-%d}",
            commit=commit,
            ran=f", and from the last {' and '.join(ran)}, of this commit or before" if ran else "",
            lacking=f"Not tried this time: {' and '.join(lacking)}.\n" if lacking else "",
        )
    ]
    for group in sorted({line["group"] for line in lines}, key=[*GROUPS].index):
        parts.append(f"\n## {group}\n\n{GROUPS[group]}\n")
        parts.append("\n| what was tried | times | lost | |\n| --- | ---: | ---: | --- |\n")
        for line in lines:
            if line["group"] == group:
                cells = (line["what"], line["tried"], line["lost"], line["detail"] or "")
                parts.append(f"| {' | '.join(str(c).replace('|', '/') for c in cells)} |\n")
    return "".join(parts)


def commit() -> str:
    """The commit of this checkout, and whether something was changed since."""
    git = ["git", "-C", str(CHECKOUT)]
    try:
        name = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], **CAPTURE).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "-uno"], **CAPTURE).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name}, with changes" if changed else name


CAPTURE = {"check": True, "capture_output": True, "text": True}


if __name__ == "__main__":
    sys.exit(main())
