"""Runs that differ from the preset: another folder, other symbols, an interruption."""

import json
import os
import signal
import time

import pandas as pd
import pytest
from checkout import SMOKE


def test_other_symbols_in_another_folder(fresh, tmp_path):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text(
        "name: mine\nseeds: [3]\nsplit: {trained: ['0', '2', A], new: ['1', B, b]}\n"
        "oneshot: {mode: together}\nstates: {shared: null, repeated: null, shown: [b]}\n"
        "blending: {pairs: [['1', A]]}\n"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    targets, preset = ("tables", "results/mine/provenance.json"), fresh.folder / SMOKE[1]
    said = fresh.snakemake(
        *targets, "--directory", str(elsewhere), SMOKE[0], str(preset), str(overlay)
    )
    results = elsewhere / "results" / "mine"
    where, how = said.splitlines()[-2:]
    assert where == f"Results: {results}"
    assert how.endswith(f"ductus ui {elsewhere}/results")  # which shows these runs
    assert not (fresh.folder / "results").exists()
    told = json.loads((results / "provenance.json").read_text())
    assert told["command"] == "snakemake --configfile workflow/presets/smoke.yaml mine.yaml"
    table = pd.read_csv(results / "tables" / "generation.csv", dtype={"character": str})
    assert set(table.character) == {"1", "B", "b"}
    assert set(table.seed) == {3}
    inferred = {path.name for path in (results / "seed3" / "oneshot").iterdir()}
    assert inferred == {"1.npz", "u42.npz", "b.npz"}


@pytest.mark.reliability("Interruption: a run killed, then the same command again")
def test_interrupted_run_goes_on_without_a_flag(again):
    running = again.started(*SMOKE, "--config", "oneshot={iterations: 20000}")
    incomplete = again.folder / ".snakemake" / "incomplete"
    until = time.monotonic() + 60
    while not any(incomplete.glob("*")) and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(1)
    os.killpg(running.pid, signal.SIGINT)  # as Ctrl+C does
    running.wait(timeout=60)
    assert running.returncode != 0
    again.snakemake("oneshot", *SMOKE)
    assert not again.planned("oneshot", *SMOKE)
