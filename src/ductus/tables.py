"""The combined tables: read what all seeds measured, write one file a task.

The same columns as the files of a seed, with two exceptions: `classification` counts the cases of
`classification_cases`, and `states` adds ranks to the distances. Seed ``all`` stands for all seeds
together. What is made of them is in `ductus.summaries` and `ductus.claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ductus.errors import DuctusError
from ductus.files import write_atomically

BOTH = ("seed", "exemplar_writer")
# File of a seed -> its columns; `classification_cases` goes on with code_<symbol>.
COLUMNS = {
    "training": ["seed", "step", "samples", "loss", "floor", "excess"],
    "generation": [*BOTH, "character", "condition", "iterations", "mse", "dtw"],
    "variation": [*BOTH, "character", "noise", "draw", "dtw_to_example", "nearest"],
    "classification": [
        *(*BOTH, "method", "condition", "noise", "character", "writer", "instance"),
        *("predicted", "predicted_among_new", "correct", "correct_among_new", "mse"),
    ],
    "blending": [*BOTH, "first", "second", "weight", "dtw_to_first", "dtw_to_second"],
    "states": [*BOTH, "claim", "reference", "character", "tested", "distance"],
}
# A symbol may read like a number or like a missing value ("1", "NA"): these stay as written.
TEXT = (
    *("exemplar_writer", "method", "character", "condition", "nearest", "writer"),
    *("predicted", "predicted_among_new", "measure"),
    *("first", "second", "claim", "reference", "section", "paper", "ours", "verdict", "rule"),
)

SHOWN = 500  # rows to read: some tables have a row for each of thousands of cases
STYLE = """<style>
body { font: 14px sans-serif; margin: 1.5em }
table { border-collapse: collapse; border: 0 }
th { text-align: left; border: 0; border-bottom: 2px solid #888 }
td { vertical-align: top; border: 0; border-bottom: 1px solid #ddd }
td, th { padding: .3em .7em }
</style>"""


def read(path: Path, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Read a CSV file that Ductus wrote; symbols stay text, whatever they look like.

    Raises
    ------
    DuctusError
        The file is not there, is empty, or lacks one of `columns`.
    """
    try:
        header = pd.read_csv(path, nrows=0, encoding="utf-8").columns
        missing = [c for c in columns if c not in header]
        if missing:
            raise DuctusError(f"{path}: column {missing[0]!r} is missing; it has {list(header)}")
        return pd.read_csv(
            path,
            encoding="utf-8",
            dtype={c: "str" for c in TEXT if c in header},
            keep_default_na=False,
            na_values={c: ["", "nan"] for c in header if c not in TEXT},
        )
    except (OSError, pd.errors.EmptyDataError) as error:
        raise DuctusError(f"{path}: cannot be read as a table: {error}") from error


def combine(results: Path, task: str, seeds: Sequence[int]) -> pd.DataFrame:
    """What a task wrote for each seed (``seed<k>/<task>.csv``), one below the other."""
    tables = [read(results / f"seed{seed}" / f"{task}.csv", COLUMNS[task]) for seed in seeds]
    filled = [table for table in tables if len(table)]
    return pd.concat(filled or tables[:1], ignore_index=True)


def write(table: pd.DataFrame, folder: Path, name: str) -> None:
    """Write ``<name>.csv`` with all rows and digits; ``<name>.md`` and ``<name>.html`` with three
    digits and no more than `SHOWN` rows."""
    with write_atomically(folder / f"{name}.csv") as beside:
        table.to_csv(beside, index=False)
    for ending, text in ((".md", markdown(table)), (".html", page(table))):
        with write_atomically(folder / f"{name}{ending}") as beside:
            beside.write_text(text, encoding="utf-8")


def markdown(table: pd.DataFrame) -> str:
    """A table in Markdown, floats with three significant digits, missing values blank."""
    text = _rounded(table.head(SHOWN)).map(
        lambda v: v.replace("|", "\\|") if isinstance(v, str) else v
    )
    text.columns = [str(c).replace("|", "\\|") for c in text.columns]
    align = ["left" if c in TEXT else "right" for c in table.columns]
    note = f"\n{_more(table)}\n" if len(table) > SHOWN else ""
    return text.to_markdown(index=False, disable_numparse=True, colalign=align) + f"\n{note}"


def page(table: pd.DataFrame) -> str:
    """The same as a page of HTML, for the report."""
    note = f"<p>{_more(table)}</p>\n" if len(table) > SHOWN else ""
    rows = _rounded(table.head(SHOWN)).to_html(index=False)
    return f"<!doctype html>\n<meta charset=utf-8>\n{STYLE}\n{note}{rows}\n"


def _more(table: pd.DataFrame) -> str:
    return f"The first {SHOWN} of {len(table)} rows; the CSV file has all."


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    text = table.astype(object)
    for column, dtype in table.dtypes.items():
        if pd.api.types.is_float_dtype(dtype):
            text[column] = [f"{v:.3g}" if pd.notna(v) else "" for v in table[column]]
    return text
