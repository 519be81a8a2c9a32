"""Somebody's own recordings, in another script, from file to report in a folder of theirs."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from checkout import SMOKE

from ductus.data.sources.synthetic import synthesise

# Also a conjunct of several code points, what readers of tables take for something else, what
# Snakemake takes for wildcards, and a command line for an option.
FILE = "mine {input} 'x'.csv"
SYMBOLS = {"a": "あ", "d": "क्ष", "u": "ß", "v": "NA", "y": "1", "o": "{ω}%", "e": "->"}


def recorded(folder):
    """Write a file as a tablet's user may have it: no pressure, no time, y downwards, uneven."""
    table = synthesise(list(SYMBOLS), writers=3, instances=2, seed=0)
    table = table.assign(symbol=table.symbol.map(SYMBOLS), writer="Zoë {" + table.writer + "}")
    table = table[(table.symbol != "あ") | (table.writer != "Zoë {w02}")]  # one never drew this
    table = table[(table.instance == 0) | (table.symbol == "あ")]
    columns = ["writer", "symbol", "instance", "x", "y", "stroke"]
    table.assign(y=-table.y)[columns].to_csv(folder / FILE, index=False)


MINE = """\
name: mine
seeds: [3]
split: {trained: [あ, ß, क्ष], new: [NA, '1', '{ω}%', '->'], exemplar: {writers: 2}}
oneshot: {mode: together}
classification: {methods: [paper, nn_dtw, chance]}
states: {shared: null, repeated: null, shown: ['1']}
blending: {pairs: [['1', ß]]}
"""


@pytest.mark.reliability(
    "Bad input: braces, quotes and percent signs in symbols, writers and paths"
)
def test_recordings_go_from_the_file_to_the_report_in_another_folder(fresh, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    recorded(elsewhere)
    imported = subprocess.run(
        [sys.executable, "-m", "ductus.cli", "import", FILE, "--y", "down", "--out", "own.yaml"],
        cwd=elsewhere,
        env={"PYTHONPATH": str(fresh.folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert imported.returncode == 0, imported.stderr
    (elsewhere / "mine.yaml").write_text(MINE, encoding="utf-8")
    overlays = fresh.folder / SMOKE[1], elsewhere / "own.yaml", elsewhere / "mine.yaml"
    words = ("--directory", str(elsewhere), SMOKE[0], *map(str, overlays))

    said = fresh.snakemake(*words)

    results = elsewhere / "results" / "mine"
    where, how = said.splitlines()[-2:]
    assert where == f"Results: {results}/report.html"
    assert how.endswith(f"ductus ui {elsewhere}/results")  # which shows these runs
    assert not (fresh.folder / "results").exists()
    told = json.loads((results / "provenance.json").read_text())
    presets = "workflow/presets/smoke.yaml own.yaml mine.yaml"
    assert told["command"] == f"snakemake --configfile {presets}"
    log = (results / "logs" / "data.txt").read_text(encoding="utf-8")
    assert "pressure is not given: it is 1 throughout" in log
    table = pd.read_parquet(results / "data" / "trajectories.parquet")
    assert set(table.symbol) == set(SYMBOLS.values())
    inferred = {path.stem for path in (results / "seed3" / "oneshot").iterdir()}
    assert inferred == {"u4e-41", "1", "u7b-3c9-7d-25", "u2d-3e"}
    for name in ("generation", "classification_cases"):
        made = pd.read_csv(
            results / "tables" / f"{name}.csv", dtype={"character": str}, keep_default_na=False
        )
        assert set(made.seed) == {3}
        assert set(made.character) == {"NA", "1", "{ω}%", "->"}
        assert set(made.exemplar_writer) == {"Zoë {w01}", "Zoë {w03}"}
    # Everybody drew these once: no drawing is left of the same writer.
    assert set(made.condition) == {"generated", "other_writer"}
    # A run is over, and nothing in it asks to be run again.
    assert not fresh.planned(*words)
