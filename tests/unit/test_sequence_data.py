"""What networks predict: text, pen tokens, sums and tags, each with a known answer."""

import hashlib
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from ductus.data.features import Drawings
from ductus.data.sequences import addition, pen, tags
from ductus.data.sequences.text import encode, places, read_text
from ductus.errors import DuctusError
from ductus.tasks.sequences.compressors import bits_a_character


def test_pythons_help_is_read_in_three_parts_with_its_hash():
    text = read_text(None)
    whole = text.train + text.valid + text.test
    assert text.sha256 == hashlib.sha256(whole.encode()).hexdigest()
    assert len(text.train) == int(0.8 * len(whole))
    assert "assert" in text.train
    assert "".join(text.symbols[code] for code in encode(text.test, text.symbols)) == text.test


def test_a_folder_has_its_own_parts(tmp_path):
    for part in ("train", "valid", "test"):
        (tmp_path / f"{part}.txt").write_text(f"{part} " * 100)
    text = read_text(tmp_path)
    assert (text.train, text.test) == ("train " * 100, "test " * 100)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "expected a text, the file is empty"),
        (b"\xff\xfe\x00", "cannot be read as UTF-8 text"),
        (b"x", "expected at least 200 characters to train with, got 0"),
        (b"short" * 100, "expected at least 200 characters to choose by, got 50"),
        (b"a" * 5000, "expected a text, got 'a' over and over"),
    ],
)
def test_what_is_no_text_is_told_in_one_line(tmp_path, content, message):
    path = tmp_path / "mine.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DuctusError, match=re.escape(message)) as told:
        read_text(path)
    assert "mine.txt" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_without_a_part_is_told_in_one_line(tmp_path):
    for part in ("train", "test"):
        (tmp_path / f"{part}.txt").write_text("a text " * 100)
    with pytest.raises(DuctusError, match=r"expected valid\.txt in this folder, there is none"):
        read_text(tmp_path)


def test_places_in_a_text_are_those_of_its_lines():
    found = places('ab "c" d\n  "x\ny')
    quoted = [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]
    np.testing.assert_array_equal(found["quotation"], np.array(quoted, bool))
    np.testing.assert_array_equal(found["indentation"], [0] * 9 + [1, 2, 2, 2, 2] + [0])
    np.testing.assert_array_equal(found["line length"], [*range(9), *range(5), 0])


def test_compressors_know_what_they_have_read():
    rng = np.random.default_rng(0)
    random = "".join(rng.choice(list("abcdefgh"), 6000))
    found = bits_a_character(random, random)
    assert found["unigram"] == pytest.approx(3, abs=0.01)
    assert max(found["gzip"], found["xz"]) < 0.2  # it was there before
    other = "".join(rng.choice(list("abcdefgh"), 6000))
    found = bits_a_character(random, other)
    assert min(found.values()) > 2.9  # 3 bits are all there is
    assert max(found.values()) < 3.7


def drawings(writers=4):
    rng, pieces, keys = np.random.default_rng(1), [], []
    for writer in range(writers):
        steps = rng.normal(size=(20, 4)).astype(np.float32)
        steps[:, 3] = rng.random(20) < 0.2
        steps[0] = (0, 0, 1, 1)
        pieces.append(steps)
        keys.append((f"w{writer}", "a", 0, 20, 1.0))
    table = pd.DataFrame(keys, columns=["writer", "symbol", "instance", "length", "scale"])
    return Drawings(table, np.concatenate(pieces))


def test_letters_become_tokens_and_letters_again():
    whole = drawings()
    bins = pen.length_bins(whole.steps)
    for steps in whole:
        tokens = pen.to_tokens(steps, bins)
        assert len(tokens) == 2 * (len(steps) - 1) + 1
        back = pen.to_steps(tokens, bins)
        np.testing.assert_array_equal(pen.to_tokens(back, bins), tokens)
        np.testing.assert_array_equal(back[:, 3], steps[:, 3])
        one, other = (np.arctan2(s[1:, 1], s[1:, 0]) for s in (steps, back))
        apart = np.abs(np.angle(np.exp(1j * (one - other))))
        assert apart.max() <= np.pi / pen.DIRECTIONS + 1e-6
    counts = np.bincount(np.searchsorted(bins, np.hypot(*whole.steps[:, :2].T), "right") - 1)
    assert counts.max() - counts.min() <= 5  # as many moves in each bin, but for the first of each


def test_tokens_out_of_place_end_a_letter():
    bins = pen.length_bins(drawings().steps)
    assert len(pen.to_steps(np.array([3, 20, 4, 4, 3, 20]), bins)) == 2
    assert len(pen.to_steps(np.array([pen.BETWEEN]), bins)) == 1


def test_writers_are_in_one_part_each():
    for writers in (3, 4, 5, 10):
        parts = pen.parts_by_writer(drawings(writers))
        assert [name for part in parts for name in part] == [f"w{n}" for n in range(writers)]
        assert all(parts)
    with pytest.raises(DuctusError, match="expected 3 writers or more"):
        pen.parts_by_writer(drawings(2))


@pytest.mark.parametrize("digits", [1, 2, 5])
def test_sums_are_right(digits):
    questions, answers = addition.sums(np.random.default_rng(0), digits, 40)
    for question, answer in zip(questions.T, answers.T, strict=True):
        one, other = ("".join(map(str, part)) for part in (question[:digits], question[-digits:]))
        assert question[digits] == addition.PLUS
        assert answer[-1] == addition.END
        assert int("".join(map(str, answer[-2::-1]))) == int(one) + int(other)


def test_tags_are_nested_and_closed_by_their_names():
    codes, nats, closing = tags.tags(np.random.default_rng(0), 5000)
    said = "".join(tags.SYMBOLS[code] for code in codes)
    stack, at = [], 0
    for found in re.finditer(r"<(/?)([a-h]{2,4})>", said):
        assert found.start() == at
        at = found.end()
        stroke, name = found.groups()
        if stroke:
            assert stack.pop() == name
            assert nats[found.start(2) : at].sum() == 0
            assert closing[found.start(2) : at - 1].all()
        else:
            stack.append(name)
        assert len(stack) <= tags.DEPTH
    assert len(said) - at < 10


def test_the_nats_of_tags_are_what_a_look_at_many_finds():
    """Of a new name: which length, and letters; of what it is: whether one opens or closes."""
    codes, nats, _ = tags.tags(np.random.default_rng(1), 40000)
    said = "".join(tags.SYMBOLS[code] for code in codes)
    least, most = tags.NAME
    for found in list(re.finditer(r"<([a-h]+)>", said))[:200]:
        count = len(found[1])
        own = nats[found.start(1) : found.end()].sum()
        name = count * np.log(8) + np.log(most - least + 1)
        assert own == pytest.approx(name) or own == pytest.approx(name + np.log(2))
    after = [two for one, two in pairwise(said) if one == "<"]
    surprise = nats[1:][[one == "<" for one in said[:-1]]]
    strokes = np.array([two == "/" for two in after])
    # Where it may be either, each is as likely: the mean surprise of the choice is ln 2.
    open_to_both = np.where(strokes, surprise > 0, surprise > np.log(8) + 0.1)
    assert strokes[open_to_both].mean() == pytest.approx(0.5, abs=0.05)
