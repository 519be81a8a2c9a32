"""What the page of results is written from, and what it is written into."""

import json
import re

import numpy as np
import pytest
from PIL import Image
from results_folders import FIGURES, break_, config_of, page_of, place_of, publish, write_run

from ductus.figures.style import new_figure, save
from ductus.pages.results.published import MOST_BYTES, fit
from ductus.pages.results.runs import read_runs


@pytest.fixture
def place(tmp_path):
    return place_of(tmp_path)


def test_a_large_figure_is_made_fit_for_a_repository(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (500, 900, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "large.png")
    (tmp_path / "fit.png").write_bytes(fit(tmp_path / "large.png"))
    assert (tmp_path / "large.png").stat().st_size > MOST_BYTES
    assert (tmp_path / "fit.png").stat().st_size <= MOST_BYTES
    with Image.open(tmp_path / "fit.png") as image:
        assert image.width / image.height == pytest.approx(900 / 500, rel=0.01)
    save(new_figure(2, 1), [tmp_path / "small.png"])
    assert fit(tmp_path / "small.png") == (tmp_path / "small.png").read_bytes()


def test_images_are_those_of_the_page_and_no_others(place):
    images = place / "docs/images/results"
    images.mkdir(parents=True)
    (images / "blending.png").write_text("of an older page")
    (images / "photo.png").write_text("not ours")
    text = page_of(place)
    assert {path.stem for path in images.iterdir()} == {*FIGURES, "photo"}
    assert set(re.findall(r"\(images/results/(\w+)\.png\)", text)) == set(FIGURES)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("folder", "digilets: no such folder of results"),
        ("tables/claims.csv", "claims.csv: cannot be read as a table"),
        ("column", "headline.csv: column 'exemplar_writers' is missing"),
        ("config", "config.resolved.yaml or provenance.json is of another version"),
        ("config.resolved.yaml", "config.resolved.yaml: cannot be read"),
        ("broken", "provenance.json: cannot be read"),
        ("figures/methods.png", "methods.png: no such figure"),
    ],
)
def test_what_is_missing_is_one_line_and_nothing_is_written(place, capsys, what, message):
    before = (place / "README.md").read_text()
    break_(place / "digilets", what)
    assert publish(place) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "make it with: snakemake --cores 8 --configfile " in said
    assert said.count("\n") == 1
    assert (place / "README.md").read_text() == before
    assert not (place / "docs").exists()


def test_the_command_that_was_noted_is_on_the_page(place):
    plain = "snakemake --cores 8 --configfile results/digilets/config.resolved.yaml"
    assert f"{plain}   # DigiLeTs\n" in page_of(place)  # of results made before it was noted
    path = place / "digilets/provenance.json"
    noted = {"command": "snakemake --configfile workflow/presets/digilets.yaml"}
    path.write_text(json.dumps(json.loads(path.read_text()) | noted))
    page = page_of(place)
    assert "snakemake --cores 8 --configfile workflow/presets/digilets.yaml   # DigiLeTs\n" in page


def test_runs_on_the_same_handwriting_are_told_apart(place):
    config = config_of(name="longer", data={"source": "digilets"})
    write_run(place / "longer", config=config)
    runs = read_runs([place / "digilets", place / "longer"])
    assert [run.title for run in runs] == ["DigiLeTs (digilets)", "DigiLeTs (longer)"]


def test_a_run_on_omniglot_is_titled_by_its_alphabet(place):
    data = {"source": "omniglot", "omniglot": {"alphabet": "Early_Aramaic"}}
    write_run(place / "aramaic", config=config_of(name="aramaic", data=data))
    assert [run.title for run in read_runs([place / "aramaic"])] == ["Omniglot Early Aramaic"]


@pytest.mark.parametrize(
    ("commit", "dirty", "said"),
    [
        (40 * "a", False, "| `aaaaaaaaaa` |"),
        (40 * "a", True, "`aaaaaaaaaa`, with uncommitted changes"),
        (None, None, "in no git checkout"),
    ],
)
def test_code_and_its_state_are_told(place, commit, dirty, said):
    told = {"commit": commit, "dirty": dirty, "data": {"sha256": 64 * "e"}}
    (place / "digilets/provenance.json").write_text(json.dumps(told))
    assert said in re.sub(" +", " ", page_of(place))
