"""results.md from the records: the ratios, the machine, and a section a topic."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import growth_section
import sections
from tabulating import Headline, Section, listed, table

HERE = Path(__file__).parent
TOPICS = {
    "training": sections.training,
    "inference": sections.inference,
    "limits": sections.limits,
    "growth": growth_section.growth,
    "workflow": sections.workflow,
}
INTRODUCTION = """\
# Benchmarks

Made by `make bench`, of the records in [records/](records). Times are CPU seconds, of all threads
and children, with one thread a process; where a spread is given it is the smallest and the largest
of n runs, and the value before it their median. What is compared took turns on one machine.
Without a GPU: one seed and many seeds at once on a GPU are not measured.
docs/performance.md says what costs what, and why."""
MACHINE = ("cpu", "features", "cores", "threads", "system", "python", "torch", "lightning", "numpy")


def main(folder: Path) -> None:
    """Write results.md beside a folder of records."""
    records = {
        topic: json.loads(path.read_text(encoding="utf-8"))
        for topic in TOPICS
        if (path := folder / "records" / f"{topic}.json").exists()
    }
    text = page(records)
    (folder / "results.md").write_text(text, encoding="utf-8")


def page(records: dict[str, dict[str, Any]]) -> str:
    """The page, of the topics that there are records of."""
    made = [TOPICS[topic](records) for topic in records]
    headlines = [headline for section in made for headline in section.headlines]
    parts = [INTRODUCTION, ratios(headlines), machines(records), *map(shown, made)]
    return "\n\n".join(parts) + "\n"


def ratios(headlines: list[Headline]) -> str:
    rows = [(h.what, h.value, h.goal or "–", h.verdict) for h in headlines]
    return "## Ratios\n\n" + table(["what", "measured", "goal", "met"], rows)


def machines(records: dict[str, dict[str, Any]]) -> str:
    """What it ran on; a table of the topics if they were not run together."""
    about = [record["machine_info"] for record in records.values()]
    lines = ["## Machine", ""]
    same = [key for key in MACHINE if len({str(one[key]) for one in about}) == 1]
    lines.append(", ".join(f"{key} {about[0][key]}" for key in same if about[0][key]) + ".")
    differ = [key for key in MACHINE if key not in same]
    rows = [
        (
            topic,
            record["datetime"][:16].replace("T", " "),
            record["commit_info"]["id"][:9] + "*" * bool(record["commit_info"]["dirty"]),
            f"{record['machine_info']['load']:.1f}",
            *[record["machine_info"][key] for key in differ],
        )
        for topic, record in records.items()
    ]
    lines += ["", table(["topic", "ended (UTC)", "commit", "load before", *differ], rows)]
    if any(record["commit_info"]["dirty"] for record in records.values()):
        lines += ["", "\\* with changes that were not committed."]
    if differ:
        lines += ["", f"**Not from one machine**: {listed(differ)} differ."]
    if any(one["quick"] for one in about):
        lines += ["", "**Tiny sizes, only to see that it runs: no number here means anything.**"]
    return "\n".join(lines)


def shown(section: Section) -> str:
    return f"## {section.title}\n\n{section.text}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HERE)
