import copy
from pathlib import Path

import configs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ductus.data.sources.catalogue import digilets_writers, source_of
from ductus.data.sources.synthetic import synthesise
from ductus.errors import DuctusError
from ductus.experiment.config import SCHEMA, check, pairs_of, slug, symbols_of

ROOT = Path(__file__).parents[2]
PRESETS = sorted((ROOT / "workflow" / "presets").glob("*.yaml"))


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def overlaid(config, overlay):
    """Merge as Snakemake does: sections key by key, everything else replaced."""
    merged = copy.deepcopy(config)
    for key, value in overlay.items():
        section = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = overlaid(merged[key], value) if section else value
    return merged


def changed(config, path, value):
    *outer, last = path.split(".")
    overlay = {last: value}
    for key in reversed(outer):
        overlay = {key: overlay}
    return overlaid(config, overlay)


@pytest.fixture(scope="module")
def default():
    return load(ROOT / "config.yaml")


@pytest.fixture(scope="module")
def digilets(default):
    return changed(default, "data.source", "digilets")


def line_of(config):
    with pytest.raises(DuctusError) as caught:
        check(config)
    line = str(caught.value)
    assert line.startswith("config: ")
    assert "\n" not in line
    return line


def test_default_config_is_sound(default):
    check(default)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.stem)
def test_preset_is_sound(default, preset):
    config = overlaid(default, load(preset))
    check(config)
    assert config["name"] == preset.stem


def test_the_papers_schedule_says_every_key_of_learning_itself(default):
    """What becomes the default later changes nothing of it."""
    paper = load(ROOT / "workflow" / "presets" / "paper.yaml")
    for section in ("model", "training", "oneshot"):
        assert set(paper[section]) == set(default[section]) - {"mixture"}  # another network's
    assert paper["training"] | configs.PLAIN == paper["training"]
    assert paper["oneshot"] | configs.PLAIN_SHOT == paper["oneshot"]


def test_paper_schedule_on_real_handwriting_is_sound(default):
    presets = {p.stem: load(p) for p in PRESETS}
    check(overlaid(overlaid(default, presets["digilets"]), presets["paper"]))


@pytest.mark.parametrize(
    ("trained", "new"),
    [
        ("ABCDEFGHIJKLM", "NOPQRSTUVWXYZ"),
        ("01234", "56789"),
        (list("01234"), list("56789")),
        ("acegikmoqsuwy", "bdfhjlnprtvxz"),
        ("aeimq", "bcdfghjklnoprstuvwxyz"),
        ("abc", ["X", "7"]),
        ("nopqrstuvwxyz", "abcdefghijklm"),
    ],
)
@pytest.mark.parametrize("source", ["synthetic", "digilets"])
def test_any_split_is_sound_by_config_alone(default, source, trained, new):
    check(
        overlaid(default, {"data": {"source": source}, "split": {"trained": trained, "new": new}})
    )


def schema_nodes(node, path=""):
    for key, inner in node.get("properties", {}).items():
        yield f"{path}.{key}", inner
        yield from schema_nodes(inner, f"{path}.{key}")


def test_schema_is_strict_and_explains_every_key(default):
    rules = load(SCHEMA)
    assert rules["$schema"].startswith("https://json-schema.org/")
    for path, node in [("", rules), *schema_nodes(rules), *rules["$defs"].items()]:
        assert node.get("description") or "$ref" in node, path
        if "properties" in node:
            assert node["additionalProperties"] is False, path
            assert node["required"] == list(node["properties"]), path


@pytest.mark.reliability(
    "Bad input: config: unknown or missing keys, wrong types, absurd sizes, hostile names"
)
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("training.step", "training.step is not a key; did you mean training.steps?"),
        ("sedes", "sedes is not a key; did you mean seeds?"),
        ("split.exemplar.writer", "did you mean split.exemplar.writers?"),
        ("steps", "steps is not a key; did you mean training.steps?"),
        ("training.zzz", "the keys there are objective, copies"),
    ],
)
def test_typo_names_the_nearest_key(default, path, expected):
    assert expected in line_of(changed(default, path, 5))


def test_dotted_key_from_the_command_line_is_explained(default):
    assert "write it nested, training: {steps: ...}" in line_of({**default, "training.steps": 5})


def test_typo_is_named_even_if_other_values_are_wrong(default):
    config = changed(changed(default, "name", ""), "training.step", 5)
    assert "did you mean training.steps" in line_of(config)


def leaves(node, path=()):
    for key, inner in node.items():
        yield (*path, key)
        if isinstance(inner, dict):
            yield from leaves(inner, (*path, key))


@pytest.mark.reliability(
    "Bad input: config: unknown or missing keys, wrong types, absurd sizes, hostile names"
)
@pytest.mark.parametrize("path", [".".join(p) for p in leaves(load(ROOT / "config.yaml"))], ids=str)
def test_every_key_is_required_and_named(default, path):
    config = copy.deepcopy(default)
    *outer, last = path.split(".")
    section = config
    for key in outer:
        section = section[key]
    del section[last]
    assert f"config: {path} is missing; expected " in line_of(config)


@pytest.mark.reliability(
    "Bad input: config: unknown or missing keys, wrong types, absurd sizes, hostile names"
)
@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "training.steps",
            "many",
            "expected a whole number of 1 to 10000000, got 'many'",
        ),
        ("training.steps", 0, "expected a whole number of 1 to 10000000, got 0"),
        (
            "training.steps",
            3.0,
            "expected a whole number of 1 to 10000000, got 3.0",
        ),
        (
            "training.steps",
            True,
            "expected a whole number of 1 to 10000000, got True",
        ),
        ("training.objective", "sampels", "expected one of class_means, samples, got 'sampels'"),
        (
            "training.learning_rate",
            "1e-3",
            "expected a number above 0 and at most 10, got '1e-3' (text to YAML",
        ),
        (
            "training.learning_rate",
            float("nan"),
            "expected a number above 0 and at most 10, got nan",
        ),
        ("training.learning_rate", -1, "expected a number above 0 and at most 10, got -1"),
        ("training.copies", "all", "expected one of none, mirror, turns, square, got 'all'"),
        ("training.copies", 8, "expected one of none, mirror, turns, square, got 8"),
        ("training.backwards", "yes", "training.backwards: expected true or false, got 'yes'"),
        ("training.reached", 5, "training.reached: expected a number of 0 to 1, got 5"),
        ("training.mixing", -0.1, "training.mixing: expected a number of 0 to 1, got -0.1"),
        ("training.falling", 1, "training.falling: expected true or false, got 1"),
        ("oneshot.noise", -1, "oneshot.noise: expected a number of 0 to 1000, got -1"),
        ("oneshot.falling", None, "oneshot.falling: expected true or false, got"),
        ("training.betas", [0.9], "expected a list of 2, each a number of at least 0 and below 1"),
        ("training.betas", [0.9, 1.0], "training.betas[1]: expected a number of at least 0"),
        ("training", None, "training: expected a section with the keys objective, copies"),
        ("split.exemplar", "first", "split.exemplar: expected a section with the keys writer"),
        ("split.exemplar.writers", 0, "expected a whole number of at least 1 or a list of at"),
        ("split.exemplar.writers", "w01", "a list of at least 1, each a writer's id, got 'w01'"),
        ("split.exemplar.writers", [], "expected a whole number of at least 1 or a list of at"),
        ("split.exemplar.writers", [16], "got [16] (a number or truth value to YAML: put it in"),
        ("split.new", 56789, "a string of symbols or a list of symbols, got 56789 (a number"),
        ("split.new", ["n", 0], "got ['n', 0] (a number or truth value to YAML: put it in quotes)"),
        ("split.new", "", "split.new: expected a string of symbols"),
        ("split.trained", [], "split.trained: expected a string of symbols"),
        ("name", "../elsewhere", "name: expected a folder name"),
        ("name", "a/b", "name: expected a folder name"),
        ("name", ".hidden", "name: expected a folder name"),
        ("name", "ends\n", "name: expected a folder name"),
        ("name", "n" * 65, "name: expected a folder name"),
        ("name", 2024, "put it in quotes"),
        ("seeds", [1, 2, 1], "seeds: expected each item once, got 1 twice"),
        ("seeds", [-1], "seeds[0]: expected a whole number of 0 to 4294967295, got -1"),
        ("seeds", [], "seeds: expected a list of at least 1"),
        ("seeds", 1, "seeds: expected a list of at least 1"),
        (
            "variation.noise",
            [0.1, -0.1],
            "noise[1]: expected a number of 0 to 1000, got -0.1",
        ),
        ("variation.noise", [0.1, 0.1], "variation.noise: expected each item once"),
        (
            "preprocessing.resample_hz",
            0,
            "expected null or a number above 0 and at most 10000, got 0",
        ),
        ("blending.pairs", "all", "expected neighbours or a list of pairs"),
        ("blending.pairs", [["n", "n"]], "expected neighbours or a list of pairs"),
        ("blending.steps", 1, "expected a whole number of 2 to 10000, got 1"),
        ("states.shared", ["v"], "states.shared: expected null or a list of 2"),
        (
            "data.own.file",
            "a\nb.csv",
            "data.own.file: expected null or a path to a .csv or .parquet, got",
        ),
        (
            "data.digilets.archive",
            "--help",
            "data.digilets.archive: expected null, a path to an archive or an",
        ),
        ("name", "$(reboot)", "name: expected a folder name"),
        ("name", "a;b", "name: expected a folder name"),
        ("name", "..", "name: expected a folder name"),
        ("name", "a\\b", "name: expected a folder name"),
        ("training.steps", 10**9, "expected a whole number of 1 to 10000000, got 1000000000"),
        ("model.hidden", 10**6, "model.hidden: expected a whole number of 1 to 4096"),
        ("model.dense", 10**6, "model.dense: expected a whole number of 1 to 4096"),
        ("oneshot.iterations", 10**8, "expected a whole number of 1 to 1000000"),
        ("classification.iterations", 10**8, "expected a whole number of 1 to 1000000"),
        ("variation.draws", 10**6, "variation.draws: expected a whole number of 1 to 10000"),
        ("variation.noise", [1e9], "variation.noise[0]: expected a number of 0 to 1000"),
        ("data.synthetic.writers", 10**6, "expected a whole number of 1 to 10000"),
        ("training.learning_rate", 300, "expected a number above 0 and at most 10, got 300"),
        ("data.source", "digilet", "expected one of synthetic, digilets, omniglot, own, got"),
    ],
)
def test_bad_value_says_what_was_expected_and_what_came(default, path, value, expected):
    assert expected in line_of(changed(default, path, value))


@pytest.mark.reliability("Bad input: config: keys that contradict each other or the data")
@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("split.new", "mn", "split.new: 'm' is also in split.trained"),
        ("split.trained", "abca", "split.trained: 'a' is there twice"),
        ("split.new", "nß", "split.new: 'ß' is not a symbol of the source synthetic"),
        ("split.training_writers", ["w01", "w99"], "training_writers: synthetic has no writer"),
        ("split.exemplar.writers", ["w99"], "exemplar.writers: synthetic has no writer 'w99'"),
        ("split.exemplar.writers", 11, "11 writers asked for, but synthetic has 10"),
        ("split.exemplar.instance", 44, "instances of synthetic count from 0 to 43"),
        ("classification.same_writer", 44, "a writer has 43 instances of a symbol besides"),
        ("classification.other_writers", 10, "there are 9 writers besides the example's"),
        ("blending.pairs", [["n", "o"], ["a", "Z"]], "'Z' is neither in split.trained nor"),
        ("split.new", "n", "neighbours needs two new symbols or more"),
        (
            "data.synthetic",
            {"writers": 5000, "instances": 500, "seed": 0},
            "5000 writers x 500 instances are 65000000 drawings; expected at most 2000000",
        ),
        (
            "training",
            {"steps": 10**6, "log_every": 1},
            "training.log_every: 1 makes a curve of 1000000 points; expected at most 100000",
        ),
        ("variation.draws", 9000, "are 1404000 variants to identify; expected at most 200000"),
    ],
)
def test_keys_that_do_not_go_together(default, path, value, expected):
    default = changed(default, "data.synthetic.writers", 10)
    default = changed(default, "data.synthetic.instances", 44)
    default = changed(default, "classification.other_writers", 9)
    default = changed(default, "variation.noise", [0.02, 0.05, 0.1, 0.2])
    assert expected in line_of(changed(default, path, value))


@pytest.mark.reliability("Bad input: config: keys that contradict each other or the data")
@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("split.exemplar.writers", ["20"], "digilets has no writer '20'; it has 77, such as '020'"),
        ("split.exemplar.instance", 5, "instances of digilets count from 0 to 4"),
        ("classification.same_writer", 5, "a writer has 4 instances"),
        ("classification.other_writers", 77, "there are 76 writers besides"),
        (
            "data.digilets.archive",
            "no/such.tar.gz",
            "data.digilets.archive: no/such.tar.gz: no such file",
        ),
        ("data.digilets.archive", "http://example.org/a.tar.gz", "expected an https address"),
    ],
)
def test_what_digilets_does_not_have(digilets, path, value, expected):
    assert expected in line_of(changed(digilets, path, value))


def test_limits_themselves_are_sound(digilets):
    for path, value in [
        ("split.exemplar.writers", ["020"]),
        ("split.exemplar.writers", 77),
        ("split.exemplar.instance", 4),
        ("classification.same_writer", 4),
        ("classification.other_writers", 76),
        ("split.training_writers", ["020", "111"]),
        ("variation.noise", [0]),
        ("split.new", "n"),
        ("states", {"shared": None, "repeated": None, "shown": None}),
        ("states.repeated", "?"),  # not in the split: that comparison is left out
    ]:
        check(changed(changed(digilets, "blending.pairs", [["a", "n"]]), path, value))


def test_archive_on_this_machine_is_taken(digilets, tmp_path):
    file = tmp_path / "copy.tar.gz"
    file.touch()
    check(changed(digilets, "data.digilets.archive", str(file)))


def test_archive_of_another_source_is_not_looked_at(default):
    check(changed(default, "data.digilets.archive", "no/such.tar.gz"))


def test_sources_say_who_wrote_what(default, digilets):
    made = source_of(default["data"])
    assert made.writers[:2] == ["w01", "w02"]
    assert made.instances == default["data"]["synthetic"]["instances"]
    real = source_of(digilets["data"])
    assert real.writers == digilets_writers()
    assert (len(real.writers), len(real.symbols), real.instances) == (77, 62, 5)
    assert real.writers[0] == "002"


def test_synthetic_source_is_what_the_generator_makes(default):
    source = source_of(changed(default, "data.synthetic", {"writers": 101, "instances": 1})["data"])
    assert sorted(synthesise("l", 101, 1, seed=0).writer.unique()) == source.writers
    assert set(synthesise(source.symbols, 1, 1, seed=0).symbol) == set(source.symbols)


def test_a_string_of_symbols_is_one_per_code_point():
    assert symbols_of("aß中") == ["a", "ß", "中"]
    assert symbols_of(["fi", "é"]) == ["fi", "é"]


def test_neighbours_are_each_new_symbol_with_the_next():
    assert pairs_of("neighbours", "nop") == [("n", "o"), ("o", "p")]
    assert pairs_of([["a", "n"]], "nop") == [("a", "n")]


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("a", "a"),
        ("u", "u"),
        ("7", "7"),
        ("A", "u41"),
        ("ß", "udf"),
        ("fi", "u66-69"),
        ("/", "u2f"),
    ],
)
def test_slug_examples(symbol, name):
    assert slug(symbol) == name


@given(st.text(min_size=1, max_size=5))
def test_a_slug_fits_any_disk(symbol):
    assert set(slug(symbol)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(min_size=1, max_size=3), st.text(min_size=1, max_size=3))
def test_no_two_symbols_share_a_slug_on_any_disk(first, second):
    assert (slug(first).casefold() == slug(second).casefold()) == (first == second)


def test_empty_symbol_has_no_slug():
    with pytest.raises(DuctusError):
        slug("")
