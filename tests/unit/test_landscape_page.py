"""The page on the landscape, and its runs in MLflow, say what the tables say."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import yaml
from configs import DEFAULT
from PIL import Image
from test_landscape_tables import measured

from ductus.cli import main
from ductus.errors import DuctusError
from ductus.figures.catalogue import of_target
from ductus.pages.landscape import publish
from ductus.tables import landscape, landscape_claims
from ductus.tables.files import write
from ductus.tracking.landscape import landscape_runs


@pytest.fixture
def folder(tmp_path):
    """Results of three networks, of which the second failed."""
    results = tmp_path / "results" / "three"
    given = measured(failed=[2])
    counts = [(s, "sparse", "meanshift", c, n) for s in (1, 2, 3) for c, n in (("o", 9), ("x", s))]
    columns = ["seed", "representation", "clustering", "symbol", "clusters"]
    given["landscape_symbols"] = pd.DataFrame(counts, columns=columns)
    more = [(s, "sparse", "meanshift", "drawings in clusters", 70, 100) for s in (1, 2, 3)]
    rows = pd.DataFrame(more, columns=given["landscape"].columns)
    given["landscape"] = pd.concat([given["landscape"], rows], ignore_index=True)
    tables = landscape.tables_of(given)
    tables["landscape_claims"] = landscape_claims.judge(tables)
    for name, table in tables.items():
        write(table, results / "tables", name)
    made = results / "landscape"
    made.mkdir()
    config = {**DEFAULT, "name": "three"}
    (made / "config.resolved.yaml").write_text(yaml.safe_dump(config))
    noted = {"command": "snakemake", "commit": "abc", "dirty": None}
    (made / "provenance.json").write_text(json.dumps(noted))
    (results / "figures").mkdir()
    for name in of_target("landscape"):
        Image.fromarray(np.zeros((9, 9), np.uint8)).save(results / "figures" / f"{name}.png")
    (results / "seed1").mkdir()
    for kind in ("sparse", "dense"):
        curve = pd.DataFrame({"step": [0, 9], "loss": [0.7, 0.1], "active": [4.0, 3.0], "seed": 1})
        curve.to_csv(results / "seed1" / f"autoencoder_{kind}.csv", index=False)
    return results


def test_the_page_has_claims_table_1_and_figures(folder, tmp_path):
    page = tmp_path / "docs" / "landscape.md"
    page.parent.mkdir()
    publish([folder], page, tmp_path / "docs" / "images")
    text = page.read_text()
    assert "snakemake --cores 8 landscape\nmake landscape-doc" in text
    assert re.search(r"\| three +\| 2 +\| failed +\|", text)
    assert re.search(r"\| three +\| 1 +\| 300 +\| 0\.950 +\| 1\.000 +\| 70 +\| o x", text)
    assert re.search(r"\| sparse +\| 2 of 3 ", text)
    assert "not judged" in text  # two networks are too few
    for image in re.findall(r"\]\((images/\w+\.png)\)", text):
        assert (page.parent / image).exists()
    assert len(re.findall(r"!\[", text)) == len(of_target("landscape"))


def test_without_a_figure_or_a_table_nothing_is_written(folder, tmp_path):
    (folder / "figures" / "landscape_map.png").unlink()
    with pytest.raises(DuctusError, match=r"landscape_map\.png: no such figure"):
        publish([folder], tmp_path / "page.md", tmp_path / "images")
    (folder / "tables" / "landscape_claims.csv").unlink()
    with pytest.raises(DuctusError, match="make it with: snakemake --cores 8 landscape"):
        publish([folder], tmp_path / "page.md", tmp_path / "images")
    assert not (tmp_path / "page.md").exists()


def test_a_network_is_a_run_with_its_numbers_curves_and_files(folder):
    whole, parts = landscape_runs(folder, 1)
    metrics = {name: value for name, value, _ in whole.metrics}
    assert metrics["sparse_recognition"] == 0.95
    assert metrics["sparse_succeeded"] == 1
    assert whole.params["landscape.pictures"] == 6000
    assert {part.name for part in parts} == {
        *("sparse autoencoder", "dense autoencoder", "clusters by meanshift"),
    }
    (curve,) = (part for part in parts if part.name == "dense autoencoder")
    assert ("loss", 0.1, 9) in curve.metrics
    names = {path.name for path, _ in whole.artifacts}
    assert {"landscape.csv", "landscape_claims.html", "landscape_map.png"} <= names


def test_a_store_that_is_not_there_costs_no_result(folder, tmp_path):
    out = tmp_path / "said.json"
    (tmp_path / "file").write_text("")
    words = ["tracking", "--study", "landscape", "--results", folder, "--seed", 1]
    words += ["--experiment", "e", "--out", out]
    words += ["--tracking-uri", f"sqlite:///{tmp_path}/file/none.db"]
    assert main([str(word) for word in words]) == 0
    assert "not_logged" in json.loads(out.read_text())
