"""What the rules hand to the shell."""

import re
from pathlib import Path

import pytest

RULES = sorted((Path(__file__).parents[2] / "workflow" / "rules").glob("*.smk"))
# Digits, and words that the rules themselves name: nothing of these comes from a config.
PLAIN = {
    *("wildcards.seed", "wildcards.objective"),
    *("params.seed", "params.chosen", "params.figure", "params.recogniser", "params.launch"),
}


def commands(text):
    """The strings of all `shell` directives of a file of rules."""
    blocks = re.findall(r"^( *)shell:\n((?:\1 +.*\n|\n)+)", text, re.MULTILINE)
    for _, block in blocks:
        literals = re.findall(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', block)
        yield "".join(double or single for double, single in literals)


@pytest.mark.reliability("Bad input: paths in rules that are not quoted, by file of rules")
@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_everything_that_may_hold_a_space_or_a_quote_is_quoted(path):
    text = path.read_text(encoding="utf-8")
    found = list(commands(text))
    assert len(found) == len(re.findall(r"^ *shell:", text, re.MULTILINE))
    for command in found:
        assert command.startswith(("ductus ", "beside={params.results:q}", "key=$("))
        for value in re.findall(r"(?<!\{)\{([^{}]+)\}", command):
            assert value.endswith(":q") or value in PLAIN, f"{{{value}}} in {command}"
        for variable in re.finditer(r"\$[A-Z_]+", command):
            before, after = command[variable.start() - 1], command[variable.end()]
            assert before == after == '"', f"{variable[0]} in {command}"
