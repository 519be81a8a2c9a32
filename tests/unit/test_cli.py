import json

import pytest
from configs import given

from ductus.cli import STAGES, main, parser


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_explains_itself(stage, capsys):
    with pytest.raises(SystemExit) as stop:
        main([stage, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert f"usage: ductus {stage}" in shown
    assert "--out" in shown or stage in ("log-missing", "ui")


def test_every_option_says_what_it_is_for():
    (stages,) = (action for action in parser()._actions if action.dest == "stage")
    silent = [
        (stage, action.dest)
        for stage, one in stages.choices.items()
        for action in one._actions
        if not (action.help or "").strip()
    ]
    assert not silent


@pytest.fixture
def states(tmp_path):
    """`ductus states` on files that a test may spoil; returns status and what was said."""
    split = {"trained": ["a"], "new": ["b"], "training_writers": ["w1"], "same_writer": []}
    split |= {"exemplars": {"writers": ["w1"], "instance": 0}, "other_writer": []}
    (tmp_path / "split.json").write_text(json.dumps(split))

    def run(capsys):
        words = ["states", "--config", given(), "--learner", tmp_path / "l.pt", "--seed", "1"]
        words += ["--trajectories", tmp_path / "t.parquet", "--split", tmp_path / "split.json"]
        words += ["--out", tmp_path / "o.csv", "--out-states", tmp_path / "o.npz"]
        status = main([str(word) for word in words])
        return status, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("split.json", None, "split.json: expected a split"),
        ("split.json", b"{", "split.json: expected a split"),
        ("split.json", b"7", "split.json: expected a split"),
        (
            "split.json",
            b'{"trained": ["a"], "new": ["b"]}',
            "training_writers is missing",
        ),
        ("t.parquet", None, "t.parquet: expected a table of trajectories (Parquet); no such file"),
        ("t.parquet", b"PAR1", "t.parquet: expected a table of trajectories (Parquet)"),
    ],
)
def test_a_file_that_is_wrong_is_one_line(tmp_path, states, capsys, name, content, message):
    (tmp_path / name).unlink(missing_ok=True)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, said = states(capsys)
    assert status == 2
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "o.csv").exists()


def test_what_cannot_be_written_is_one_line(tmp_path, table, capsys):
    table.to_parquet(tmp_path / "t.parquet")
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "split.json"
    words = ["split", "--trajectories", str(tmp_path / "t.parquet"), "--out", str(out)]
    config = given(split={"trained": "a", "new": "b", "exemplar": {"writers": 1}})
    status = main([*words, "--config", config, "--same-writer=1", "--other-writers=1"])
    said = capsys.readouterr().err
    assert status == 2
    assert str(tmp_path / "file") in said
    assert said.count("\n") == 1
