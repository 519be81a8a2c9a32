"""The rooms of the house lie along the data's way: imports go down, and never round."""

from pathlib import Path

import grimp

import ductus

HOUSE = Path(ductus.__file__).parent
# From the ground up: a room may use those before it.
ROOMS = [
    *("files", "data", "experiment", "networks", "learning", "tasks", "tables", "sweep"),
    *("figures", "tracking", "pages", "commands"),
]


def graph():
    return grimp.build_graph("ductus", cache_dir=None, exclude_type_checking_imports=False)


def test_the_house_has_these_rooms_and_no_others():
    assert sorted(p.name for p in HOUSE.iterdir() if (p / "__init__.py").exists()) == sorted(ROOMS)
    assert {p.stem for p in HOUSE.glob("*.py")} == {"__init__", "cli", "errors"}


def test_imports_go_down_only():
    house = graph()
    height = {room: i for i, room in enumerate(ROOMS)}
    up = [
        f"{module} imports {found}"
        for module in sorted(house.modules)
        for found in sorted(house.find_modules_directly_imported_by(module))
        if module.count(".")
        and found.count(".")
        and (one := module.split(".")[1]) != (other := found.split(".")[1])
        and height.get(other, -1) >= height.get(one, -1 if one == "errors" else len(ROOMS))
    ]
    assert not up


def test_no_two_packages_import_each_other():
    house = graph()
    packages = {m for m in house.modules if house.find_children(m)} - {"ductus"}

    def package(module):
        return max((p for p in packages if f"{module}.".startswith(f"{p}.")), key=len, default="")

    def apart(one, other):  # a folder within another may use what lies beside it
        within = f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
        return one and other and not within

    pairs = {
        (package(module), package(found))
        for module in house.modules
        for found in house.find_modules_directly_imported_by(module)
    }
    assert not [(a, b) for a, b in pairs if apart(a, b) and (b, a) in pairs]
