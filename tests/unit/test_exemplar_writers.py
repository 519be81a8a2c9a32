"""The stages from split to states, one after another on made-up letters, by exemplar writer."""

import numpy as np
import pandas as pd
import pytest
from configs import PLAIN_SHOT, given, merged

from ductus.cli import main
from ductus.data.trajectory import KEYS
from ductus.errors import DuctusError
from ductus.experiment.config import slug
from ductus.networks.catalogue import new_network
from ductus.networks.stored import save
from ductus.tasks.states_files import read_states

WRITERS = ["w01", "w03"]
CONFIG = {
    "split": {"trained": "abc", "new": "de", "exemplar": {"writers": 2}},
    "oneshot": {"iterations": 30, "learning_rate": 0.01},
    "variation": {"noise": [0.1], "draws": 1},
    "blending": {"pairs": [["d", "e"]], "steps": 2},
    "states": {"shared": None, "repeated": "d"},
}


def config(**sections):
    return given(**merged(CONFIG, sections))


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    """One instance a symbol, as some sources have it: nothing is left for the same writer."""
    folder = tmp_path_factory.mktemp("chain")
    table[table.instance == 0].to_parquet(folder / "t.parquet")
    for name, seed in (("model", 1), ("untrained", 2)):
        save(
            new_network(list("abcde"), dense=10, hidden=8, bias=True, seed=seed),
            folder / f"{name}.ckpt",
        )
    return folder


@pytest.fixture(scope="module")
def run(folder):
    def run(stage, *words):
        assert main([stage, *(str(word) for word in words)]) in (0, None)

    read = ("--config", config(), "--trajectories", folder / "t.parquet")
    run("split", *read, "--other-writers", 2, "--out", folder / "split.json")
    return run


def learn(run, folder, mode):
    kept = [folder / mode / f"{s}.npz" for s in "de"]
    given = ("--trajectories", folder / "t.parquet", "--split", folder / "split.json")
    given += ("--model", folder / "model.ckpt", "--untrained", folder / "untrained.ckpt")
    how = ("--config", config(oneshot={"mode": mode, **PLAIN_SHOT}))
    run("oneshot", *given, *how, "--character=d", "--character=e", "--out", *kept)
    networks = ("--model", folder / "model.ckpt", "--untrained", folder / "untrained.ckpt")
    run("learner", *networks, "--oneshot", *kept, "--out", folder / mode / "learner.pt")
    return kept


@pytest.mark.reliability("Bad input: symbols that a command line would take for options")
def test_symbols_that_look_like_options_are_learned(table, tmp_path):
    symbols = {"c": "->", "d": "--help", "e": "--", "b": "a=b c"}
    changed = table.assign(symbol=table.symbol.replace(symbols))
    changed = changed[changed.instance == 0].sort_values([*KEYS, "frame"])
    changed.to_parquet(tmp_path / "t.parquet")
    network = new_network(["a", *symbols.values()], dense=4, hidden=4, bias=True, seed=1)
    save(network, tmp_path / "model.ckpt")
    split = {"trained": ["a"], "new": list(symbols.values())}
    read = ["--config", config(split=split, oneshot={"iterations": 1})]
    read += ["--trajectories", str(tmp_path / "t.parquet")]
    assert main(["split", *read, "--out", str(tmp_path / "s.json")]) == 0
    words = [f"--character={symbol}" for symbol in split["new"]]
    words += ["--split", str(tmp_path / "s.json")]
    words += [w for of in ("model", "untrained") for w in (f"--{of}", str(tmp_path / "model.ckpt"))]
    out = [str(tmp_path / f"{slug(symbol)}.npz") for symbol in split["new"]]
    assert main(["oneshot", *read, *words, "--out", *out]) == 0
    assert [str(np.load(path)["character"]) for path in out] == split["new"]


@pytest.mark.parametrize("mode", ["apart", "together"])
def test_a_character_is_learned_from_every_exemplar_writer(run, folder, drawings, mode):
    for path, symbol in zip(learn(run, folder, mode), "de", strict=True):
        with np.load(path) as kept:
            assert kept["writers"].tolist() == WRITERS
            for i, writer in enumerate(WRITERS):
                example = drawings.where(writer=writer, symbol=symbol, instance=0)[0]
                np.testing.assert_array_equal(kept["example"][i, : kept["lengths"][i]], example)
            assert (kept["loss_inferred"][-1] < kept["loss_inferred"][0]).all()


def test_every_task_is_done_for_every_exemplar_writer(run, folder):
    kept = learn(run, folder, "apart")
    learner = ("--learner", folder / "apart" / "learner.pt")
    drawn = ("--trajectories", folder / "t.parquet", "--split", folder / "split.json")
    tasks = {
        "generation": ("--oneshot", *kept),
        "variation": ("--config", config(), *learner, "--oneshot", *kept),
        "blending": ("--config", config(), *learner, *drawn),
    }
    for task, words in tasks.items():
        out, written = folder / f"{task}.csv", folder / f"{task}.parquet"
        run(task, *words, "--seed", 1, "--out", out, "--out-written", written)
        numbers, steps = pd.read_csv(out), pd.read_parquet(written)
        assert numbers.columns[:2].tolist() == ["seed", "exemplar_writer"]
        assert steps.columns[0] == "exemplar_writer"
        for rows in (numbers, steps):
            assert rows.exemplar_writer.unique().tolist() == WRITERS
        one, other = (numbers[numbers.exemplar_writer == w] for w in WRITERS)
        assert len(one) == len(other)
        last = numbers.select_dtypes("float").columns[-1]  # a distance
        assert not np.allclose(one[last], other[last])


def test_states_are_compared_and_kept_for_every_exemplar_writer(run, folder):
    learn(run, folder, "apart")
    words = ("--config", config(), "--learner", folder / "apart" / "learner.pt", "--seed", 1)
    given = ("--trajectories", folder / "t.parquet", "--split", folder / "split.json")
    out = ("--out", folder / "states.csv", "--out-states", folder / "states.npz")
    run("states", *words, *given, *out)
    numbers = pd.read_csv(folder / "states.csv")
    assert numbers.groupby("exemplar_writer").size().to_dict() == {"w01": 5, "w03": 5}
    kept = {writer: read_states(folder / "states.npz", writer) for writer in WRITERS}
    for writer, states in kept.items():
        assert states["symbols"].tolist() == list("abcde")
        drawn = pd.read_parquet(folder / "t.parquet")
        steps = len(drawn[(drawn.writer == writer) & (drawn.symbol == "d")])
        assert states["lengths"][3] == steps
        assert not states["h"][3, steps:].any()
    assert not np.allclose(kept["w01"]["h"][3], kept["w03"]["h"][3])
    with pytest.raises(DuctusError, match=r"expected states of writer 'w02', it has"):
        read_states(folder / "states.npz", "w02")
