import numpy as np
import pandas as pd
import pytest

from ductus.data.trajectory import COLUMNS, DTYPES, as_trajectories
from ductus.errors import DuctusError


@pytest.fixture
def table():
    """Return two drawings, the first of two strokes, with the rows and columns out of order."""
    rows = [
        ("w02", "ß", 0, 0, 0.1, 0.9, 0.4, 0, 0.00),
        ("w02", "ß", 0, 1, 0.2, 0.8, 0.5, 0, 0.02),
        ("w01", "t", 3, 2, 0.3, 0.7, 0.6, 1, 0.30),
        ("w01", "t", 3, 0, 0.5, 1.0, 0.4, 0, 0.00),
        ("w01", "t", 3, 1, 0.5, 0.2, 1.0, 0, 0.02),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)[COLUMNS[::-1]]


def line_of(table):
    with pytest.raises(DuctusError) as caught:
        as_trajectories(table, "my.csv")
    line = str(caught.value)
    assert line.startswith("my.csv: ")
    assert "\n" not in line
    return line


def test_rows_columns_and_types_come_in_the_one_order(table):
    result = as_trajectories(table.assign(other=1), "my.csv")
    assert list(result.columns) == COLUMNS
    assert {c: str(d) for c, d in result.dtypes.items()} == {
        c: str(pd.Series(dtype=d).dtype) for c, d in DTYPES.items()
    }
    assert list(result.writer) == ["w01"] * 3 + ["w02"] * 2
    assert list(result.frame) == [0, 1, 2, 0, 1]
    assert list(result.index) == list(range(5))


def test_a_second_pass_changes_nothing(table):
    once = as_trajectories(table, "my.csv")
    pd.testing.assert_frame_equal(as_trajectories(once, "my.csv"), once)


def test_the_table_given_is_not_changed(table):
    before = table.copy()
    as_trajectories(table, "my.csv")
    pd.testing.assert_frame_equal(table, before)


def test_numbers_for_ids_become_text(table):
    result = as_trajectories(table.assign(writer=7), "my.csv")
    assert set(result.writer) == {"7"}


def test_text_that_reads_as_numbers_is_taken(table):
    text = table.assign(x=table.x.astype(str), frame=table.frame.astype(str))
    expected = as_trajectories(table, "my.csv")
    pd.testing.assert_frame_equal(as_trajectories(text, "my.csv"), expected)


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize("column", COLUMNS)
def test_missing_column_is_named(table, column):
    assert repr(column) in line_of(table.drop(columns=column))


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize("column", COLUMNS)
def test_missing_value_is_named_with_its_row(table, column):
    table[column] = table[column].astype(object)
    table.loc[2, column] = None
    assert f"row 2: {column} is missing" in line_of(table)


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_empty_table_is_refused(table):
    assert "no pen positions" in line_of(table.iloc[:0])


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        (0, "x", "left", "row 0: x is left, expected a number"),
        (1, "y", np.inf, "finite"),
        (2, "pressure", 1.01, "pressure"),
        (2, "pressure", -0.01, "pressure"),
        (1, "frame", 2, "frame must count"),
        (1, "frame", 0, "frame must count"),
        (1, "frame", 1.5, "row 1: frame is 1.5, expected a whole number"),
        (1, "frame", np.inf, "row 1: frame is inf, expected a whole number"),
        (1, "instance", 1e300, "row 1: instance is 1e+300, expected a whole number"),
        (1, "pressure", [0.5], "row 1: pressure is [0.5], expected a number"),
        (3, "frame", 9, "frame must count"),
        (0, "stroke", 1, "stroke must start at 0"),
        (2, "stroke", 2, "go up by at most 1"),
        (1, "stroke", 0.5, "row 1: stroke is 0.5, expected a whole number"),
        (3, "time", 0.01, "time must start at 0"),
        (2, "time", 0.01, "not decrease"),
        (0, "instance", -1, "instance must count from 0"),
        (0, "writer", "", "not be empty"),
        (0, "symbol", "", "not be empty"),
    ],
)
def test_broken_rule_is_said_in_one_line(table, row, column, value, expected):
    table[column] = table[column].astype(object)
    table.loc[row, column] = value
    assert expected in line_of(table)


def test_error_names_the_drawing(table):
    table.loc[2, "time"] = 0.01
    assert "writer w01, symbol t, instance 3, frame 2" in line_of(table)


@pytest.mark.reliability(
    "Bad input: malformed handwriting: cells, rows, time that runs back, pressure out of "
    "range, encodings"
)
def test_two_drawings_under_one_key_are_refused(table):
    assert "frame must count" in line_of(pd.concat([table, table]))
