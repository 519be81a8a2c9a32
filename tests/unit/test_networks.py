"""Networks that are compared: as many weights, what their tables say, and how claims are judged."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml
from configs import DEFAULT
from figure_text import unreadable
from PIL import Image
from test_figures import text_of

from ductus.errors import DuctusError
from ductus.experiment.compared import compared
from ductus.figures import networks as abilities_figure
from ductus.figures import networks_atlas as atlas_figure
from ductus.figures import networks_traces as traces_figure
from ductus.figures import networks_training as training_figure
from ductus.networks.catalogue import new_network
from ductus.pages.networks import publish
from ductus.sweep.courses import Course, reached
from ductus.sweep.networks import hidden_for, learned, weights_of
from ductus.sweep.networks_claims import judge
from ductus.tables.columns import CONDITIONS
from ductus.tables.files import write

SYMBOLS = list("abcdefghijklmnopqrstuvwxyz")
NAMES = DEFAULT["networks"]["compared"]
SEEDS = (1, 2, 3)


def test_a_name_says_cell_layers_start_and_optimiser():
    assert compared("lstm").model == {"cell": "lstm", "layers": 1, "start": "default"}
    assert compared("associative_4-2").model["cell"] == "associative_4"
    assert compared("rnn-3-chain-hessian_free") == (
        {"cell": "rnn", "layers": 3, "start": "chain"},
        {
            **{"objective": "class_means", "mixing": 0, "optimiser": "hessian_free"},
            "weight_noise": {"kind": "none", "deviation": 0.0, "after": 0.0},
        },
    )
    assert compared("gru-exact").training["optimiser"] == "adam"


@pytest.mark.parametrize("name", NAMES)
def test_networks_have_as_many_weights_as_the_papers(name):
    reference = {**DEFAULT["model"], "cell": "lstm", "layers": 1}
    model = {**DEFAULT["model"], **compared(name).model}
    model["hidden"] = hidden_for(model, reference, SYMBOLS)
    aim = weights_of(reference, SYMBOLS)
    assert weights_of(model, SYMBOLS) == pytest.approx(aim, rel=0.03)


def course(*excesses):
    return pd.DataFrame({"step": range(len(excesses)), "cpu_seconds": 0.5, "excess": excesses})


def test_what_a_training_came_to_is_read_off_its_course():
    before = new_network(SYMBOLS, dense=6, hidden=8, bias=True, seed=1, cell="rnn", start="chain")
    after = new_network(SYMBOLS, dense=6, hidden=8, bias=True, seed=1, cell="rnn", start="identity")
    rows = learned(before, after, course(0.1, 9e-4, 4e-4), ["a", "b"])
    found = rows.set_index(["measure", "condition"]).value
    assert found["updates to excess 0.001", ""] == 1
    assert found["reaches excess 0.0003", ""] == 0
    assert ("updates to excess 0.0003", "") not in found
    assert found["Henrici number", "before"] == pytest.approx(1)
    assert found["Henrici number", "after"] == 0
    assert found["excess", ""] == 4e-4
    assert found["weights", ""] == sum(p.numel() for p in after.parameters())
    assert reached(course(1.0), 1e-3) is None


def test_a_course_counts_seconds_from_its_begin():
    watched = Course()
    sum(range(10**6))
    for step in (0, 10):
        watched.note({"step": step, "excess": 0.1, "loss": 0.2})
    seconds = watched.table().cpu_seconds
    assert 0 < seconds[0] <= seconds[1] < 60


def made(goal_at, ends=None, dtw=None, henrici=0.6, readable=0.05, lives=(2, 5)):
    """Both tables: for each network the step of the first goal, by seed a little later."""
    courses, rows = [], []
    for name, step in goal_at.items():
        for seed in SEEDS:
            at = step * (1 + 0.01 * seed)
            end = (ends or {}).get(name, 5e-4) * (1 + 0.01 * seed)
            for when, excess in ((0, 0.1), (at, 9e-4), (2000, end)):
                courses.append((seed, name, when, when / 10 + 0.1, excess))
            values = {
                ("dtw", "", "inferred"): (dtw or {}).get(name, 0.1) + 0.001 * seed,
                ("Henrici number", "", "before"): 0.1,
                ("Henrici number", "", "after"): henrici + 0.001 * seed,
                ("smooth blends", "", ""): 0.8,
                ("weights", "", ""): 1000.0,
                ("cells that tell any property", "", ""): readable,
                ("segments that recur", "", "after"): 0.5,
                ("segments that recur", "", "before"): 0.4 if readable < 0.5 else 0.6,
                ("segments that recur", "", "shuffled"): 0.1,
                **{("half-life of a trace", "", f"layer {k}"): lives[k - 1] for k in (1, 2)},
                **{("identified", "paper", c): 0.5 for c in CONDITIONS},
                **{("identified among new", "nearest_code_dtw", c): 0.7 for c in CONDITIONS},
            }
            rows += [(seed, name, *key, 1, value, None, None) for key, value in values.items()]
    columns = ["seed", "network", "measure", "method", "condition", "n", "mean", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    keys = ["network", "measure", "method", "condition"]
    whole = table.groupby(keys, sort=False)["mean"].agg(["mean", "min", "max"]).reset_index()
    whole = whole.rename(columns={"min": "low", "max": "high"}).assign(seed="all", n=len(SEEDS))
    course = pd.DataFrame(courses, columns=["seed", "network", "step", "cpu_seconds", "excess"])
    return {"networks": pd.concat([table, whole[columns]]), "networks_training": course}


def verdicts(tables):
    return {row.claim.split()[0]: row.verdict for row in judge(tables).itertuples()}


EVERY = dict.fromkeys(NAMES, 400.0)


def test_claims_follow_the_tables():
    faster = {"rnn-chain": 100.0, "rnn-feedback": 100.0, "rnn-hessian_free": 10.0}
    faster |= {"lstm-hessian_free": 10.0}
    ends = {"multiplicative": 1e-4}
    far = {name: 0.3 for name in NAMES if name != "lstm"}
    assert set(verdicts(made(EVERY | faster, ends, far)).values()) == {"reproduced"}
    slower = dict.fromkeys(faster, 1000.0)
    assert set(
        verdicts(made(EVERY | slower, {"rnn": 1e-4}, {"lstm": 0.3}, 0.0, 0.8, (5, 2))).values()
    ) == {"not"}


def test_a_goal_that_was_not_reached_counts_as_reached_at_the_end():
    tables = made(EVERY | {"rnn-orthogonal": 2000.0}, {"rnn-orthogonal": 0.01})
    courses = tables["networks_training"]
    never = (courses.network == "rnn-orthogonal") & (courses.excess < 1e-3)
    tables["networks_training"] = courses[~never]
    (row,) = (r for r in judge(tables).itertuples() if r.claim.startswith("Starts"))
    assert row.verdict == "reproduced"
    assert "to 2e+03" in row.ours


def test_with_two_seeds_nothing_is_judged_and_without_the_networks_nothing_is_said():
    tables = made(EVERY)
    two = {name: table[table.seed != 3] for name, table in tables.items()}
    assert set(verdicts(two).values()) == {"not judged"}
    only = {name: table[table.network == "gru"] for name, table in tables.items()}
    assert [row.claim for row in judge(only).itertuples()] == [
        "The deepest layer keeps a trace longest"
    ]


def test_figures_show_every_network():
    tables = made(EVERY, dtw={"rnn": 0.4})
    figure = abilities_figure.draw(tables["networks"])
    assert not unreadable(figure)
    assert set(NAMES) <= set(text_of(figure).split())
    figure = training_figure.draw(tables["networks_training"])
    assert not unreadable(figure)
    for said in (*NAMES, "cells", "layers", "starts of", "optimisers"):
        assert said in text_of(figure)


def test_traces_and_cells_are_drawn():
    networks, seeds = ("lstm", "lstm-3"), (1, 2)
    rows = [
        (seed, network, layer, after, 0.5 ** (after / layer), 13)
        for seed in seeds
        for network in networks
        for layer in range(1, 4 if network == "lstm-3" else 2)
        for after in range(31)
    ]
    columns = ["seed", "network", "layer", "after", "distance", "n"]
    figure = traces_figure.draw(pd.DataFrame(rows, columns=columns))
    assert not unreadable(figure)
    assert "lstm-3" in text_of(figure)
    assert "layer 1" in text_of(figure)
    steps = pd.DataFrame({"step": range(20), "dx": np.cos(range(20)), "dy": 0.1, "onset": 0.0})
    steps = steps.assign(state=np.linspace(-1, 1, 20), seed=1, network="lstm", cell=7, score=0.9)
    each = [
        steps.assign(property=name, character=letter)
        for name in ("height", "pressure")
        for letter in "abc"
    ]
    figure = atlas_figure.draw(pd.concat(each, ignore_index=True))
    assert not unreadable(figure)
    assert len(figure.axes) == 6
    assert "cell 7, score 0.90" in text_of(figure)


@pytest.fixture
def folder(tmp_path):
    tables = made(EVERY)
    for name, table in (tables | {"networks_claims": judge(tables)}).items():
        write(table, tmp_path / "tables", name)
    (tmp_path / "networks_config.yaml").write_text(yaml.safe_dump(DEFAULT))
    noted = {"command": "snakemake networks", "commit": None, "dirty": False}
    (tmp_path / "networks_provenance.json").write_text(json.dumps(noted))
    (tmp_path / "figures").mkdir()
    for stage in ("networks", "cells"):
        noted = tmp_path / "benchmarks" / stage / "lstm_seed1.tsv"
        noted.parent.mkdir(parents=True)
        noted.write_text("s\tcpu_time\n70.0\t60.0\n")
    for name in ("networks", *(f"networks_{kind}" for kind in ("training", "traces", "atlas"))):
        noise = np.random.default_rng(1).integers(255, size=(20, 30, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / "figures" / f"{name}.png")
    return tmp_path


def test_the_page_says_what_the_tables_say(folder):
    out, images = folder / "docs" / "networks.md", folder / "docs" / "images"
    publish([folder], out, images)
    said = out.read_text()
    assert "3 seeds x 2 exemplar writers" in said
    assert "| `rnn-chain`" in said
    assert "It took 2 CPU minutes." in said
    assert "0.102 [0.101, 0.103]" in said
    assert "(images/networks_training.png)" in said
    assert (images / "networks.png").exists()
    assert said.count("**reproduced**") + said.count("**partly**") + said.count("**not**") == 8
    (folder / "figures" / "networks.png").unlink()
    with pytest.raises(DuctusError, match="no such figure; make it with: snakemake networks"):
        publish([folder], out, images)
