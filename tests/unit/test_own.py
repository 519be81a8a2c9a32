import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from configs import given

from ductus.cli import main
from ductus.commands.import_ import overlay
from ductus.data.sources import own
from ductus.data.sources.own import examine, read_drawn, read_own
from ductus.data.sources.own_checks import TEXT_RULES
from ductus.data.sources.synthetic import synthesise
from ductus.data.trajectory import KEYS
from ductus.errors import DuctusError
from ductus.experiment.provenance import CHECKOUT

LETTERS = dict(zip("adouvy", ["あ", "ß", "क्ष", "fi", "1", "NA"], strict=True))


@pytest.fixture(scope="module")
def recorded():
    """Handwriting under symbols of many scripts, some of which other readers take for numbers."""
    table = synthesise("adouvy", writers=3, instances=3, seed=0)
    return table.assign(symbol=table.symbol.map(LETTERS)).sort_values(
        [*KEYS, "frame"], ignore_index=True
    )


@pytest.fixture
def lines(tmp_path):
    """Write a CSV from lines, and return what is wrong with it."""

    def problems(*rows, header="writer,symbol,instance,x,y"):
        (tmp_path / "own.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return examine(tmp_path / "own.csv").problems

    return problems


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_one_table_comes_back_as_it_is(recorded, tmp_path, ending):
    file = tmp_path / f"own.{ending}"
    shuffled = recorded.sample(frac=1, random_state=0)
    if ending == "csv":
        shuffled.to_csv(file, index=False)
    else:
        shuffled.to_parquet(file)
    found = examine(file)
    assert found.problems == found.remarks == []
    pd.testing.assert_frame_equal(found.table, recorded)


def test_what_is_missing_is_filled_in_and_said(recorded, tmp_path):
    recorded[["y", "x", "instance", "symbol", "writer"]].to_csv(tmp_path / "o.csv", index=False)
    found = examine(tmp_path / "o.csv")
    assert (found.table.pressure == 1).all()
    assert (found.table.stroke == 0).all()
    assert np.allclose(found.table.time, found.table.frame * 0.02)
    pd.testing.assert_frame_equal(found.table[["x", "frame"]], recorded[["x", "frame"]])
    assert [line.split()[0] for line in found.remarks] == ["frame", "stroke", "pressure", "time"]


def test_y_that_counts_downwards_is_turned_round(recorded, tmp_path):
    recorded.assign(y=-recorded.y, finger="left").to_csv(tmp_path / "o.csv", index=False)
    found = examine(tmp_path / "o.csv", y="down")
    pd.testing.assert_frame_equal(found.table, recorded)
    assert any("'finger'" in line for line in found.remarks)
    assert any("turned round" in line for line in found.remarks)


def test_numbers_in_parquet_are_symbols_too(tmp_path):
    table = pd.DataFrame({"writer": [7, 7], "symbol": [1, 1], "instance": 0, "x": 0, "y": [0, 1]})
    table.to_parquet(tmp_path / "o.parquet")
    found = examine(tmp_path / "o.parquet").table
    assert found.writer.tolist() == ["7", "7"]
    assert found.symbol.tolist() == ["1", "1"]


def test_spreadsheets_mark_and_empty_rows_are_passed_over(tmp_path):
    text = "\ufeffwriter,symbol,instance,x,y\r\nw,a,0,0,0\r\n\r\n,,,,\r\nw,a,0,1,1\r\n"
    (tmp_path / "o.csv").write_bytes(text.encode())
    assert examine(tmp_path / "o.csv").table.frame.tolist() == [0, 1]


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('w,a,0,0,0\n"w\n\n2",a,0,?,0\n\nw,a,0,?,1\n', "row 5: x is '?', expected a number"),
        ('"w\nx",a,0,0,0\nw,"a,0,0,0\n' + "w,a,0,0,0\n" * 9, "row 3: a quote is opened and not"),
        ('w,"' + "w,a,0,0,0\n" * 20_000, "row 2: a quote is opened and not closed"),
        ('"w\nx",a,0,0,0\nw,\xff,0,0,0\n', "row 3: byte 0xff is not UTF-8 text"),
    ],
)
def test_rows_are_counted_as_a_spreadsheet_does(tmp_path, content, problem):
    """A line break in quotes begins no row, an empty row is one."""
    file = tmp_path / "own.csv"
    file.write_bytes(b"writer,symbol,instance,x,y\n" + content.encode("latin-1"))
    try:
        told = examine(file).problems
    except DuctusError as error:
        told = [str(error).removeprefix(f"{file}: ")]
    assert told[-1].startswith(problem)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_parts_of_a_file_are_put_together(recorded, tmp_path, monkeypatch, ending):
    monkeypatch.setattr("ductus.data.sources.own_reading.PART", 17)
    file = tmp_path / f"own.{ending}"
    few = recorded[recorded.symbol.isin(["1", "NA"])].reset_index(drop=True)
    shuffled = few.sample(frac=1, random_state=0)
    getattr(shuffled, f"to_{ending}")(file, index=False)
    pd.testing.assert_frame_equal(examine(file).table, few)
    drawn = few.groupby(["writer", "symbol"]).instance.apply(lambda i: sorted(set(i))).to_dict()
    assert read_drawn(file) == drawn
    shuffled.iloc[::-1].assign(pressure=2).to_csv(tmp_path / "bad.csv", index=False)
    told = examine(tmp_path / "bad.csv").problems
    assert told[:10] == [f"row {i}: pressure is '2', expected 0 to 1" for i in range(2, 12)]
    assert told[10:] == [f"... and {len(few) - 10} more of this kind (pressure: expected 0 to 1)"]


BAD_CELLS = {
    "w,a,0,,1": "x is empty",
    'w,a,0,"1,5",1': "x is '1,5', expected a number",
    "w,a,0,inf,1": "x is 'inf', expected a number",
    "w,a,1.5,1,1": "instance is '1.5', expected a whole number of at least 0",
    "w,a,-1,1,1": "instance is '-1', expected a whole number of at least 0",
    "w,a,1e30,1,1": "instance is '1e30', expected a whole number of at least 0",
    ",a,0,1,1": "writer is empty",
    "w,,0,1,1": "symbol is empty",
    "w, a,0,1,1": "symbol is ' a', expected text without spaces around it",
    "w,a\tb,0,1,1": "symbol is 'a\\tb', expected text without control characters",
    f"w,{'a' * 17},0,1,1": f"symbol is '{'a' * 17}', expected at most 16 code points",
    "w,a,0,1": "4 values, expected 5",
    "w,a,0,1,2,3": "6 values, expected 5",
}


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(("row", "problem"), BAD_CELLS.items())
def test_a_bad_cell_is_told_with_its_row(lines, row, problem):
    assert lines("w,b,0,0,0", "w,b,0,1,1", row) == [f"row 4: {problem}"]


def test_symbols_and_writers_may_look_like_options(lines):
    symbols = ("->", "--help", "-", "--", "-x")
    assert lines(*(f"{symbol},{symbol},0,0,0" for symbol in symbols)) == []


HEADER = "writer,symbol,instance,frame,x,y,stroke,time"


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (("w,a,0,0,nan,0,0,0",), "row 2: x is 'nan', expected a number"),
        (("w,a,0,1,0,0,0,0",), "row 2: frame is 1 in 'a' by w, instance 0, expected 0"),
        (("w,a,0,0,0,0,0,0", "w,a,0,2,0,0,0,1"), "row 3: frame is 2 in 'a' by w, instance 0"),
        (("w,a,0,0,0,0,0,0", "w,a,0,0,0,0,0,1"), "row 3: frame is 0 in 'a' by w, instance 0"),
        (("w,a,0,0,0,0,1,0",), "row 2: stroke is 1 in 'a' by w, instance 0, expected to start at"),
        (("w,a,0,0,0,0,0,0", "w,a,0,1,0,0,2,1"), "row 3: stroke is 2 in 'a' by w, instance 0"),
        (("w,a,0,0,0,0,0,5",), "row 2: time is 5 at the start of 'a' by w, instance 0, expected 0"),
        (
            ("w,a,0,0,0,0,0,0", "w,a,0,1,0,0,0,0.2", "w,a,0,2,0,0,0,0.1"),
            "row 4: time is 0.1 after 0.2 in 'a' by w, instance 0, expected seconds that do not",
        ),
        (
            ("w,a,0,0,0,0,0,0", "w,a,0,1,0,0,0,20", "w,a,0,2,0,0,0,40"),
            "time: 20 from one position to the next (median); expected seconds",
        ),
    ],
)
def test_rows_that_do_not_go_together_are_told(lines, rows, problem):
    (told,) = lines(*rows, header=HEADER)
    assert told.startswith(problem)


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize("pressure", ["-0.1", "1.01", "nan", "hard"])
def test_a_pressure_that_is_none_is_told(lines, pressure):
    header = "writer,symbol,instance,x,y,pressure"
    (told,) = lines("w,a,0,0,0,0.5", f"w,a,0,1,1,{pressure}", header=header)
    expected = "a number" if pressure in ("nan", "hard") else "0 to 1"
    assert told == f"row 3: pressure is {pressure!r}, expected {expected}"


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_a_list_in_a_parquet_cell_is_told(tmp_path):
    table = pd.DataFrame({"writer": "w", "symbol": "a", "instance": 0, "x": [[], [1]], "y": 0})
    table.to_parquet(tmp_path / "o.parquet")
    with pytest.raises(DuctusError, match=r"o\.parquet: column 'x': expected text or numbers, got"):
        examine(tmp_path / "o.parquet")


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_a_drawing_in_two_places_is_told(lines):
    (told,) = lines("w,a,0,0,0", "w,b,0,0,0", "w,a,0,1,1")
    assert told.startswith("row 4: 'a' by w, instance 0 goes on here")


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_one_letter_in_two_unicode_forms_is_told(lines):
    (told,) = lines("w,é,0,0,0", "w,e\u0301,1,0,0")
    assert told.startswith("row 3: symbol")
    assert "(U+0065 U+0301) is the same letter as 'é' (U+00E9)" in told


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_every_problem_is_told_and_many_of_a_kind_are_counted(lines):
    rows = [f"w,a,{i},{'x' if i % 2 else 0},0" for i in range(50)]
    told = lines(",c,0,0,0", *rows, "w,b,0,0,zero", ",c,0,0,0", "w,c")
    assert told[0] == "row 2: writer is empty"
    assert told[1:11] == [f"row {i}: x is 'x', expected a number" for i in range(4, 23, 2)]
    assert told[11:14] == [
        "row 53: y is 'zero', expected a number",
        "row 54: writer is empty",
        "row 55: 2 values, expected 5",
    ]
    assert told[14:] == ["... and 15 more of this kind (x: expected a number)"]


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_every_missing_column_is_told(lines):
    told = lines("w,0", header="Writer,x")
    assert told == [
        f"column {name!r} is missing; there are Writer, x"
        for name in ["writer", "symbol", "instance", "y"]
    ]


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("o.csv", None, "o.csv: no such file"),
        ("o.parquet", None, "o.parquet: no such file"),
        ("o.xlsx", b"PK", "o.xlsx: expected a file that ends in .csv or .parquet"),
        ("o.csv", b"", "o.csv: is empty"),
        ("o.csv", b"writer,symbol\nw,a\nw,\xe4\n", "o.csv: row 3: byte 0xe4 is not UTF-8 text"),
        ("o.csv", "writer,x\n".encode("utf-16"), "o.csv: row 1: byte 0xff is not UTF-8 text"),
        ("o.csv", b"writer;symbol\nw;a\n", "expected columns separated by commas"),
        ("o.csv", b"x,y,x\n1,2,3\n", "o.csv: column 'x' is there twice"),
        ("o.csv", b'writer,symbol\nw,"a\n', "o.csv: row 2: a quote is opened and not closed"),
        ("o.parquet", b"PAR1 and no more", "o.parquet: expected a Parquet file"),
        ("o.parquet", b"", "o.parquet: expected a Parquet file"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    for read in (examine, read_drawn, lambda file: read_own(file, ["a"])):
        with pytest.raises(DuctusError) as caught:
            read(tmp_path / name)
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)


def test_who_drew_what_is_known_from_the_key_columns(tmp_path):
    rows = ["w,a,2,?,?", "w,a,2,?,?", "w,a,0,?,?", "v,NA,1,?,?"]
    (tmp_path / "o.csv").write_text("\n".join(["writer,symbol,instance,x,y", *rows]))
    assert read_drawn(tmp_path / "o.csv") == {("w", "a"): [0, 2], ("v", "NA"): [1]}


def test_what_a_plan_asks_of_a_file_is_read_once_as_long_as_it_stays_the_same(
    tmp_path, monkeypatch
):
    file = tmp_path / "o.csv"
    file.write_text("writer,symbol,instance,x,y\nw,a,2,0,0\nw,a,0,0,0\n")
    drawn = read_drawn(file)
    kept = tmp_path / ".o.csv.drawn.json"
    reads = []
    monkeypatch.setattr(own, "_read_drawn", lambda file: reads.append(file) or drawn)
    assert read_drawn(file) == drawn == {("w", "a"): [0, 2]}
    assert not reads
    for spoilt in ("", "{", "[1]", '{"sha256": 1}', kept.read_text().replace("[0, 2]", "[]")):
        kept.write_text(spoilt)
        assert read_drawn(file) == drawn
        assert len(reads) == 1
        reads.clear()
    before = file.stat()
    file.write_text("writer,symbol,instance,x,y\nw,b,2,0,0\nw,a,0,0,0\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    read_drawn(file)
    assert len(reads) == 1


def test_a_file_among_files_that_cannot_be_written_is_read_each_time(tmp_path):
    (tmp_path / "o.csv").write_text("writer,symbol,instance,x,y\nw,a,0,0,0\n")
    (tmp_path / ".o.csv.drawn.json").mkdir()
    assert read_drawn(tmp_path / "o.csv") == {("w", "a"): [0]}


def test_the_docs_name_every_rule_on_symbols():
    docs = (CHECKOUT / "docs" / "own-recordings.md").read_text(encoding="utf-8")
    for rule, _ in TEXT_RULES:
        assert rule in docs


def test_a_stage_names_the_first_problem_and_the_command_that_tells_all(tmp_path):
    file = tmp_path / "o.csv"
    file.write_text("writer,symbol,instance,x,y\nw,a,0,0,?\nw,a,0,?,0\n")
    with pytest.raises(DuctusError) as caught:
        read_own(file, ["a"])
    assert str(caught.value).startswith(
        f"{file}: row 2: y is '?', expected a number; `ductus import"
    )
    file.write_text("writer,symbol,instance,x,y\nw,a,0,0,0\n")
    with pytest.raises(DuctusError, match="nobody wrote 'b'"):
        read_own(file, ["b"])


def test_import_writes_a_config_that_fits_and_the_table_if_asked(recorded, tmp_path, capsys):
    file, table = tmp_path / "meine Schrift.csv", tmp_path / "t.parquet"
    recorded.to_csv(file, index=False)
    assert main(["import", str(file), "--out-table", str(table)]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(table), recorded)
    said = capsys.readouterr()
    assert "3 writers: w01, w02, w03" in said.err
    assert "54 drawings, 3 of a symbol by a writer" in said.err
    config = yaml.safe_load(said.out)
    assert config["name"] == "meine-Schrift"
    assert sorted(config["split"]["trained"] + config["split"]["new"]) == sorted(LETTERS.values())
    assert config["classification"] == {"same_writer": 2, "other_writers": 2}


@pytest.mark.reliability("Bad input: `ductus import` redirected into a file: a config, or nothing")
def test_what_import_prints_is_the_config_and_out_is_the_same(recorded, tmp_path, capsys):
    file, out = tmp_path / "own.csv", tmp_path / "mine config.yaml"
    recorded.drop(columns="pressure").to_csv(file, index=False)
    assert main(["import", str(file)]) == 0
    printed = yaml.safe_load(capsys.readouterr().out)
    assert main(["import", str(file), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "pressure is not given" in said.err
    text = out.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == printed
    assert f"--configfile '{out}'" in text
    recorded[recorded.symbol.isin(["1", "NA"])].to_csv(file, index=False)
    assert main(["import", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "too little for an experiment" in said.err.splitlines()[-1]


def test_a_table_is_not_taken_for_a_config(recorded, tmp_path, capsys):
    recorded.to_csv(tmp_path / "own.csv", index=False)
    for option, name in (("--out", "t.parquet"), ("--out-table", "t.csv")):
        assert main(["import", str(tmp_path / "own.csv"), option, name]) == 2
        assert f"{option}: expected a file that ends in ." in capsys.readouterr().err


def test_data_takes_the_symbols_asked_for_and_says_what_was_filled_in(recorded, tmp_path, capsys):
    file, out = tmp_path / "o.csv", tmp_path / "t.parquet"
    recorded.drop(columns="pressure").assign(y=-recorded.y).to_csv(file, index=False)
    own = {"source": "own", "own": {"file": str(file), "y": "down"}}
    symbols = {"trained": ["NA"], "new": ["あ"]}
    words = ["data", "--out", str(out), "--config"]
    assert main([*words, given(data=own, split=symbols)]) == 0
    said = capsys.readouterr().err
    assert "own: 3 writers, 2 symbols, 18 drawings" in said
    assert "own: pressure is not given: it is 1 throughout" in said
    wanted = recorded[recorded.symbol.isin(["NA", "あ"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_parquet(out), wanted.assign(pressure=1.0))
    assert main([*words, given(data={"source": "own"}, split=symbols)]) == 2
    assert "expected a .csv or .parquet for the source own, got null" in capsys.readouterr().err


def test_import_tells_every_problem_and_ends_with_status_1(tmp_path, capsys):
    file, out = tmp_path / "o.csv", tmp_path / "t.yaml"
    file.write_text("writer,symbol,instance,x,y\nw,a,0,0,?\n,a,0,0,0\n")
    assert main(["import", str(file), "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{file}: row 2: y is '?', expected a number",
        f"{file}: row 3: writer is empty",
    ]
    assert not out.exists()


def test_uneven_recordings_get_a_config_of_what_all_wrote(recorded):
    lacking = recorded[(recorded.writer != "w02") | (recorded.symbol != "NA")]
    lacking = lacking[(lacking.writer != "w01") | (lacking.instance > 0)]  # begins with 1
    chosen = overlay(lacking, Path("o.csv"), "up")
    assert "NA" not in chosen["split"]["trained"] + chosen["split"]["new"]
    assert chosen["split"]["exemplar"]["instance"] == 1
    assert chosen["classification"]["same_writer"] == 1
    assert overlay(recorded[recorded.symbol.isin(["あ", "ß"])], Path("o.csv"), "up") is None
