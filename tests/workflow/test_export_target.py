"""The target `export`, after a run and by hand."""

import subprocess
import sys

from checkout import SMOKE


def test_letters_are_exported_after_a_run_and_by_hand(again):
    assert set(again.planned("export", *SMOKE)) == {"export_alphabet"}
    again.snakemake("export", *SMOKE)
    results = again.folder / "results" / "smoke"
    assert "M2" in (results / "export" / "alphabet.gcode").read_text()
    assert (results / "export" / "alphabet.ttf").read_bytes().startswith(b"\0\1\0\0")
    text = (results / "export" / "alphabet.svg").read_text()
    assert text.count("<title>") == 1 + 5 * 4  # symbols of the preset, ways to write each
    assert set(again.planned("export", *SMOKE, "--config", "export={feed: 90}")) == {
        "export_alphabet"
    }

    words = ("--results", "results/smoke", "--writer", "w03", "--text", "day", "--out", "a.svg")
    done = subprocess.run(
        [sys.executable, "-m", "ductus.cli", "export", *words],
        cwd=again.folder,
        env={"PYTHONPATH": str(again.folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "seed 1, writer w03: 5 letters" in done.stdout
    titles = (again.folder / "a.svg").read_text().split("<title>")[2:]
    assert [title[0] for title in titles] == list("day")
