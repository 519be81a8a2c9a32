"""Templates of the page and of the README's block, filled with what `runs` tells."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ductus.tables.intervals import CONFIDENCE
from ductus.tables.measured import PAPER_METHOD


def filled(template: str, **values: Any) -> str:
    """The text of a template in `templates`; whatever it names has to be there."""
    environment = Environment(
        loader=PackageLoader(__package__),
        undefined=StrictUndefined,
        trim_blocks=True,  # a line with a tag alone leaves no line
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(confidence=f"{100 * CONFIDENCE:g}", paper_method=PAPER_METHOD)
    return environment.get_template(f"{template}.jinja").render(values)
