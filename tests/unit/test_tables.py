import argparse
import importlib

import numpy as np
import pandas as pd
import pytest

from ductus.errors import DuctusError
from ductus.tables.columns import TASKS
from ductus.tables.files import SHOWN, combine, markdown, page, read, write
from ductus.tables.judgement import VERDICTS


def cases(seed, hits, characters=("n", "o")):
    """Cases of two conditions; `hits` says which were right."""
    rows = []
    for i, hit in enumerate(hits):
        generated = i % 2 == 0
        character = characters[i % len(characters)]
        wrong = characters[(i + 1) % len(characters)]
        predicted = character if hit else wrong
        rows.append(
            {
                "seed": seed,
                "exemplar_writer": f"00{i // 4}",
                "method": "paper",
                "condition": "generated" if generated else "other_writer",
                "noise": 0.05 if generated else np.nan,
                "character": character,
                "writer": "" if generated else "007",
                "instance": i,
                "predicted": predicted,
                "predicted_among_new": character,
                "correct": hit,
                "correct_among_new": True,
                "mse": 1 / 3 + i,
                **{f"code_{c}": 0.1 for c in characters},
            }
        )
    return pd.DataFrame(rows)


def test_a_table_comes_back_as_it_was_written(tmp_path):
    hits = cases(1, [True, False, True, True], characters=("NA", "1", "|", "п, q"))
    hits["mse"] = [0.1 + 0.2, 1e-17, 2 / 3, 5e300]
    write(hits, tmp_path, "classification_cases")
    back = read(tmp_path / "classification_cases.csv", TASKS["classification"].columns)
    pd.testing.assert_frame_equal(back, hits, check_dtype=False, rtol=1e-15)
    assert back.correct.dtype == bool
    assert back.exemplar_writer.tolist() == ["000"] * 4  # not the number 0


def test_markdown_is_short_and_keeps_its_columns():
    table = pd.DataFrame(
        {"character": ["|", "1"], "mse": [0.0123456, np.nan], "n": [13, 2], "seed": [1, "all"]}
    )
    header, _, first, second = markdown(table).splitlines()
    cells = [[c.strip() for c in line.split(" | ")] for line in (header, first, second)]
    assert cells[0] == ["| character", "mse", "n", "seed |"]
    assert cells[1] == ["| \\|", "0.0123", "13", "1 |"]
    assert second.replace(" ", "") == "|1||2|all|"


def test_page_shows_any_symbol_as_it_is():
    text = page(pd.DataFrame({"character": ["<b>", "ß"], "mse": [0.0123456, np.nan]}))
    assert "<td>&lt;b&gt;</td>" in text
    assert "<td>ß</td>" in text
    assert "<td>0.0123</td>" in text
    assert "NaN" not in text


def test_page_of_a_long_table_says_that_it_is_not_all():
    long = pd.DataFrame({"n": range(SHOWN + 7)})
    assert page(long).count("<tr") == SHOWN + 1
    assert f"The first {SHOWN} of {SHOWN + 7} rows" in page(long)
    assert f"The first {SHOWN} of {SHOWN + 7} rows" in markdown(long)
    assert len(markdown(long).splitlines()) == SHOWN + 4  # header, rule, blank line, note
    assert "rows" not in page(long[:SHOWN]) + markdown(long[:SHOWN])


def test_seeds_come_one_below_the_other(tmp_path):
    for seed in (3, 1):
        (tmp_path / f"seed{seed}").mkdir()
        cases(seed, [True, True]).to_csv(tmp_path / f"seed{seed}" / "classification.csv")
    assert combine(tmp_path, "classification", [3, 1]).seed.tolist() == [3, 3, 1, 1]


def test_a_missing_file_or_column_is_named(tmp_path):
    with pytest.raises(DuctusError, match=r"seed1.training\.csv: cannot be read"):
        combine(tmp_path, "training", [1])
    (tmp_path / "seed1").mkdir()
    (tmp_path / "seed1" / "training.csv").write_text("seed,step\n1,0\n")
    with pytest.raises(DuctusError, match="column 'samples' is missing"):
        combine(tmp_path, "training", [1])
    (tmp_path / "seed1" / "training.csv").write_text("")
    with pytest.raises(DuctusError, match="cannot be read as a table"):
        combine(tmp_path, "training", [1])


def seed_files(folder, seed):
    """What the tasks of a seed write, for a split without the letters of Section 3.5."""
    folder.mkdir()
    tables = {
        "training": [[seed, 0, 0, 0.3, 0.1, 0.2], [seed, 9, 90, 0.101, 0.1, 0.001]],
        "generation": [
            [seed, w, c, k, 10, mse, dtw]
            for w in ("000", "001")
            for c in ("1", "NA")
            for k, mse, dtw in (
                ("inferred", 0.01, 0.1),
                ("not_inferred", 0.1, 0.4),
                ("untrained", 0.1, 0.4),
            )
        ],
        "variation": [[seed, "000", c, 0.05, 0, 0.1, c] for c in ("1", "NA")],
        "blending": [[seed, "000", "1", "NA", 1 - i / 4, i / 8, (4 - i) / 8] for i in range(5)],
        "states": [],
    }
    for name, rows in tables.items():
        pd.DataFrame(rows, columns=list(TASKS[name].columns)).to_csv(
            folder / f"{name}.csv", index=False
        )
    hits = cases(seed, [True, False, True, False], characters=("1", "NA"))
    hits.to_csv(folder / "classification.csv", index=False)


def test_the_command_writes_all_tables(tmp_path):
    for seed in (1, 2):
        seed_files(tmp_path / f"seed{seed}", seed)
    command = importlib.import_module("ductus.commands.tables")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    out = tmp_path / "tables"
    command.run(
        parser.parse_args(["--results", str(tmp_path), "--seeds", "1", "2", "--out-dir", str(out)])
    )
    names = {
        *("training", "generation", "variation", "blending", "states", "claims"),
        *("classification_cases", "classification", "confusion", "difficulty", "headline"),
    }
    endings = ("csv", "md", "html")
    assert {p.name for p in out.iterdir()} == {f"{n}.{e}" for n in names for e in endings}
    assert set(read(out / "generation.csv").character) == {"1", "NA"}
    claims = read(out / "claims.csv")
    assert set(claims.verdict) <= set(VERDICTS)
    assert "3.5" not in set(claims.section)
    assert claims.rule.str.len().gt(0).all()
    assert len(read(out / "states.csv")) == 0
