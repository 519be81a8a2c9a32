"""environment.yml, requirements.lock and pyproject.toml name the same dependencies."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
# Where conda-forge uses another.
CONDA_NAMES = {"torch": "pytorch", "psycopg2-binary": "psycopg2"}


def declared() -> dict[str, SpecifierSet]:
    """The ranges of pyproject.toml, extras included."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    lines = list(chain(project["dependencies"], *project["optional-dependencies"].values()))
    found = {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}
    return found | {"python": SpecifierSet(project["requires-python"])}


def test_conda_environment_is_in_step_with_the_project():
    entries = yaml.safe_load((CHECKOUT / "environment.yml").read_text())["dependencies"]
    lines = [line for e in entries for line in (e["pip"] if isinstance(e, dict) else [e])]
    found = {}
    for line in lines:
        name, ranges = re.fullmatch(r"([A-Za-z0-9_.-]+) ?(.*)", line).groups()
        found[canonicalize_name(name)] = SpecifierSet(ranges)
    assert found.pop("pip") == SpecifierSet()  # to install the project itself
    assert found == {CONDA_NAMES.get(name, name): value for name, value in declared().items()}


def test_lock_file_pins_every_dependency_within_its_range():
    lines = (CHECKOUT / "requirements.lock").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    for name, wanted in declared().items():
        if name != "python":
            assert wanted.contains(pins[name]), name


def test_lock_file_names_no_build_and_no_place():
    text = (CHECKOUT / "requirements.lock").read_text()
    assert not re.search(r"://|@|\+|--", text)
