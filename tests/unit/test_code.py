import pytest

from ductus.experiment.code import PACKAGE, modules_behind


def names(*args, **kwargs):
    return {path.relative_to(PACKAGE).as_posix() for path in modules_behind(*args, **kwargs)}


def test_imports_inside_functions_and_behind_them_count():
    behind = names("commands.oneshot")
    assert {
        "commands/oneshot.py",
        "learning/oneshot.py",
        "networks/lstm.py",
        "data/trajectory.py",
    } <= behind


def test_what_a_stage_does_not_import_is_not_behind_it():
    assert names("commands.oneshot").isdisjoint(
        {"learning/training.py", "tracking/log.py", "commands/training.py"}
    )


def test_packages_on_the_way_are_behind_a_stage():
    assert {"__init__.py", "commands/__init__.py", "tasks/__init__.py"} <= names(
        "commands.blending"
    )


def test_a_module_left_out_takes_with_it_what_only_it_imports():
    assert {"tracking/log.py", "tracking/records.py"} <= names("commands.training")
    assert names("commands.training", without=["tracking"]).isdisjoint(
        {"tracking/log.py", "tracking/records.py"}
    )
    assert "tracking/log.py" in names("commands.training")


def test_all_files_exist():
    assert all(path.is_file() for path in modules_behind("commands.figure"))


def test_unknown_stage_is_an_error():
    with pytest.raises(Exception, match="nonsense"):
        modules_behind("commands.nonsense")
