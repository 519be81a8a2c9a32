"""The first page of a report, as Snakemake makes it from its template."""

import re
from collections import namedtuple
from pathlib import Path

import pytest
from docutils.core import publish_parts
from jinja2 import Environment

WORKFLOW = Path(__file__).parents[2] / "workflow"
CONFIG = {"name": "a-run", "data": {"source": "synthetic"}, "seeds": [1, 2]}
NAMES = (
    *("generation.png", "claims.html", "methods.png", "classification.png", "difficulty.png"),
    *("confusion.png", "variation.png", "blending.gif", "cell_states.png", "hidden_states.png"),
    "training.png",
)
File = namedtuple("File", ["name", "path"])
Named = namedtuple("Named", ["name"])


def page(folder, names, *categories):
    """The page as HTML, of a report with these files."""
    (folder / "generation.svg").write_text("<svg>letters, ß</svg>", encoding="utf-8")
    (folder / "claims.html").write_text("<table>1 of 13</table>", encoding="utf-8")
    template = (WORKFLOW / "report" / "workflow.rst").read_text(encoding="utf-8")
    links = "".join(f"\n.. _{name}: javascript:there\n" for name in (*names, *categories))
    filled = Environment(trim_blocks=True, lstrip_blocks=True).from_string(template + links)
    text = filled.render(
        snakemake=namedtuple("Snakemake", ["config"])(CONFIG),
        files=[File(name, folder / name) for name in names],
        categories={Named(name): [] for name in categories},
    )
    return publish_parts(text, writer="html")["html_body"]


@pytest.mark.parametrize(
    ("names", "categories"),
    [(NAMES, ("Figures", "Tables")), (["training_map.png"], ["Sweep"])],
    ids=["a run", "a sweep"],
)
def test_the_page_tells_what_came_out_and_where_to_look_next(tmp_path, names, categories):
    said = page(tmp_path, names, *categories)
    assert "system-message" not in said  # docutils', on what it did not understand
    assert ("letters, ß" in said) == ("1 of 13" in said) == ("claims.html" in names)
    assert all(f">{category}</a>" in said for category in categories)


def test_the_graph_is_of_stages_that_there_are(tmp_path):
    stages = re.findall(r"<text[^>]*>(\w+)</text>", page(tmp_path, NAMES, "Figures", "Tables"))
    rules = "\n".join(path.read_text() for path in (WORKFLOW / "rules").glob("*.smk"))
    assert len(stages) > 10
    assert not [s for s in stages if not re.search(rf"^rule {s}(_seed)?:", rules, re.MULTILINE)]
