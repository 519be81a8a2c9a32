"""Results folders with random numbers, for the page of results to be written from."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import yaml
from figure_results import ALPHABET, LEARNERS, Results
from PIL import Image

from ductus.cli import main
from ductus.experiment.provenance import CHECKOUT
from ductus.pages.results.readme import BEGIN, END
from ductus.tables.summaries import headline

FIGURES = ("generation", "methods", "accuracy_by_noise", "difficulty", "confusion")


def config_of(**changed):
    """config.yaml with some keys changed."""
    config = yaml.safe_load((CHECKOUT / "config.yaml").read_text())
    for key, value in changed.items():
        config[key] = config[key] | value if isinstance(value, dict) else value
    return config


def claims(*verdicts):
    rows = [
        ("3.1", f"claim {i}", "yes", f"{i + 0.25} % of n, 2 seeds x 2 exemplar writers", verdict)
        for i, verdict in enumerate(verdicts)
    ]
    table = pd.DataFrame(rows, columns=["section", "claim", "paper", "ours", "verdict"])
    return table.assign(rule="At least so | much.", mean=0.5, low=0.4, high=0.6)


def pairs_blended():
    rows = [(*one, "n", "o", x, 1 - x, x) for one in LEARNERS for x in (1, 0.5)]
    both = ["seed", "exemplar_writer", "first", "second"]
    return pd.DataFrame(rows, columns=[*both, "weight", "dtw_to_first", "dtw_to_second"])


@cache
def results_of(trained, new):
    """Results with random numbers, and the headline made of them."""
    results = Results(list(trained), list(new))
    found = {
        "generation": results.generation,
        "variation": results.variation,
        "classification_cases": results.cases,
        "classification": results.classification,
        "blending": pairs_blended(),
    }
    return results, headline(found)


def write_run(folder, split=ALPHABET, config=None, judged=None):
    """A results folder of two seeds and two exemplar writers with random numbers."""
    results, numbers = results_of(*map(tuple, split))
    results.write(folder)
    numbers.to_csv(folder / "tables/headline.csv", index=False)
    judged = claims("reproduced", "partly", "not", "not") if judged is None else judged
    judged.to_csv(folder / "tables/claims.csv", index=False)
    (folder / "figures").mkdir()
    for name in FIGURES:
        Image.new("RGB", (40, 30), "white").save(folder / f"figures/{name}.png")
    config = config or config_of(name=folder.name, data={"source": "digilets"})
    (folder / "config.resolved.yaml").write_text(yaml.safe_dump(config, allow_unicode=True))
    provenance = {"commit": "c0ffee" + 34 * "0", "dirty": False, "data": {"sha256": 64 * "e"}}
    (folder / "provenance.json").write_text(json.dumps(provenance))
    return folder


def publish(place, *names):
    """Run the command on these folders; its status."""
    words = ["results-doc", "--results", *(str(place / name) for name in names or ["digilets"])]
    words += ["--out", str(place / "docs/results.md")]
    words += ["--images", str(place / "docs/images/results")]
    return main([*words, "--readme", str(place / "README.md")])


def page_of(place, *names):
    assert publish(place, *names) == 0
    return (place / "docs/results.md").read_text(encoding="utf-8")


def change(folder, name, **values):
    """Set columns of a table to values."""
    path = folder / f"tables/{name}.csv"
    pd.read_csv(path).assign(**values).to_csv(path, index=False)


def break_(folder, what):
    if what == "folder":
        folder.rename(folder.with_name("gone"))
    elif what == "column":
        path = folder / "tables/headline.csv"
        pd.read_csv(path).drop(columns="exemplar_writers").to_csv(path, index=False)
    elif what == "config":
        (folder / "config.resolved.yaml").write_text("name: digilets\ndata: {source: digilets}\n")
    elif what == "broken":
        (folder / "provenance.json").write_text("{")
    else:
        (folder / what).unlink()


def write_map(folder):
    rows = [
        ("all", "class_means", step, 9 * step, *which, 26, share, share - 0.1, share + 0.1)
        for step, share in ((0, 0.111), (300, 0.888))
        for which in (("identified among new", "paper", "other_writer"), ("dtw", "", "inferred"))
    ]
    names = ["seed", "objective", "step", "samples", "measure", "method", "condition"]
    table = pd.DataFrame(rows, columns=[*names, "n", "mean", "low", "high"])
    table.to_csv(folder / "tables/training_map.csv", index=False)


def place_of(tmp_path):
    """Where `publish` writes, with a README to write into and a run to write of."""
    (tmp_path / "README.md").write_text(f"# Above\n\n{BEGIN}\nof an older run\n{END}\n\n## Below\n")
    write_run(tmp_path / "digilets")
    return tmp_path
