"""The one table, read in parts."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from ductus.data.trajectory import KEYS, PART, read_in_parts, read_trajectories, write_trajectories
from ductus.errors import DuctusError


@pytest.fixture
def path(table, tmp_path):
    path = tmp_path / "trajectories.parquet"
    table.to_parquet(path, index=False)
    return path


@pytest.mark.parametrize("rows", [1, 7, 100, 10**6])
def test_parts_of_any_size_are_whole_drawings_and_together_the_table(path, table, rows):
    parts = list(read_in_parts(path, rows))
    assert all(part.frame.iloc[0] == 0 for part in parts)
    drawings = [part[KEYS].drop_duplicates() for part in parts]
    assert not pd.concat(drawings).duplicated().any()
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), table)
    if rows == 1:
        assert len(parts) == len(table[KEYS].drop_duplicates())


def test_parts_of_what_is_wanted(path, table):
    symbols, writers = ["b", "e"], [table.writer.iloc[0]]
    read = pd.concat(read_in_parts(path, 50, symbol=symbols, writer=writers), ignore_index=True)
    wanted = table[table.symbol.isin(symbols) & table.writer.isin(writers)]
    pd.testing.assert_frame_equal(read, wanted.reset_index(drop=True))
    pd.testing.assert_frame_equal(read, read_trajectories(path, symbol=symbols, writer=writers))


def test_a_drawing_out_of_order_is_named(table, tmp_path):
    path = tmp_path / "trajectories.parquet"
    last = table[KEYS].iloc[-1]
    moved = (table[KEYS] == last).all(axis=1)
    pd.concat([table[moved], table[~moved]]).to_parquet(path, index=False)
    named = f"comes after writer {last.writer}, symbol {last.symbol}, instance {last.instance};"
    with pytest.raises(DuctusError, match=named):
        list(read_in_parts(path, 20))


def test_nothing_to_read_is_an_error(path, table):
    with pytest.raises(DuctusError, match=r"expected drawings of symbol Q; there are none"):
        list(read_in_parts(path, symbol=["Q"]))
    table.iloc[:0].to_parquet(path, index=False)
    with pytest.raises(DuctusError, match="holds no pen positions"):
        list(read_in_parts(path))


def test_a_wrong_row_is_named_by_its_place_in_the_file(table, tmp_path):
    path = tmp_path / "trajectories.parquet"
    row = int(table.symbol.eq("e").to_numpy().nonzero()[0][5])
    table.assign(x=table.x.where(table.index != row)).to_parquet(path, index=False)
    for wanted in ({}, {"symbol": ["e"]}):
        with pytest.raises(DuctusError, match=f"row {row}: x is missing or not a number"):
            list(read_in_parts(path, 30, **wanted))


def test_what_is_written_can_be_read_in_parts(table, tmp_path):
    path = tmp_path / "trajectories.parquet"
    copies = -(-2 * PART // len(table)) + 1
    many = [table.assign(writer=f"x{copy:04}-" + table.writer) for copy in range(copies)]
    whole = pd.concat(many, ignore_index=True)
    write_trajectories(whole, path)
    groups = pq.ParquetFile(path).metadata
    assert {groups.row_group(i).num_rows for i in range(groups.num_row_groups - 1)} == {PART}
    assert sum(len(part) for part in read_in_parts(path)) == len(whole)
