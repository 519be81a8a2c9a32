"""The data dictionary: every column of every table, once.

A table is a CSV file: of a seed (``seed<k>/<task>.csv``), or of all seeds (``tables/``).
Symbols and writers' ids are text, whatever they look like: ``1``, ``NA``, ``nan``.
"""

from __future__ import annotations

from typing import NamedTuple

from ductus.learning.oneshot_files import CONDITIONS as WRITTEN
from ductus.tasks.methods.names import METHODS

SEED, NUMBER, TRUTH, TEXT = "seed", "number", "truth", "text"

REPRESENTATIONS = ("sparse", "dense", "random", "codes", "codes_untrained", "states")
CLUSTERINGS = ("meanshift", "hdbscan")
PEOPLE = ("same_writer", "other_writer")
CONDITIONS = ("generated", *PEOPLE)  # of probes
PREDICTORS = ("gaussian", "autoregression", "one_layer", "three_layers", "three_layers_noise")
NETWORKS = ("before", "after", "shuffled", "layer 1", "layer 2", "layer 3")  # looked into


class Column(NamedTuple):
    """What stands in a column: its kind, what it means, and for text which words, if not any."""

    kind: str
    means: str
    words: frozenset[str] | None = None


class Table(NamedTuple):
    """The columns of a table, in order, and which of them may have no value in a row."""

    columns: tuple[str, ...]
    may_be_empty: tuple[str, ...] = ()


COLUMNS = {
    "seed": Column(SEED, "seed of the run; `all`: over all seeds"),
    "exemplar_writer": Column(TEXT, "who drew the one example of each new character"),
    # Training.
    "step": Column(NUMBER, "updates of the optimiser so far"),
    "samples": Column(NUMBER, "drawings looked at so far"),
    "loss": Column(NUMBER, "over all drawings: squared error (floor and excess), or nats a step"),
    "floor": Column(NUMBER, "the part of the loss that no network can change"),
    "excess": Column(NUMBER, "the part of the loss that a network can change"),
    "objective": Column(TEXT, "what training descends on", frozenset({"class_means", "samples"})),
    # Characters, and how they were written.
    "character": Column(TEXT, "the new character; of states, any"),
    "condition": Column(
        TEXT,
        "how a character was written (generation); where a probe is from (classification)",
        frozenset({"", "trained", "new", *NETWORKS, *WRITTEN, *CONDITIONS}),
    ),
    "iterations": Column(NUMBER, "gradient steps of one-shot inference"),
    "mixing": Column(NUMBER, "share of these in which the code was mixed with a trained one"),
    "mse": Column(NUMBER, "mean squared error of the four features"),
    "dtw": Column(NUMBER, "distance in shape to the example, by dynamic time warping"),
    "noise": Column(NUMBER, "standard deviation of the noise on the code; empty for people"),
    "draw": Column(NUMBER, "which variant, counted from 0"),
    "dtw_to_example": Column(NUMBER, "distance in shape to the own character's example"),
    "nearest": Column(TEXT, "the character whose example is nearest in shape"),
    "source": Column(
        TEXT,
        "whose drawings: people's, or the network's by noise on the code or by sampling",
        frozenset({*PEOPLE, "noise", "sample", "example"}),
    ),
    "level": Column(NUMBER, "of noise, or the bias of sampling; empty for people"),
    "question": Column(NUMBER, "of the page that asks people, counted from 0"),
    "participant": Column(TEXT, "who answered, as the page calls them"),
    "participants": Column(NUMBER, "how many answered"),
    "answer": Column(TEXT, "the side that was said to be the network's"),
    "side": Column(TEXT, "the side of the network's drawing"),
    # Identification.
    "method": Column(
        TEXT, "who identified: a key of classification.methods", frozenset({"", *METHODS})
    ),
    "writer": Column(TEXT, "who drew the probe; empty for variants"),
    "instance": Column(NUMBER, "which of that writer's drawings, or which variant"),
    "predicted": Column(TEXT, "the character said, of all symbols"),
    "predicted_among_new": Column(TEXT, "the character said, of the new ones"),
    "correct": Column(TRUTH, "whether that was right (a case), or how often (a count)"),
    "correct_among_new": Column(TRUTH, "the same among the new characters"),
    "accuracy": Column(NUMBER, "share of right answers, of all symbols"),
    "low": Column(NUMBER, "lower end of the 95 % interval over seeds and exemplar writers"),
    "high": Column(NUMBER, "its upper end"),
    "accuracy_among_new": Column(NUMBER, "share of right answers, among the new characters"),
    "low_among_new": Column(NUMBER, "lower end of its interval"),
    "high_among_new": Column(NUMBER, "upper end of its interval"),
    "share": Column(NUMBER, "share of the character's cases"),
    # Blends and states.
    "first": Column(TEXT, "the character at weight 1"),
    "second": Column(TEXT, "the character at weight 0"),
    "weight": Column(NUMBER, "of the first character; of a letter in the window"),
    "dtw_to_first": Column(NUMBER, "distance in shape to the first as the network writes it"),
    "dtw_to_second": Column(NUMBER, "distance in shape to the second"),
    "claim": Column(TEXT, "of states: `shared` or `repeated`; of the paper: in words"),
    "reference": Column(TEXT, "the character that states are compared with"),
    "tested": Column(TRUTH, "whether the claim is about this character"),
    "distance": Column(NUMBER, "between states"),
    "distance_written": Column(NUMBER, "the same distance, between the steps dx, dy written"),
    "rank_written": Column(NUMBER, "1 is nearest, by distance_written"),
    "distance_others": Column(NUMBER, "mean distance of the other characters"),
    "rank": Column(NUMBER, "1 is nearest"),
    "p": Column(NUMBER, "share of characters at least as near, itself included"),
    # Of networks that are compared.
    "network": Column(TEXT, "cell, and where not as usual layers, start, optimiser"),
    "cpu_seconds": Column(NUMBER, "of the training so far"),
    "layer": Column(NUMBER, "recurrent layer, counted from 1 next to the dense layer"),
    "after": Column(NUMBER, "steps since the code was another for a step"),
    "property": Column(TEXT, "what a cell's state follows"),
    "cell": Column(NUMBER, "number of the hidden unit"),
    "score": Column(NUMBER, "how well the cell tells the property: 0 by chance, 1 always"),
    "dx": Column(NUMBER, "step of the pen across, over the drawing's scale"),
    "dy": Column(NUMBER, "step of the pen up, likewise"),
    "onset": Column(NUMBER, "1 where a stroke begins; of predictors, nats of a drawing's onsets"),
    "state": Column(NUMBER, "hidden state of the cell"),
    # Prediction.
    "predictor": Column(
        TEXT,
        "a Gaussian around the letter's mean trajectory, an autoregression of order two, or a "
        "network, by its layers and the noise on its weights",
        frozenset(PREDICTORS),
    ),
    "points": Column(NUMBER, "of a drawing"),
    "move": Column(NUMBER, "nats of all moves of a drawing, given its onsets"),
    "end": Column(NUMBER, "nats of its end; empty for who says nothing of it"),
    "pressure": Column(NUMBER, "nats of its pressure, likewise"),
    "squared_error": Column(
        NUMBER, "of the likeliest moves, in squares of the scale, of a drawing"
    ),
    "scale_x": Column(NUMBER, "standard deviation of dx over the training, by which is normalised"),
    "scale_y": Column(NUMBER, "of dy"),
    "component": Column(NUMBER, "of the mixture, counted from 0"),
    "probability": Column(NUMBER, "of the component"),
    "mean_x": Column(NUMBER, "of a component's dx"),
    "mean_y": Column(NUMBER, "of its dy"),
    "deviation_x": Column(NUMBER, "standard deviation of its dx"),
    "deviation_y": Column(NUMBER, "of its dy"),
    "correlation": Column(NUMBER, "of both"),
    # Of sequences.
    "task": Column(TEXT, "what is predicted", frozenset({"text", "pen", "addition", "tags"})),
    "regularisation": Column(
        TEXT, "noise on weights, or scheduled sampling with so many per cent true inputs at its end"
    ),
    "evaluation": Column(
        TEXT, "whether weights adapt while they are tested", frozenset({"", "static", "dynamic"})
    ),
    "case": Column(TEXT, "of which cases: a temperature, digits, letters of the writer before"),
    "text": Column(TEXT, "what was written; of pen tokens moves as `dx,dy,lifted`"),
    # The landscape.
    "representation": Column(
        TEXT,
        "whose activations: of an autoencoder (sparse, dense), of random projections, or of the "
        "network that writes (codes, codes_untrained, states)",
        frozenset({"", *REPRESENTATIONS}),
    ),
    "clustering": Column(TEXT, "what found the clusters", frozenset({"", *CLUSTERINGS})),
    "symbol": Column(TEXT, "what clusters are recognised as"),
    "clusters": Column(NUMBER, "how many clusters"),
    "radius": Column(NUMBER, "of a sphere around a centre, in lengths of the centre"),
    "models": Column(NUMBER, "how many networks whose training succeeded"),
    "penalty": Column(NUMBER, "on latent activations"),
    "active": Column(NUMBER, "latent neurons active a picture"),
    "chosen": Column(TRUTH, "whether it is the one that is trained with"),
    # Words.
    "whose": Column(TEXT, "whose words: people's, or the network's and how they were written"),
    "bias": Column(NUMBER, "of what the network writes, toward what is likely; empty for people"),
    "place": Column(NUMBER, "which letter of a text, counted from 0"),
    "letter": Column(TEXT, "that letter; empty for the sign behind a text"),
    # What is made of them.
    "section": Column(TEXT, "of the paper"),
    "measure": Column(TEXT, "what was measured"),
    "value": Column(NUMBER, "of one case, or the mean of n"),
    "n": Column(NUMBER, "how many cases"),
    "mean": Column(NUMBER, "over cases, seeds and exemplar writers"),
    "seeds": Column(NUMBER, "how many seeds"),
    "exemplar_writers": Column(NUMBER, "how many exemplar writers"),
    "paper": Column(TEXT, "the paper's value"),
    "ours": Column(TEXT, "what came out here; the premise that fails, if one does"),
    "verdict": Column(TEXT, "reproduced, partly, not, or not judged"),
    "rule": Column(TEXT, "the rule"),
}

_CASE = ("seed", "exemplar_writer")
_MEAN = ("mean", "low", "high")
_STEP = ("dx", "dy", "pressure", "onset")
_COUNTS = ("accuracy", "low", "high")
_AMONG_NEW = tuple(f"{column}_among_new" for column in _COUNTS)
_PROBE = ("method", "condition", "noise")
_PREDICTOR = ("task", "network", "regularisation")
_ABILITY = ("measure", "method", "condition")

# Of a seed.
TASKS = {
    "training": Table(("seed", "step", "samples", "loss", "floor", "excess")),
    "generation": Table((*_CASE, "character", "condition", "iterations", "mse", "dtw")),
    "variation": Table((*_CASE, "character", "noise", "draw", "dtw_to_example", "nearest")),
    "classification": Table(  # and then code_<symbol> for each symbol
        (
            *(*_CASE, *_PROBE, "character", "writer", "instance"),
            *("predicted", "predicted_among_new", "correct", "correct_among_new", "mse"),
        ),
        # Where a method does not write the probe, or does not look at all symbols.
        may_be_empty=("noise", "correct", "mse"),
    ),
    "blending": Table((*_CASE, "first", "second", "weight", "dtw_to_first", "dtw_to_second")),
    "states": Table(
        (*_CASE, "claim", "reference", "character", "tested", "distance", "distance_written"),
        may_be_empty=("distance", "distance_written"),  # where nothing moves
    ),
}
PREDICTION = Table(  # of a seed, of each drawing
    (
        *("seed", "predictor", "condition", "writer", "character", "instance", "points"),
        *("move", "onset", "end", "pressure", "squared_error", "scale_x", "scale_y"),
    ),
    may_be_empty=("end", "pressure"),
)
# Of all seeds.
TABLES = {
    **TASKS,
    "classification_cases": TASKS["classification"],
    "classification": Table(
        ("seed", *_PROBE, "n", "correct", *_COUNTS, "correct_among_new", *_AMONG_NEW),
        may_be_empty=("noise", "correct", *_COUNTS, "low_among_new", "high_among_new"),
    ),
    "confusion": Table((*_PROBE, "character", "predicted", "n", "share"), may_be_empty=("noise",)),
    "difficulty": Table(
        ("character", "measure", *_PROBE, "n", *_MEAN), may_be_empty=("noise", *_MEAN)
    ),
    "states": Table(
        (
            *("seed", "claim", "reference", "character", "tested", "distance", "distance_written"),
            *("n", "distance_others", "rank", "p", "rank_written"),
        ),
        # Of a character that is alone, or does not move.
        may_be_empty=("distance_others", "distance_written", "rank_written"),
    ),
    "headline": Table(
        ("section", "measure", *_PROBE, *_MEAN, "seeds", "exemplar_writers", "n"),
        may_be_empty=("noise", "low", "high"),
    ),
    "claims": Table(
        ("section", "claim", "paper", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN
    ),
    "asked": Table(("source", "level", "n", "participants", *_MEAN)),
    "samples": Table(
        ("source", "level", "measure", "n", *_MEAN), may_be_empty=("level", "low", "high")
    ),
    "samples_claims": Table(("claim", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN),
    "samples_shown": Table(
        ("seed", "exemplar_writer", "source", "level", "character", "draw", "frame", *_STEP),
        may_be_empty=("level",),
    ),
    # Of the sweep.
    "training_map": Table(
        ("seed", "objective", "step", "samples", *_ABILITY, "n", *_MEAN),
        may_be_empty=("low", "high"),
    ),
    "oneshot_iterations": Table(
        ("seed", "iterations", "mixing", *_ABILITY, "n", *_MEAN), may_be_empty=("low", "high")
    ),
    # Of networks that are compared.
    "networks": Table(("seed", "network", *_ABILITY, "n", *_MEAN), may_be_empty=("low", "high")),
    "networks_training": Table(("seed", "network", "step", "cpu_seconds", "excess")),
    "networks_traces": Table(("seed", "network", "layer", "after", "distance", "n")),
    "networks_atlas": Table(
        (
            *("seed", "network", "property", "cell", "score"),
            *("character", "step", "dx", "dy", "onset", "state"),
        )
    ),
    "sequences": Table(
        ("seed", *_PREDICTOR, "evaluation", "measure", "case", "n", *_MEAN),
        may_be_empty=("low", "high"),
    ),
    "sequences_written": Table(("seed", *_PREDICTOR, "case", "text")),
    "sequences_cells": Table(
        ("seed", *_PREDICTOR, "property", "cell", "score", "step", "text", "state")
    ),
    "sequences_claims": Table(("claim", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN),
    "networks_claims": Table(("claim", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN),
    # Of prediction.
    "prediction": Table(
        ("seed", "predictor", "condition", "measure", "n", *_MEAN, "scale_x", "scale_y"),
        may_be_empty=("low", "high"),
    ),
    "prediction_claims": Table(
        ("claim", "paper", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN
    ),
    "prediction_density": Table(
        (
            *("seed", "character", "step", "dx", "dy", "onset", "component", "probability"),
            *("mean_x", "mean_y", "deviation_x", "deviation_y", "correlation"),
        )
    ),
    # Of words.
    "words": Table(
        ("seed", "whose", "bias", "measure", "n", *_MEAN), may_be_empty=("bias", "low", "high")
    ),
    "words_claims": Table(("claim", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN),
    "words_read": Table(
        (*_CASE, "whose", "bias", "text", "place", "letter", "predicted"), may_be_empty=("bias",)
    ),
    "words_training": Table(("seed", "step", "loss")),
    "words_shown": Table(
        (*_CASE, "whose", "bias", "text", "step", "dx", "dy", "onset"), may_be_empty=("bias",)
    ),
    "words_window": Table(
        ("seed", "whose", "text", "step", "place", "letter", "weight", "dx", "dy", "onset")
    ),
    # Of the landscape.
    "landscape": Table(
        ("seed", "representation", "clustering", "measure", "n", "models", *_MEAN),
        may_be_empty=("low", "high"),
    ),
    "landscape_spheres": Table(
        ("seed", "representation", "radius", "n", "models", *_MEAN), may_be_empty=("low", "high")
    ),
    "landscape_symbols": Table(("seed", "representation", "clustering", "symbol", "clusters")),
    "landscape_methods": Table(
        ("seed", "method", "representation", "condition", "n", *_MEAN),
        may_be_empty=("low", "high"),
    ),
    "landscape_penalty": Table(("penalty", "active", "chosen")),
    "landscape_claims": Table(
        ("section", "claim", "paper", "ours", "verdict", "rule", *_MEAN), may_be_empty=_MEAN
    ),
}


def is_text(column: str) -> bool:
    """Whether a column is read as it is written; those of codes, ``code_<symbol>``, are not."""
    return column in COLUMNS and COLUMNS[column].kind == TEXT


def filled(table: Table) -> list[str]:
    """Columns that have a number in each row."""
    return [c for c in table.columns if not is_text(c) and c not in table.may_be_empty]
