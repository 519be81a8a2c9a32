"""What sources hold, and configs that ask them for what they do not."""

from pathlib import Path

import pytest
from test_config import PRESETS, changed, line_of, load, overlaid

from ductus.data.sources.catalogue import archive_of, source_of
from ductus.experiment.config import check


@pytest.fixture(scope="module")
def default():
    return load(PRESETS[0].parents[2] / "config.yaml")


@pytest.fixture(scope="module")
def omniglot(default):
    (preset,) = [p for p in PRESETS if p.stem == "omniglot"]
    return overlaid(default, load(preset))


SMALL = {
    "split": {"trained": ["α", "β"], "new": ["γ", "fi"], "exemplar": {"writers": 2}},
    "classification": {"same_writer": 1, "other_writers": 2},
}


@pytest.fixture
def own(default, tmp_path):
    """Make a config with recordings: a list of writer, symbol, instances as in 'w1 α 0 1'."""

    def config(*drawn, **overlay):
        rows = [
            f"{writer},{symbol},{instance},0,0"
            for writer, symbol, *instances in map(str.split, drawn)
            for instance in instances
        ]
        file = tmp_path / "own.csv"
        file.write_text("\n".join(["writer,symbol,instance,x,y", *rows]), encoding="utf-8")
        whole = overlaid(overlaid(default, SMALL), overlay)
        return overlaid(whole, {"data": {"source": "own", "own": {"file": str(file)}}})

    return config


EVEN = [f"w{n} {symbol} 0 1" for n in (1, 2, 3) for symbol in ("α", "β", "γ", "fi")]


def test_omniglot_has_one_drawing_of_each_symbol_by_twenty(omniglot):
    source = source_of(omniglot["data"])
    assert source.writers[0] == "01"
    assert (len(source.writers), len(source.symbols), source.instances) == (20, 26, 1)
    assert source.symbols == list("abcdefghijklmnopqrstuvwxyz")
    assert list(source.drawn("20", "z")) == [0]
    greek = source_of(changed(omniglot, "data.omniglot.alphabet", "Greek")["data"])
    assert (greek.symbols[0], greek.symbols[-1], len(greek.symbols)) == ("α", "ω", 24)


@pytest.mark.reliability("Bad input: config: keys that contradict each other or the data")
@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "data.omniglot.alphabet",
            "Greek",
            "split.trained: 'a' is not a symbol of the source omniglot; it has α, β, γ, δ,",
        ),
        (
            "data.omniglot.alphabet",
            "Latn",
            "data.omniglot.alphabet: no 'Latn' in strokes_background_small1.zip, which is read "
            "unless archive is the path of another; it has Balinese, Early_Aramaic, Greek, Korean,",
        ),
        ("split.trained", "ABC", "'A' is not a symbol of the source omniglot; it has a, b, c, d,"),
        ("classification.same_writer", 4, "a writer has 0 instances of a symbol besides the exam"),
        ("classification.same_writer", 4, "set it to 0"),
        ("classification.other_writers", 20, "there are 19 writers besides the example's"),
        ("split.exemplar.instance", 1, "instances of omniglot count from 0 to 0"),
        (
            "data.omniglot.archive",
            "no/such.zip",
            f"omniglot.archive: no/such.zip: no such file; a relative path begins at {Path.cwd()}",
        ),
        (
            "data.omniglot.archive",
            "http://example.org/a.zip",
            "data.omniglot.archive: http://example.org/a.zip: exp",
        ),
    ],
)
def test_what_omniglot_does_not_have(omniglot, path, value, expected):
    assert expected in line_of(changed(omniglot, path, value))


@pytest.mark.reliability("Bad input: config: keys that contradict each other or the data")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("synthetic", 'not a symbol of the source synthetic; it has !, ", #, '),
        ("digilets", "not a symbol of the source digilets; it has 0, 1, 2, "),
        ("omniglot", "not a symbol of the source omniglot; it has a, b, c, "),
        ("own", "not a symbol of the source own; it has fi, α, β, γ"),
    ],
)
def test_a_symbol_that_a_source_lacks_is_answered_with_those_that_it_has(
    default, own, source, expected
):
    config = own(*EVEN) if source == "own" else changed(default, "data.source", source)
    assert expected in line_of(changed(config, "split.new", ["->", "é"]))


def test_long_lists_begin_with_what_was_meant_and_count_the_rest(default, own):
    names = [f"letter{n:03}" for n in range(200)]
    config = own(*(f"w1 {name} 0" for name in names))
    line = line_of(changed(config, "split.trained", ["letter1999"]))
    assert "it has letter199, " in line
    assert line.endswith(" and 173 more")
    pairs = changed(default, "blending.pairs", [["a", "ä"]])
    assert "'ä' is neither in split.trained nor in split.new; there are a, b, c" in line_of(pairs)


def test_archive_is_where_its_makers_keep_it_unless_another_is_named(omniglot, default, tmp_path):
    assert archive_of(omniglot["data"]).startswith("https://github.com/brendenlake/omniglot/raw/")
    digilets = changed(default, "data.source", "digilets")
    assert archive_of(digilets["data"]).endswith(".tar.gz")
    assert archive_of(default["data"]) is None
    for source, config in (("omniglot", omniglot), ("digilets", digilets)):
        named = changed(config, f"data.{source}.archive", str(tmp_path / "copy"))
        assert archive_of(named["data"]) == str(tmp_path / "copy")


def test_recordings_in_any_script_are_sound(own):
    config = own(*EVEN)
    check(config)
    source = source_of(config["data"])
    assert source.writers == ["w1", "w2", "w3"]
    assert source.symbols == ["fi", "α", "β", "γ"]
    assert list(source.drawn("w3", "fi")) == [0, 1]
    assert list(source.drawn("w3", "δ")) == []


def test_uneven_recordings_are_sound_where_what_is_asked_for_is_there(own):
    some = [line for line in EVEN if line not in ("w2 γ 0 1", "w1 α 0 1", "w3 β 0 1")]
    check(own(*some))
    check(own(*some, split={"exemplar": {"writers": ["w1", "w3"]}}))
    check(own(*[line.replace("0 1", "1 2") for line in EVEN], split={"exemplar": {"instance": 1}}))


@pytest.mark.reliability("Bad input: config: keys that contradict each other or the data")
@pytest.mark.parametrize(
    ("drawn", "overlay", "expected"),
    [
        (EVEN[1:], {"split": {"training_writers": ["w1"]}}, "drawing of 'α' to train with"),
        (
            EVEN,
            {"split": {"new": ["γ", "δ"]}},
            "'δ' is not a symbol of the source own; it has ",
        ),
        (EVEN, {"split": {"exemplar": {"writers": 4}}}, "4 writers asked for, but own has 3"),
        (EVEN, {"split": {"exemplar": {"instance": 7}}}, "split.exemplar.instance: 7 is not there"),
        (EVEN, {"classification": {"same_writer": 2}}, "same_writer: 2 probes asked for, but a"),
        (
            [*EVEN[:-1], "w3 fi 0"],
            {"split": {"exemplar": {"writers": 3}}},
            "and 1 times more, for classification.same_writer; there are 2; writer w3 has of 'fi' "
            "the instances: 0",
        ),
        (
            [*EVEN[:-1], "w3 fi 1 2"],
            {"split": {"exemplar": {"writers": ["w3"]}}},
            "there are 0; writer w3 has of 'fi' the instances: 1, 2",
        ),
        (
            EVEN[:-1],
            {"split": {"exemplar": {"writers": ["w1", "w3"]}}},
            "writer w3 has of 'fi' the instances: none",
        ),
    ],
)
def test_what_recordings_do_not_have(own, drawn, overlay, expected):
    assert expected in line_of(own(*drawn, **overlay))


def test_recordings_have_to_be_there_and_be_recordings(default, own, tmp_path):
    config = changed(default, "data.source", "own")
    assert "data.own.file: expected a .csv or .parquet for the source own, got null" in line_of(
        config
    )
    missing = changed(config, "data.own.file", "no.csv")
    told = "data.own.file: no.csv: no such file; a relative path begins at "
    assert told + str(Path.cwd()) in line_of(missing)
    absolute = changed(config, "data.own.file", str(tmp_path / "no.csv"))
    assert line_of(absolute).endswith("no.csv: no such file")
    digilets = changed(default, "data.source", "digilets")
    told = "data.digilets.archive: no.tar.gz: no such file; a relative path begins at "
    assert told in line_of(changed(digilets, "data.digilets.archive", "no.tar.gz"))
    config = own(*EVEN)
    file = tmp_path / "own.csv"
    file.write_text(file.read_text(encoding="utf-8") + "\n,x,0,0,0\n", encoding="utf-8")
    assert "own.csv: row 26: writer is empty; `ductus import" in line_of(config)
    assert "data.own.y: expected one of up, down, got 'left'" in line_of(
        changed(config, "data.own.y", "left")
    )
