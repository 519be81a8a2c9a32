import numpy as np
import pandas as pd
import pytest
from configs import split_of

from ductus.data.split import (
    examples,
    pick,
    probes,
    spread_after,
    training_drawings,
    writing_lengths,
)
from ductus.errors import DuctusError


@pytest.fixture
def keys(drawings):
    return drawings.keys


def test_everything_has_its_place(drawings, keys):
    split = split_of(keys, "ab", "de", same_writer=2, other_writers=2)
    assert split["exemplars"] == {"writers": ["w01"], "instance": 0}
    training = training_drawings(drawings, split)
    assert set(training.keys.symbol) == {"a", "b"}
    assert len(training) == 24  # all instances of all writers
    example = examples(drawings, split, ["e", "d"], "w01")
    assert example.keys.symbol.tolist() == ["e", "d"]
    same, other = (probes(drawings, split, c, "w01") for c in ("same_writer", "other_writer"))
    assert set(same.keys.writer) == {"w01"}
    assert 0 not in set(same.keys.instance)  # an example never probes
    assert sorted(set(other.keys.writer)) == ["w02", "w03"]
    assert len(same) == len(other) == 4


def test_every_exemplar_writer_has_examples_and_probes_of_its_own(drawings, keys):
    split = split_of(keys, "ab", "de", 2, 1, same_writer=3, other_writers=1)
    assert split["exemplars"] == {"writers": ["w01", "w03"], "instance": 1}
    for writer in ("w01", "w03"):
        example = examples(drawings, split, ["d", "e"], writer).keys
        assert set(example.writer) == {writer}
        assert set(example.instance) == {1}
        same = probes(drawings, split, "same_writer", writer).keys
        assert set(same.writer) == {writer}
        assert same.instance.tolist() == [0, 2, 3] * 2
        other = probes(drawings, split, "other_writer", writer).keys
        assert other.symbol.tolist() == ["d", "e"]
        assert writer not in set(other.writer)


def test_who_trains_and_who_gives_the_examples(drawings, keys):
    plan = {"writers": ["w02", "w01"], "instance": 3, "training_writers": ["w03"]}
    split = split_of(keys, "a", "b", **plan, same_writer=3, other_writers=1)
    assert set(training_drawings(drawings, split).keys.writer) == {"w03"}
    assert split["exemplars"] == {"writers": ["w02", "w01"], "instance": 3}
    assert [i for writer, _, _, i in split["same_writer"] if writer == "w02"] == [0, 1, 2]


def many(writers, symbols="abc", instances=2):
    """Keys of even data: each of so many writers drew every symbol equally often."""
    names = [f"w{i:02d}" for i in range(writers)]
    rows = [(w, s, i) for w in names for s in symbols for i in range(instances)]
    return pd.DataFrame(rows, columns=["writer", "symbol", "instance"])


@pytest.mark.parametrize(
    ("count", "places"),
    [(1, [0]), (2, [0, 76]), (5, [0, 19, 38, 57, 76]), (77, list(range(77)))],
)
def test_a_number_of_exemplar_writers_is_spread_over_the_sorted_ones(count, places):
    split = split_of(many(77), "a", "b", count, same_writer=0, other_writers=0)
    assert split["exemplars"]["writers"] == [f"w{i:02d}" for i in places]


def test_other_writers_are_spread_from_the_next_one_on_and_round():
    writers = list("abcdefg")
    assert spread_after(writers, "a", 3) == ["c", "e", "g"]
    assert spread_after(writers, "f", 3) == ["a", "c", "e"]
    assert spread_after(writers, "f", 6) == list("gabcde")
    assert spread_after(writers, "b", 9) == list("cdefga")  # all there are
    assert spread_after(writers, "g", 1) == ["d"]
    assert spread_after(["a"], "a", 4) == spread_after(writers, "a", 0) == []


def test_every_other_writer_probes_somebody():
    split = split_of(many(20), "a", "b", 20, same_writer=0, other_writers=4)
    asked = pd.DataFrame(split["other_writer"]).groupby(2).size()
    assert asked.to_dict() == {f"w{i:02d}": 4 for i in range(20)}


def test_a_number_passes_over_who_cannot_show_every_new_symbol():
    keys = many(4, instances=3)
    keys = keys[~((keys.writer == "w00") & (keys.symbol == "c") & (keys.instance == 0))]
    keys = keys[~((keys.writer == "w03") & (keys.symbol == "b") & (keys.instance > 0))]
    plan = {"same_writer": 0, "other_writers": 0}
    assert split_of(keys, "a", "bc", 2, **plan)["exemplars"]["writers"] == ["w01", "w03"]
    chosen = split_of(keys, "a", "bc", 2, **plan, further=2)["exemplars"]["writers"]
    assert chosen == ["w01", "w02"]
    with pytest.raises(DuctusError, match=r"is 3, but only 2 can show.*w00 has no instance 0 of"):
        split_of(keys, "a", "bc", 3, **plan, further=2)
    with pytest.raises(DuctusError, match=r"writer w00 has no instance 0 of 'c'; there are 1, 2"):
        split_of(keys, "a", "bc", ["w01", "w00"], **plan)


def test_who_did_not_draw_a_symbol_does_not_probe_it():
    keys = many(4)
    keys = keys[~((keys.writer == "w02") & (keys.symbol == "c"))]
    split = split_of(keys, "a", "bc", ["w00"], same_writer=0, other_writers=3)
    who = {s: [w for _, t, w, _ in split["other_writer"] if t == s] for s in "bc"}
    assert who == {"b": ["w01", "w02", "w03"], "c": ["w01", "w03"]}


def test_a_condition_may_be_empty(drawings, keys):
    split = split_of(keys, "a", "b", same_writer=0, other_writers=0)
    assert split["same_writer"] == split["other_writer"] == []
    assert len(probes(drawings, split, "same_writer", "w01")) == 0


def test_drawings_are_found_by_name(drawings):
    wanted = [("w02", "c", 1), ("w01", "a", 3)]
    picked = pick(drawings, wanted)
    for steps, (writer, symbol, instance) in zip(picked, wanted, strict=True):
        one = drawings.where(writer=writer, symbol=symbol, instance=instance)
        np.testing.assert_array_equal(steps, one[0])


def test_a_drawing_that_is_not_there_is_a_clear_error(drawings):
    with pytest.raises(DuctusError, match="no instance 9 of 'c' by w02, which the split names"):
        pick(drawings, [("w01", "a", 3), ("w02", "c", 9)])


def test_lengths(drawings, keys):
    split = split_of(keys, "ab", "c", 3, same_writer=1, other_writers=1)
    for writer in ("w01", "w02", "w03"):
        lengths = writing_lengths(drawings, split, writer)
        assert list(lengths) == ["a", "b", "c"]
        assert lengths["c"] == len(drawings.where(symbol="c", writer=writer, instance=0)[0])
    assert lengths["a"] == round(drawings.where(symbol="a").keys.length.median())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"new": "z"}, "nobody in the data wrote 'z'"),
        ({"writers": ["w9"]}, "no writer 'w9'; the data has w01, w02, w03"),
        ({"training_writers": ["me"]}, "no writer 'me'"),
        ({"instance": 7}, r"no instance 7 of 'd'; there are 0, 1, 2, 3"),
        ({"writers": 4}, r"is 4, but only 3 can show the new symbols \(there are no more"),
        ({"same_writer": 4}, "is 4, but writer w01 drew 'd' only 3 times beside"),
        ({"other_writers": 3}, "is 3, but beside the exemplar's writer there are 2"),
    ],
)
def test_what_is_not_there_is_a_clear_error(keys, change, message):
    plan = {"trained": "ab", "new": "d", "same_writer": 1, "other_writers": 1} | change
    with pytest.raises(DuctusError, match=message):
        split_of(keys, **plan)
