"""Somebody's own recordings, in another script, from the file to the report."""

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


@pytest.mark.reliability(
    "Bad input: braces, quotes and percent signs in symbols, writers and paths"
)
def test_recordings_go_from_the_file_to_the_report(fresh):
    recorded(fresh.folder)
    imported = subprocess.run(
        [sys.executable, "-m", "ductus.cli", "import", FILE, "--y", "down", "--out", "own.yaml"],
        cwd=fresh.folder,
        env={"PYTHONPATH": str(fresh.folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert imported.returncode == 0, imported.stderr
    split = "{trained: [あ, ß, क्ष], new: [NA, '1', '{ω}%', '->'], exemplar: {writers: 2}}"
    (fresh.folder / "mine.yaml").write_text(f"name: mine\nsplit: {split}\n", encoding="utf-8")

    fresh.snakemake(*SMOKE, "own.yaml", "mine.yaml")

    results = fresh.folder / "results" / "mine"
    assert (results / "report.html").exists()
    log = (results / "logs" / "data.txt").read_text(encoding="utf-8")
    assert "pressure is not given: it is 1 throughout" in log
    table = pd.read_parquet(results / "data" / "trajectories.parquet")
    assert set(table.symbol) == set(SYMBOLS.values())
    for name in ("generation", "classification_cases"):
        made = pd.read_csv(
            results / "tables" / f"{name}.csv", dtype={"character": str}, keep_default_na=False
        )
        assert set(made.character) == {"NA", "1", "{ω}%", "->"}
        assert set(made.exemplar_writer) == {"Zoë {w01}", "Zoë {w03}"}
    # Everybody drew these once: no drawing is left of the same writer.
    assert set(made.condition) == {"generated", "other_writer"}
    # A run is over, and nothing in it asks to be run again.
    assert not fresh.planned(*SMOKE, "own.yaml", "mine.yaml")
