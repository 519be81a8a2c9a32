"""The target `page`, after a run."""

from __future__ import annotations

import re

from checkout import SMOKE


def test_the_page_is_made_after_a_run_and_named(again):
    assert set(again.planned("page", *SMOKE)) == {"page_html"}
    said = again.snakemake("page", *SMOKE)
    assert re.search(r"^Results: results/smoke/letter\.html$", said, re.MULTILINE), said
    page = (again.folder / "results" / "smoke" / "letter.html").read_text(encoding="utf-8")
    assert "connect-src" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["']?\s*(https?:|//)""", page)
    style = again.folder / "src/ductus/pages/letter/page.css"
    style.write_text(style.read_text(encoding="utf-8") + "/* changed */\n", encoding="utf-8")
    assert set(again.planned("page", *SMOKE)) == {"page_html"}
