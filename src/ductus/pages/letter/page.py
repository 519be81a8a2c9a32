"""The page itself: one file with everything in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ductus.pages.letter.joined import script, source

# What the page and its worker both compute with.
SUMS = ("recognition", "weights", "writing", "random")


def page(carried: Mapping[str, Any]) -> str:
    """The text of the page.

    It forbids itself every connection: scripts and styles are known by their checksums, and there
    is nothing else that the browser may load.

    Parameters
    ----------
    carried : what `ductus.pages.letter.carried.carried` returns.
    """
    parts = {
        "check": source("js/check.js"),
        "sums": script(*SUMS),
        "main": f"(() => {{\n{script('main', without=SUMS)}}})();\n",
        "style": source("page.css"),
    }
    scripts = [parts[name] for name in ("check", "sums", "main")]
    text = Environment(
        loader=PackageLoader(__package__, "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
    return text.get_template("page.html.jinja").render(
        **parts,
        worker=script("worker", without=SUMS),
        data=_in_script(carried),
        told=carried["told"],
        trained=carried["trained"],
        new=carried["new"],
        policy="; ".join(
            [
                "default-src 'none'",
                " ".join(["script-src", *map(_checksum, scripts), "'wasm-unsafe-eval'"]),
                f"style-src {_checksum(parts['style'])}",
                "worker-src blob:",
                "img-src data: blob:",
                "form-action 'none'",
                "base-uri 'none'",
            ]
        ),
    )


def _checksum(text: str) -> str:
    """What a policy calls a script or a style between its tags."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _in_script(values: Mapping[str, Any]) -> str:
    """JSON that ends no script element, whatever a symbol is called."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
