"""Kill runs of smoke.yaml at random moments, many times, and write down what was lost.

python tests/workflow/faults.py --times 30 --seed 1
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree

from interrupting import SIGNALS, TARGETS, Kill, Outcome, Undisturbed, interrupt, kills, undisturbed

WHOM = {
    "group": "all processes of a run",
    "job": "one job of a run",
    "snakemake": "Snakemake, while its jobs live on",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--at-once", type=int, default=1, help="runs side by side")
    parser.add_argument("--out", type=Path, default=Path("results/reliability/faults.json"))
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ductus-faults-"))
    outcomes = list(tried(folder, args.times, args.seed, args.at_once))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record(outcomes), indent=1) + "\n")
    trials = args.out.with_suffix(".trials.jsonl")
    trials.write_text("".join(json.dumps(asdict(one)) + "\n" for one in outcomes))
    lost = sum(bool(one.lost) for one in outcomes)
    if lost:
        print(f"what was left of those that lost something: {folder}")
    else:
        rmtree(folder)
    print(f"{len(outcomes)} runs killed and taken up, {lost} of them lost something: {args.out}")
    return int(lost > 0)


def tried(folder: Path, times: int, seed: int, at_once: int):
    """Outcomes of all kills, as they come in."""
    print("an undisturbed run, to compare with", flush=True)
    whole = undisturbed(folder / "whole")
    print(f"took {whole.seconds:.0f} s, {whole.jobs} jobs", flush=True)

    def trial(numbered: tuple[int, Kill]) -> Outcome:
        number, kill = numbered
        outcome = one_trial(folder / f"run{number}", kill, whole)
        print(
            f"{number}: {kill.signal} to {WHOM[kill.target]}, at work: "
            f"{' '.join(outcome.running) or 'none'}; {outcome.seconds:.0f} s; "
            f"lost: {'; '.join(outcome.lost) or 'nothing'}",
            flush=True,
        )
        return outcome

    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(trial, enumerate(kills(times, seed, whole.stages), start=1))


def one_trial(folder: Path, kill: Kill, whole: Undisturbed) -> Outcome:
    """A kill in a folder that is removed again unless something was lost."""
    outcome = interrupt(folder, kill, whole)
    if not outcome.lost:
        rmtree(folder)
    return outcome


def record(outcomes: list[Outcome]) -> list[dict]:
    """Lines for the table of docs/reliability.md, one for each signal and target."""
    lines = []
    for name in SIGNALS:
        for target in TARGETS:
            struck = [o for o in outcomes if o.running]  # the others had ended by then
            mine = [o for o in struck if (o.kill.signal, o.kill.target) == (name, target)]
            if mine:
                stages = {one.kill.stage for one in mine}
                lines.append(
                    {
                        "group": "Interruption",
                        "what": f"{name} to {WHOM[target]}, at a random moment of a stage",
                        "tried": len(mine),
                        "lost": sum(bool(one.lost) for one in mine),
                        "detail": f"during {', '.join(sorted(stages))}; of "
                        f"{sum(o.done_before for o in mine)} jobs finished before, "
                        f"{sum(o.done_again for o in mine)} ran again",
                    }
                )
    return lines


if __name__ == "__main__":
    sys.exit(main())
