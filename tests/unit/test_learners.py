"""Files of inferences and of learners: what is written comes back, and damage is told in a line."""

import numpy as np
import pytest
import torch
from configs import shot

from ductus.data.split import pick
from ductus.errors import DuctusError
from ductus.learning.learners import load_learners, save_learners
from ductus.learning.oneshot import learn
from ductus.learning.oneshot_files import by_writer, read_inferences, write_inference
from ductus.networks.catalogue import new_network
from ductus.networks.stored import save

SYMBOLS, NEW, WRITERS = list("abcde"), ["d", "e"], ["w03", "NA"]
HOW = {"mode": "apart", **shot(20, 0.01)}


@pytest.fixture(scope="module")
def networks():
    return tuple(new_network(SYMBOLS, dense=12, hidden=10, bias=True, seed=seed) for seed in (1, 2))


@pytest.fixture(scope="module")
def learned(networks, drawings):
    """Of each new character what two writers taught."""
    shown = {s: list(pick(drawings, [("w03", s, 0), ("w01", s, 1)])) for s in NEW}
    return {s: learn(*networks, [s] * 2, shown[s], **HOW) for s in NEW}


@pytest.fixture
def paths(learned, tmp_path):
    paths = [tmp_path / f"{s}.npz" for s in NEW]
    for path, (symbol, results) in zip(paths, learned.items(), strict=True):
        write_inference(path, symbol, WRITERS, 20, results)
    return paths


def test_inferences_come_back_as_they_were_learned(paths, learned):
    inferences = read_inferences(paths)
    assert [str(one["character"]) for one in inferences] == NEW
    longest = max(len(one["example"]) for one in learned["d"])
    assert inferences[0]["example"].shape == (2, longest, 4)
    assert inferences[0]["loss_untrained"].shape == (21, 2)
    assert inferences[0]["column_inferred"].shape == (2, 12)
    of_writers = by_writer(inferences)
    assert list(of_writers) == WRITERS
    for place, writer in enumerate(WRITERS):
        for one in of_writers[writer]:
            mine = learned[str(one["character"])][place]
            for name in ("example", "written_inferred", "written_not_inferred"):
                np.testing.assert_array_equal(one[name], mine[name])


def test_behind_the_end_is_nothing(paths):
    (one,) = read_inferences(paths[:1])
    for name in ("example", "written_inferred", "written_untrained"):
        for steps, length in zip(one[name], one["lengths"], strict=True):
            assert not steps[length:].any()


@pytest.fixture
def learner_file(paths, networks, tmp_path):
    inferences = read_inferences(paths)
    columns = [
        {str(one["character"]): one[f"column_{c}"] for one in inferences}
        for c in ("inferred", "untrained")
    ]
    save_learners(tmp_path / "learner.pt", *networks, WRITERS, *columns)
    return tmp_path / "learner.pt"


def test_a_learner_writes_what_its_writer_taught(learner_file, learned, networks):
    learners = load_learners(learner_file)
    assert list(learners) == WRITERS
    for place, learner in enumerate(learners.values()):
        assert learner.writer == WRITERS[place]
        for symbol in NEW:
            mine = learned[symbol][place]
            code, steps = learner.model.codes([symbol]), len(mine["example"])
            for network, condition in (
                (learner.model, "inferred"),
                (learner.untrained, "untrained"),
            ):
                with torch.no_grad():
                    written = network(code, steps)[:, 0].numpy()
                np.testing.assert_allclose(written, mine[f"written_{condition}"], atol=1e-5)
        for network, before in zip((learner.model, learner.untrained), networks, strict=True):
            known = network.codes(["a", "b", "c"])
            assert torch.equal(network(known, 9), before(known, 9))  # not harmed


DAMAGE = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-300]),
    "not ours": lambda path: path.write_bytes(b"seed,character\n1,n\n"),
}


@pytest.mark.reliability(
    "Bad input: files between stages: missing, empty, cut, other encoding, other tables, "
    "arrays or networks, code"
)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_told_in_one_line(damage, paths, learner_file):
    damage(paths[1])
    damage(learner_file)
    for read, wrong in (
        (lambda: read_inferences(paths), paths[1]),
        (lambda: load_learners(learner_file), learner_file),
    ):
        with pytest.raises(DuctusError) as caught:
            read()
        assert str(caught.value).startswith(f"{wrong}: expected ")
        assert "\n" not in str(caught.value)


def test_other_arrays_and_networks_are_told_from_ours(tmp_path, networks):
    np.savez(tmp_path / "a.npz", character="n", iterations=3)
    with pytest.raises(DuctusError, match=r"a\.npz: expected an inference by ductus; it has no"):
        read_inferences([tmp_path / "a.npz"])
    np.savez(tmp_path / "o.npz", character=np.array([{}], dtype=object))
    with pytest.raises(DuctusError, match=r"o\.npz: expected an inference .*allow_pickle"):
        read_inferences([tmp_path / "o.npz"])
    save(networks[0], tmp_path / "m.pt")
    with pytest.raises(DuctusError, match=r"m\.pt: expected learners written by ductus"):
        load_learners(tmp_path / "m.pt")


def test_characters_of_different_writers_do_not_go_together(paths, learned):
    write_inference(paths[1], "e", ["w03", "w09"], 20, learned["e"])
    with pytest.raises(DuctusError, match=r"e\.npz: learned from the writers w03, w09, but"):
        read_inferences(paths)
