import numpy as np
import pytest

from ductus.errors import DuctusError
from ductus.split import (
    examples,
    make_split,
    pick,
    probes,
    training_drawings,
    writing_lengths,
)


@pytest.fixture
def keys(drawings):
    return drawings.keys


def test_everything_has_its_place(drawings, keys):
    split = make_split(keys, "ab", "de", same_writer=2, other_writers=2)
    assert split["exemplar"] == {"writer": "w01", "instance": 0}
    training = training_drawings(drawings, split)
    assert set(training.keys.symbol) == {"a", "b"}
    assert len(training) == 24  # all instances of all writers
    example = examples(drawings, split, ["e", "d"])
    assert example.keys.symbol.tolist() == ["e", "d"]
    same, other = (probes(drawings, split, c) for c in ("same_writer", "other_writer"))
    assert set(same.keys.writer) == {"w01"}
    assert 0 not in set(same.keys.instance)  # an example never probes
    assert sorted(set(other.keys.writer)) == ["w02", "w03"]
    assert len(same) == len(other) == 4


def test_who_trains_and_who_gives_the_example(drawings, keys):
    split = make_split(keys, "a", "b", ["w03"], "w02", 3, same_writer=3, other_writers=1)
    assert set(training_drawings(drawings, split).keys.writer) == {"w03"}
    assert split["exemplar"] == {"writer": "w02", "instance": 3}
    assert [i for _, _, i in split["same_writer"]] == [0, 1, 2]


def test_other_writers_are_spread(drawings, keys):
    split = make_split(keys, "a", "b", same_writer=0, other_writers=0)
    assert split["same_writer"] == split["other_writer"] == []
    assert len(probes(drawings, split, "same_writer")) == 0


def test_drawings_are_found_by_name(drawings):
    wanted = [("w02", "c", 1), ("w01", "a", 3)]
    picked = pick(drawings, wanted)
    for steps, (writer, symbol, instance) in zip(picked, wanted, strict=True):
        one = drawings.where(writer=writer, symbol=symbol, instance=instance)
        np.testing.assert_array_equal(steps, one[0])


def test_lengths(drawings, keys):
    split = make_split(keys, "ab", "c", same_writer=1, other_writers=1)
    lengths = writing_lengths(drawings, split)
    assert list(lengths) == ["a", "b", "c"]
    assert lengths["c"] == len(drawings.where(symbol="c", writer="w01", instance=0)[0])
    assert lengths["a"] == round(drawings.where(symbol="a").keys.length.median())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"new": "z"}, "nobody in the data wrote 'z'"),
        ({"exemplar_writer": "w9"}, "no writer 'w9'; the data has w01, w02, w03"),
        ({"training_writers": ["me"]}, "no writer 'me'"),
        ({"exemplar_instance": 7}, r"no instance 7 of 'd'; there are \[0, 1, 2, 3\]"),
        ({"same_writer": 4}, "is 4, but writer w01 drew 'd' only 3 times beside"),
        ({"other_writers": 3}, "is 3, but beside the exemplar's writer there are 2"),
    ],
)
def test_what_is_not_there_is_a_clear_error(keys, change, message):
    plan = {"trained": "ab", "new": "d", "same_writer": 1, "other_writers": 1} | change
    with pytest.raises(DuctusError, match=message):
        make_split(keys, **plan)
