"""Config files are looked at before Snakemake reads them: one line with file and row."""

import time
from pathlib import Path

import pytest

from ductus.errors import DuctusError
from ductus.experiment.config_files import OWN, check_files, named

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)
)
TWICE = "training:\n  steps: 5\nseeds: [1]\n'training': {}\n"
WRONG = {
    "a section twice": (TWICE, "row 4: 'training' is there twice, first in row 1"),
    "a key twice": ("a:\n  b: [{c: 1,\n   c: 2}]\n", "row 3: 'c' is there twice, first in row 2"),
    "a tab": ("training:\n\tsteps: 5\n", "row 2: is not YAML: "),
    "no YAML": ("name: a\nb: {[}: ?\n", "row 2: is not YAML: "),
    "not closed": ("name: a\nsplit: {new: [a\n", "row 3: is not YAML: "),
    "a date that is none": ("name: 2001-13-99", "is not YAML: month must be in 1..12"),
    "an object of Python": ("name: !!python/object/apply:os.getcwd []", "row 1: is not YAML: "),
    "a program": ("name: a\n__use_yte__: true\n", "row 2: __use_yte__ has Snakemake run code"),
    "two documents": ("name: a\n---\nname: b\n", "row 2: is not YAML: "),
    "a list": ("- name\n", "expected keys with values, as in config.yaml"),
    "nothing": ("", "expected keys with values, as in config.yaml"),
    "bytes": (b"name: a\nb: \xff\n", "row 2: byte 0xff is not UTF-8"),
    "anchors of anchors": (BOMB, "row 5: more than 50000 values, aliases written out"),
    "a million symbols": (
        f"new: &a [{'x, ' * 1000}]\nsplit: {{new: [{'*a , ' * 1000}]}}",
        "row 2: more than 50000 values",
    ),
    "an anchor in itself": ("a: &a [*a]", "row 1: *a stands for nothing before it"),
    "no end of brackets": (f"a: {'[' * 10**5}", "row 1: is nested deeper than 20"),
    "far too long": ("#" * 10**6 + "\n", "is larger than 1000000 bytes, which no config is"),
}


def line_of(*files):
    with pytest.raises(DuctusError) as caught:
        check_files(files)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@pytest.mark.reliability(
    "Bad input: config files that are no YAML, have a key twice, or expand without end"
)
@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_file_and_row(tmp_path, content, message):
    file = tmp_path / "mine.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    began = time.process_time()
    assert line_of(OWN, file).startswith(f"config: {file}: {message}")
    assert time.process_time() - began < 5


def test_a_tab_is_named(tmp_path):
    (tmp_path / "mine.yaml").write_text("training:\n\tsteps: 5\n")
    assert line_of(tmp_path / "mine.yaml").endswith("indented by a tab, expected spaces")


def test_a_folder_is_no_config(tmp_path):
    assert "expected a file of YAML, got a folder" in line_of(tmp_path)
    check_files([tmp_path / "missing.yaml"])  # of which Snakemake speaks


def test_anchors_merges_and_json_are_sound(tmp_path):
    (tmp_path / "a.yaml").write_text("a: &a {b: 1}\nc: {<<: *a, b: 2}\nd: [*a, *a]\n")
    (tmp_path / "b.json").write_text('{\n\t"name": "a",\n\t"b": [1]\n}\n')
    check_files([OWN, tmp_path / "a.yaml", tmp_path / "b.json"])


def test_files_are_those_that_snakemake_would_read():
    words = ["map", "--cores", "8", "--configfile", "a.yaml", "b", "-n", "--config", "x=y"]
    assert named(words) == [Path("a.yaml"), Path("b")]
    assert named(["--configfiles", "a", "--", "classify"]) == [Path("a")]
    assert named(["--configfile=a", "-C", "x=y"]) == [Path("a")]
    assert named(["--config", "x=y", "-n"]) == named(["--configfile"]) == []
