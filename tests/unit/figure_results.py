"""Results with random numbers, as the stages write them, for figures to be drawn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ductus.data.written import written_table
from ductus.tables.summaries import confusion, count_correct, difficulty
from ductus.tasks.states_files import write_states

ALPHABET = list("abcdefghijklm"), list("nopqrstuvwxyz")
LONG = "letter-with-a-long-name", "a long name, and with blanks"
TINY = ["a"], ["ß", "$"]
KOREAN = ["가", "나"], ["라", "마바", "사", "Korean01", "아"]
SPLITS = {
    "2 new": (["a", "あ"], ["ß", LONG[0]]),
    "5 new": (["ア", "א"], ["あ", "ב", "ג", LONG[0], "마바"]),  # alike, from right to left, long
    "13 new": ALPHABET,
    "13 new, 2 long": (["a", "b"], [LONG[0], *"cdefghijklm", LONG[1]]),
    # Half of the largest alphabet of Omniglot has 28.
    "30 new": (["あ", "_"], [*(chr(0x0410 + i) for i in range(28)), *LONG]),
}
# Seed and exemplar writer: error in shape. Of (1, "007") there are drawings: the lower median.
LEARNERS = {(1, "007"): 0.1, (1, "w2"): 0.3, (2, "007"): 0.2, (2, "w2"): 0.05}
NOISES, CONDITIONS = (0.02, 0.05), ("inferred", "not_inferred", "untrained")


def steps_of(rng: np.random.Generator, length: int) -> np.ndarray:
    steps = rng.uniform(-1, 1, (length, 4))
    steps[:, 3] = np.arange(length) == 0
    return steps


class Results:
    """Tables and trajectories of two seeds and two exemplar writers, as the stages write them,
    with random numbers."""

    def __init__(self, trained: list[str], new: list[str]) -> None:
        rng = np.random.default_rng(0)
        symbols = [*trained, *new]
        both = ["seed", "exemplar_writer"]
        self.training = pd.DataFrame(
            [(s, k, 9 * k, 0.5 / (k + 1) + 0.04, 0.04, 0.5 / (k + 1)) for s in (1, 2)
             for k in (0, 10, 20)],
            columns=["seed", "step", "samples", "loss", "floor", "excess"],
        )  # fmt: skip
        self.generation = pd.DataFrame(
            [(*s, c, k, 5, rng.uniform(0.01, 1), dtw) for s, dtw in LEARNERS.items() for c in new
             for k in CONDITIONS],
            columns=[*both, "character", "condition", "iterations", "mse", "dtw"],
        )  # fmt: skip
        self.generated = written_table(
            ({"exemplar_writer": "007", "character": c, "condition": k}, steps_of(rng, 6))
            for c in new
            for k in ("example", *CONDITIONS)
        )
        keys = [(c, n, d) for c in new for n in NOISES for d in (0, 1)]
        self.variation = pd.DataFrame(
            [(*s, *k, rng.uniform(), k[0]) for s in LEARNERS for k in keys],
            columns=[*both, "character", "noise", "draw", "dtw_to_example", "nearest"],
        )
        self.variants = written_table(
            ({"exemplar_writer": "007", "character": c, "noise": n, "draw": d}, steps_of(rng, 6))
            for c, n, d in keys
        )
        self.cases = pd.concat(
            [self.identified(rng, symbols, new, seed, writer, method)
             for seed, writer in LEARNERS for method in ("paper", "nn_dtw", "chance")],
            ignore_index=True,
        )  # fmt: skip
        self.probes = written_table(
            ({"exemplar_writer": "007", "case": i, "kind": k}, steps_of(rng, 6))
            for i in self.shown().index
            for k in ("probe", "written")
        )
        self.classification = count_correct(self.cases)
        self.confusion = confusion(self.cases)
        self.difficulty = difficulty(
            {"generation": self.generation, "classification_cases": self.cases}
            | {"classification": self.classification}
        )
        self.blends = written_table(
            ({"exemplar_writer": "007", "first": a, "second": b, "weight": w}, steps_of(rng, 6))
            for a, b in zip(new, [*new[1:], new[0]], strict=True)
            for w in (1.0, 0.5, 0.0)
        )
        lengths = np.array([5 + i % 4 for i in range(len(symbols))])
        shape = len(symbols), int(lengths.max())
        self.states = {
            "symbols": np.array(symbols),
            "lengths": lengths,
            "features": np.stack([steps_of(rng, shape[1]) for _ in symbols]),
            "h": rng.uniform(-1, 1, (*shape, 7)),
            "c": rng.uniform(-3, 3, (*shape, 7)),
        }

    @staticmethod
    def identified(rng, symbols, new, seed, writer, method) -> pd.DataFrame:
        """Cases of one method; where it looks at new characters only, half of what there is."""
        probes = [("generated", n, c) for n in NOISES for c in new]
        probes += [("other_writer", np.nan, c) for c in new]
        cases = pd.DataFrame(probes, columns=["condition", "noise", "character"])
        cases.insert(0, "method", method)
        cases.insert(0, "exemplar_writer", writer)
        cases.insert(0, "seed", seed)
        cases["writer"], cases["instance"] = "", 0
        cases["predicted_among_new"] = [new[i % 2 % len(new)] for i in range(len(cases))]
        cases["correct_among_new"] = cases.predicted_among_new == cases.character
        known = method != "nn_dtw"
        cases["predicted"] = cases.predicted_among_new if known else ""
        cases["correct"] = cases.correct_among_new if known else np.nan
        infers = method == "paper"
        cases["mse"] = rng.uniform(0, 1, len(cases)) if infers else np.nan
        for symbol in symbols:
            code = rng.uniform(-0.1, 0.5, len(cases))
            cases[f"code_{symbol}"] = code if infers else np.nan
        return cases

    def shown(self) -> pd.DataFrame:
        """The cases of Fig. 4: row numbers are those of the seed's own file."""
        cases = self.cases[self.cases.seed == 1].reset_index(drop=True)
        return cases[cases.exemplar_writer == "007"]

    def write(self, folder: Path) -> Path:
        (folder / "tables").mkdir(parents=True)
        (folder / "seed1").mkdir()
        for name in (
            *("training", "generation", "variation", "classification", "confusion", "difficulty"),
        ):
            getattr(self, name).to_csv(folder / f"tables/{name}.csv", index=False)
        self.cases.to_csv(folder / "tables/classification_cases.csv", index=False)
        for name, table in {
            "generation": self.generated,
            "variation": self.variants,
            "classification": self.probes,
            "blending": self.blends,
        }.items():
            table.to_parquet(folder / f"seed1/{name}.parquet")
        write_states(folder / "seed1/states.npz", {"007": self.states})
        return folder
