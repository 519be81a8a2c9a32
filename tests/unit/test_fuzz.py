"""Whatever is read: it is right, or there is one line that says why not."""

import copy
import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ductus.data.sources.digilets import SYMBOLS, parse_writer
from ductus.data.sources.omniglot import parse_drawing, read_omniglot
from ductus.data.sources.own import examine, read_drawn
from ductus.data.split_file import read_split
from ductus.data.trajectory import COLUMNS, as_trajectories, read_trajectories
from ductus.data.written import read_written
from ductus.errors import DuctusError
from ductus.experiment.config import check
from ductus.experiment.config_files import check_files
from ductus.experiment.typed import typed
from ductus.learning.learners import load_learners
from ductus.learning.oneshot_files import read_inferences
from ductus.networks.recogniser import load_recogniser
from ductus.networks.stored import load
from ductus.pages.export.letters import as_alphabet
from ductus.pages.export.setting import words
from ductus.pages.export.svg import svg
from ductus.tables import files as tables
from ductus.tables.columns import TASKS

ROOT = Path(__file__).parents[2]
FUZZED = pytest.mark.reliability(
    "Bad input: fuzzing with hypothesis, some 60 examples each: readers of every format, "
    "splits, config"
)
KEEPING_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(read, *words):
    """What `read` returns, or None if it says in one line why it returns nothing."""
    try:
        return read(*words)
    except DuctusError as error:
        line = str(error)
        assert line.strip()
        assert len(line.splitlines()) == 1, line
        assert len(line) < 2000, "quotes what nobody can read"
        return None


def spoilt(good: bytes) -> st.SearchStrategy[bytes]:
    """Something near what is right: a piece cut out, put elsewhere or replaced."""
    place = st.integers(0, len(good))

    def changed(places, piece):
        a, b, c = sorted(places)
        return st.sampled_from(
            [good[:a], good[:a] + good[b:], good[:a] + piece + good[b:], good[a:] + good[b:c]]
        )

    near = st.tuples(st.tuples(place, place, place), st.binary(max_size=12))
    return st.one_of(near.flatmap(lambda drawn: changed(*drawn)), st.binary(max_size=300))


NUMBER = st.one_of(
    st.sampled_from(["0", "1", "-1", "0.5", "1e999", "nan", "-inf", "", "1_0", "0x1", "１", "é"]),
    st.floats().map(repr),
    st.integers().map(str),
)

LABEL = " ".join(["1.0", *["0.0"] * 61])
DIGILETS = f"0.2 0.7 0.3 1 0.0 0.2 0.6 0.4 0 0.02\n{LABEL}\n".encode()


@FUZZED
@given(
    st.one_of(
        spoilt(DIGILETS * 2),
        st.lists(NUMBER, max_size=12).map(lambda words: f"{' '.join(words)}\n{LABEL}".encode()),
    )
)
def test_digilets_members(content):
    table = told(parse_writer, content, "w", SYMBOLS, "the member")
    if table is not None and len(table):
        told(as_trajectories, table, "the member")


OMNIGLOT = b"START\n50,-10,0\n50.5,-60,140\nBREAK\n30,-30,1000\nBREAK\n"


@FUZZED
@given(
    st.one_of(
        spoilt(OMNIGLOT),
        st.lists(
            st.one_of(st.just("BREAK"), st.lists(NUMBER, max_size=4).map(",".join)), max_size=6
        ).map(lambda lines: "\n".join(["START", *lines]).encode()),
    )
)
def test_omniglot_drawings(content):
    table = told(parse_drawing, content, "the file")
    if table is not None:
        told(as_trajectories, table.assign(writer="1", symbol="a", instance=0), "the file")


def zipped(alphabet: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for drawer in ("01", "02"):
            archive.writestr(f"top/{alphabet}/character01/0394_{drawer}.txt", OMNIGLOT)
    return buffer.getvalue()


@FUZZED
@KEEPING_FILE
@given(
    st.one_of(
        spoilt(zipped("Greek")),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200).map(zipped),
    )
)
def test_zips_in_omniglots_layout(tmp_path, content):
    (tmp_path / "o.zip").write_bytes(content)
    told(read_omniglot, tmp_path / "o.zip", ["α"], "Greek")


CELL = st.one_of(NUMBER, st.text(max_size=4), st.sampled_from(["w", "a", "b"]))
ROW = st.lists(CELL, min_size=4, max_size=9)


def csv_of(header, rows):
    quoted = [",".join(json.dumps(c, ensure_ascii=False) for c in row) for row in rows]
    return "\n".join([",".join(header), *quoted]).encode("utf-8", "surrogatepass")


OWN = b"writer,symbol,instance,x,y,stroke,time\nw,a,0,0.1,0.2,0,0\nw,a,0,0.3,0.4,1,0.5\n"


@FUZZED
@KEEPING_FILE
@given(
    st.one_of(
        spoilt(OWN),
        st.builds(csv_of, st.permutations(COLUMNS), st.lists(st.one_of(ROW, st.just(["0"] * 9)))),
    )
)
def test_own_csv(tmp_path, content):
    (tmp_path / "own.csv").write_bytes(content)
    found = told(examine, tmp_path / "own.csv")
    told(read_drawn, tmp_path / "own.csv")
    if found is not None:
        assert (found.table is None) == bool(found.problems)
        assert all(len(line.splitlines()) == 1 for line in found.problems)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.dates(),
    st.lists(st.integers(0, 3), max_size=2),
    st.just({"a": 1}),
)
ORDERLY = {"writer": "w", "symbol": "a", "instance": 0, "frame": 0, "x": 0.5, "y": 0.5}
ORDERLY |= {"pressure": 0.5, "stroke": 0, "time": 0.0}


def parquet_of(columns):
    """A table, each column of which is of one kind, orderly or not."""
    rows = max(map(len, columns.values()), default=0)
    arrays = {}
    for name, cells in columns.items():
        cells = (cells * rows)[:rows] if cells else [None] * rows
        arrays[name] = pa.array(cells, from_pandas=False)
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer)
    return buffer.getvalue()


@st.composite
def parquets(draw):
    columns = {}
    for name in draw(st.permutations(COLUMNS)):
        kind = draw(st.sampled_from(["orderly"] * 4 + ["any", "missing"]))
        if kind == "orderly":
            columns[name] = [ORDERLY[name]]
        elif kind == "any":
            columns[name] = draw(st.lists(ANYTHING, max_size=3))
    try:
        return parquet_of(columns)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):  # no such column can be
        assume(False)


@FUZZED
@KEEPING_FILE
@given(st.one_of(parquets(), spoilt(parquet_of({k: [v] for k, v in ORDERLY.items()}))))
def test_parquet_tables(tmp_path, content):
    path = tmp_path / "t.parquet"
    path.write_bytes(content)
    found = told(examine, path)
    told(read_drawn, path)
    if found is not None:
        assert all(len(line.splitlines()) == 1 for line in found.problems)
    told(read_trajectories, path)
    told(lambda: read_trajectories(path, symbol=["a"], writer=["w"]))
    told(read_written, path, "variation")


@FUZZED
@given(
    st.fixed_dictionaries({name: st.lists(ANYTHING, min_size=2, max_size=2) for name in COLUMNS})
)
def test_tables_of_anything(columns):
    table = told(as_trajectories, pd.DataFrame(columns, dtype=object), "a table")
    assert table is None or list(table.columns) == COLUMNS


SPLIT = {
    "trained": ["a", "b"],
    "new": ["c"],
    "training_writers": ["w1"],
    "exemplars": {"writers": ["w1"], "instance": 0},
    "same_writer": [["w1", "c", "w1", 1]],
    "other_writer": [],
}
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@FUZZED
@KEEPING_FILE
@given(
    st.one_of(
        spoilt(json.dumps(SPLIT).encode()),
        st.builds(
            lambda key, value: json.dumps({**SPLIT, key: value}).encode(),
            st.sampled_from([*SPLIT, "other"]),
            JSON,
        ),
        JSON.map(lambda value: json.dumps(value).encode()),
    )
)
def test_splits(tmp_path, content):
    (tmp_path / "split.json").write_bytes(content)
    split = told(read_split, tmp_path / "split.json")
    if split is not None:
        assert set(split) == set(SPLIT)
        assert not set(split["trained"]) & set(split["new"])
        assert all(len(probe) == 4 for probe in split["same_writer"])


@FUZZED
@KEEPING_FILE
@given(
    st.one_of(
        spoilt(b"seed,step,samples,loss,floor,excess\n1,0,0,0.5,0.1,0.4\n1,5,9,0.4,0.1,0.3\n"),
        st.builds(csv_of, st.permutations(TASKS["training"].columns), st.lists(ROW)),
    )
)
def test_tables_of_numbers(tmp_path, content):
    (tmp_path / "seed1").mkdir(exist_ok=True)
    (tmp_path / "seed1" / "training.csv").write_bytes(content)
    table = told(tables.combine, tmp_path, "training", [1])
    if table is not None:
        assert np.isfinite(table[list(TASKS["training"].columns)].to_numpy(float)).all()


@FUZZED
@KEEPING_FILE
@given(content=st.data())
@pytest.mark.parametrize("kind", ["npz", "network", "learners", "recogniser"])
def test_arrays_and_networks(tmp_path, kind, content, kept):
    read, good = kept[kind]
    path = tmp_path / f"file.{kind}"
    path.write_bytes(content.draw(spoilt(good)))
    told(read, path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Readers, and a file that each of them takes."""
    from ductus.learning.learners import save_learners
    from ductus.learning.oneshot_files import write_inference
    from ductus.networks.catalogue import new_network
    from ductus.networks.recogniser import RecognitionNetwork, save_recogniser
    from ductus.networks.stored import save

    folder = tmp_path_factory.mktemp("kept")
    network = new_network(["a", "b"], dense=3, hidden=3, bias=False, seed=0)
    steps, column, loss = np.zeros((4, 4)), np.zeros(3), np.zeros(3)
    learned = {
        "example": steps,
        **{f"written_{c}": steps for c in ("inferred", "not_inferred", "untrained")},
        **{f"column_{c}": column for c in ("inferred", "untrained")},
        **{f"loss_{c}": loss for c in ("inferred", "untrained")},
    }
    write_inference(folder / "inference.npz", "b", ["w"], 2, [learned])
    save(network, folder / "network")
    columns = {"b": np.zeros((1, 3), dtype=np.float32)}
    save_learners(folder / "learners", network, network, ["w"], columns, columns)
    save_recogniser(RecognitionNetwork(), folder / "recogniser")
    readers = {
        "npz": lambda path: read_inferences([path]),
        "network": load,
        "learners": load_learners,
        "recogniser": load_recogniser,
    }
    files = {name: folder / ("inference.npz" if name == "npz" else name) for name in readers}
    for name, read in readers.items():
        read(files[name])
    return {name: (read, files[name].read_bytes()) for name, read in readers.items()}


CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
YAML = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.binary(max_size=3)),
        st.text(max_size=6),
        st.sampled_from(["all", "neighbours", "a\0b", "2001-13-99", "[[[", "!!python/x", "0o9"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=4), st.integers()), inner, max_size=3),
    ),
    max_leaves=8,
)


def places(tree, above=()):
    for key, value in tree.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from places(value, (*above, key))


@FUZZED
@given(st.lists(st.tuples(st.sampled_from(list(places(CONFIG))), YAML), min_size=1, max_size=3))
def test_configs(changes):
    config = copy.deepcopy(CONFIG)
    for path, value in changes:
        section = config
        with suppress(KeyError, TypeError):  # a section is no section any more
            for key in path[:-1]:
                section = section[key]
            section[path[-1]] = value
    told(check, config)
    told(check, typed(config))


@FUZZED
@KEEPING_FILE
@given(
    st.one_of(
        spoilt((ROOT / "workflow" / "presets" / "smoke.yaml").read_bytes()),
        st.text("&a*[]{}:-,? \t\n#'\"!|>%@", max_size=20).map(str.encode),
        YAML.map(lambda value: yaml.dump(value).encode()),
    )
)
def test_config_files(tmp_path, content):
    (tmp_path / "mine.yaml").write_bytes(content)
    told(check_files, [tmp_path / "mine.yaml"])


@FUZZED
@given(
    st.sampled_from([("own", "file"), ("digilets", "archive"), ("omniglot", "archive")]), YAML, YAML
)
def test_configs_that_read_from_anywhere(option, place, alphabet):
    config, (source, key) = copy.deepcopy(CONFIG), option
    config["data"]["source"] = source
    config["data"]["omniglot"]["alphabet"] = alphabet
    config["data"][source][key] = place
    told(check, config)


@FUZZED
@given(YAML)
def test_what_is_no_config(value):
    told(check, value)


PEN = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 2.0], "pressure": 1.0, "stroke": 0})
ALPHABET = as_alphabet({symbol: [PEN] for symbol in ["a", "é", "א", "1", "->", "क्ष", "NA"]})


@FUZZED
@given(st.one_of(st.text(max_size=8), st.text("aeé\u0301א1-> क्षNA\n\u2028\u202e", max_size=12)))
def test_texts_to_set(text):
    setting = told(words, ALPHABET, text)
    if setting is not None:
        assert np.isfinite([setting.width, setting.height]).all()
        ElementTree.fromstring(svg(setting, title=text, size=9, pen=1, pressure=False))
