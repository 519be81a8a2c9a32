"""Measure some topics, or all, and write results.md: what `make bench` does.

    python benchmarks/run.py                     everything, under an hour
    python benchmarks/run.py growth limits       these; the other sections stay as they were
    python benchmarks/run.py --cap 10 training   give the plain training up after 10 CPU minutes

Each topic is a file `bench_<topic>.py`, run by itself; its record is `records/<topic>.json`, and
`report.py` makes `results.md` of the records.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import report

HERE = Path(__file__).parent
MANY = 100  # single times are kept in a record up to so many; beyond, their statistics


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=", ".join(report.TOPICS))
    parser.add_argument("--cap", type=float, default=35, help="CPU minutes for plain training")
    parser.add_argument("--smoke", action="store_true", help="the workflow of smoke.yaml")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: only to see that it runs")
    parser.add_argument("--out", type=Path, default=HERE, help="where records and results.md go")
    args = parser.parse_args(arguments)
    unknown = [topic for topic in args.topics if topic not in report.TOPICS]
    if unknown:
        parser.error(f"{unknown[0]!r} is no topic; there are {', '.join(report.TOPICS)}")
    records = args.out / "records"
    records.mkdir(parents=True, exist_ok=True)
    topics = args.topics or list(report.TOPICS)
    for number, topic in enumerate(topics, 1):
        print(f"{time.strftime('%H:%M:%S')} {topic}, {number} of {len(topics)}", flush=True)
        quick = ["--quick", "--benchmark-max-time=0.02"]
        options = quick if args.quick else [f"--cap={args.cap}", *["--smoke"] * args.smoke]
        if not measured(topic, records / f"{topic}.json", options):
            print(f"{topic}: not measured; its record stays as it was", file=sys.stderr)
            return 1
        print()
    report.main(args.out)
    print(f"{args.out / 'results.md'}")
    return 0


def measured(topic: str, record: Path, options: list[str]) -> bool:
    """Run one topic; whether it went well. Only then is its record replaced."""
    beside = record.with_suffix(".part")
    command = [sys.executable, "-m", "pytest", "-c", str(HERE / "pytest.ini")]
    command += [str(HERE / f"bench_{topic}.py"), f"--benchmark-json={beside}", *options]
    # One thread, and the modules of this checkout, whatever is installed.
    source = os.pathsep.join(filter(None, [str(HERE.parent / "src"), os.getenv("PYTHONPATH")]))
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": source}
    try:
        if subprocess.run(command, cwd=HERE.parent, env=environment).returncode:
            return False
        whole = json.loads(beside.read_text(encoding="utf-8"))
        for benchmark in whole["benchmarks"]:
            if len(benchmark["stats"].get("data", [])) > MANY:
                del benchmark["stats"]["data"]
        record.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        return True
    finally:
        beside.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
